"""The program's words as files write them: sectors, subtypes, states, levels."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bcp.accounts.models import State
from engagements.enums import GovernmentLevel
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders.enums import Stage
from stakeholders.keys import folded

# Words of a name that tell the sector, the surest first.
TELLING_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("crime_stoppers", ("crime stoppers", "crimestoppers")),
    ("chamber", ("chamber of commerce", "chamber", "business improvement district", "rotary")),
    (
        "emergency_management",
        ("emergency management", "emergency services agency", "homeland security"),
    ),
    ("fire", ("fire", "vfd", "hazmat", "ems", "rescue squad", "ambulance")),
    (
        "law_enforcement",
        ("police", "sheriff", "marshal", "state patrol", "highway patrol", "constable"),
    ),
    (
        "public_health",
        ("health department", "department of health", "public health", "hospital", "medical center",
         "health district", "health center", "health unit", "clinic", "health", "pharmacy",
         "medical"),
    ),
    ("tribal", ("tribe", "tribal", "nation of", "pueblo", "rancheria", "band of")),
    ("education", ("school district", "school", "university", "college", "academy")),
    ("transport", ("airport", "transit", "port authority", "railroad", "port of", "trucking")),
    ("community", ("church", "mosque", "synagogue", "temple", "islamic", "ministries", "foundation",
                   "interfaith", "neighborhood", "refugee")),
    (
        "public_agency",
        ("city of", "county of", "town of", "public works", "parks", "department of"),
    ),
)  # fmt: skip
PADDED_WORDS = [(f" {word} ", sector) for sector, words in TELLING_WORDS for word in words]
LEVEL_WORDS = {
    "city": GovernmentLevel.LOCAL,
    "county": GovernmentLevel.LOCAL,
    "municipal": GovernmentLevel.LOCAL,
    "tribe": GovernmentLevel.TRIBAL,
    "territory": GovernmentLevel.TERRITORIAL,
    "private": GovernmentLevel.PRIVATE,
    "proprietary": GovernmentLevel.PRIVATE,
    "nonprofit": GovernmentLevel.PRIVATE,
}
CLOSE = 80  # likeness, 0 to 100, from which a value was probably meant


@dataclass(frozen=True)
class Vocabulary:
    """What values mean. Keys are folded words."""

    sectors: dict[str, str]
    subtypes: dict[str, list[tuple[int, str, frozenset[str]]]] = field(repr=False)
    infrastructure: dict[str, str] = field(repr=False)
    states: dict[str, str] = field(repr=False)
    names: dict[str, list[str]] = field(repr=False)  # field -> what its values are called

    def suggestion(self, name: str, value: str, *, sector: str = "") -> str:
        """Whether a value close to a known one of its field was meant, as a question; or ""."""
        if name == "subtype":
            known = [subtype for _, subtype, _ in self.subtypes.get(sector, ())]
        else:
            known = self.names.get(name, [])
        close = closest(value, known)
        return f" Did you mean “{close}”?" if close else ""

    def subtype_of(self, sector: str, value: str) -> int | None:
        """The subtype of a sector that shares most words with a value."""
        words = stems(value)
        best, best_score = None, 0.0
        for pk, name, own in self.subtypes.get(sector, ()):
            if folded(name) == folded(value):
                return pk
            shared = len(words & own)
            score = shared / max(len(own), 1) + shared / 100
            if shared and score > best_score:
                best, best_score = pk, score
        return best

    def level_of(self, value: str) -> str:
        """The level of government that a value names, or "" for none."""
        text = folded(value)
        for level in GovernmentLevel:
            if text == level.value or text.startswith(level.value):
                return level.value
        return next(
            (level.value for word, level in LEVEL_WORDS.items() if word in text.split()), ""
        )

    def guess_sector(self, name: str) -> str:
        """The sector that the words of a name tell; "" when they tell none."""
        text = f" {folded(name)} "
        for word, sector in PADDED_WORDS:
            if word in text and sector in self.sectors.values():
                return sector
        return ""


def stage_of(value: str) -> str:
    """The stage that a value names, or "" for none."""
    text = folded(value)
    return next((one.value for one in Stage if text in {one.value, folded(one.label)}), "")


def closest(value: str, names: Iterable[str]) -> str:
    """The name that a value was most likely meant to be, or ""."""
    found = process.extractOne(
        value, list(names), scorer=fuzz.WRatio, processor=folded, score_cutoff=CLOSE
    )
    return found[0] if found else ""


def stems(text: str) -> frozenset[str]:
    """The words of a text without plural endings."""
    return frozenset(word.removesuffix("s") for word in folded(text).split() if len(word) > 2)


def read_vocabulary() -> Vocabulary:
    """The program's words as they are in the database now."""
    sectors: dict[str, str] = {}
    for sector in Sector.objects.all():
        sectors[folded(sector.code)] = sectors[folded(sector.name)] = sector.code
    subtypes: dict[str, list[tuple[int, str, frozenset[str]]]] = {}
    for subtype in Subtype.objects.all():
        entry = (subtype.pk, subtype.name, stems(subtype.name))
        subtypes.setdefault(subtype.sector_id, []).append(entry)
    infrastructure: dict[str, str] = {}
    for tag in InfrastructureSector.objects.all():
        infrastructure[folded(tag.code)] = infrastructure[folded(tag.name)] = tag.code
    states: dict[str, str] = {}
    for state in State.objects.all():
        states[state.code.lower()] = states[folded(state.name)] = state.code
    names = {
        "sector": [*Sector.objects.values_list("name", flat=True)],
        "infrastructure_sector": [*InfrastructureSector.objects.values_list("name", flat=True)],
        "state": [*State.objects.values_list("name", flat=True)],
        "level": [level.label for level in GovernmentLevel],
        "stage": [stage.label for stage in Stage],
    }
    return Vocabulary(sectors, subtypes, infrastructure, states, names)

"""From the cells of a record to what they say about an organization."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bcp.core.actions import Refused
from stakeholders import keys
from stakeholders.enums import RowOutcome
from stakeholders.importing.columns import FIELD_LABELS
from stakeholders.importing.reading import Record, Table, short
from stakeholders.importing.vocabulary import Vocabulary

LIMITS = {
    "address": 200,
    "city": 80,
    "county": 80,
    "contact_name": 120,
    "contact_title": 120,
    "contact_phone": 40,
    "notes": 2000,
}
KEPT_CAPITALS = frozenset({
    "VA", "US", "USA", "EMS", "VFD", "FD", "PD", "EMA", "OEM", "UC", "UCLA", "USC", "SUNY",
    "MD", "DO", "II", "III", "IV", "VI", "LLC", "LLP", "PC", "PLLC", "NE", "NW", "SE", "SW",
    "PO", "AFB", "FPD", "RFD", "YMCA", "BOMA", "ISD", "HCA", "CHI", "UPMC", "UF", "UT", "UNC",
    "UAB", "LSU", "OSF", "SSM", "RFPD", "DBA",
})  # fmt: skip
SMALL_WORDS = frozenset({
    "of", "and", "the", "for", "at", "in", "on", "de", "la", "del", "los",
})  # fmt: skip
NOTHING_WORDS = {"", "na", "n/a", "none", "unknown", "tbd"}
DIGIT = re.compile(r"\d")
NOT_DIGIT = re.compile(r"\D")
WORD = re.compile(r"[^\s/(\-&]+")
WEB = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]{2,}([/?#]\S*)?$", re.I)


@dataclass(slots=True)
class Draft:
    """A row as it was understood. A refused one has a problem and its cells in `raw`.

    The last fields say what it was found to be when it was compared.
    """

    line: int
    name: str = ""
    sector: str = ""
    is_sector_given: bool = False
    subtype: int | None = None
    infrastructure_sector: str | None = None
    level: str = ""
    address: str = ""
    city: str = ""
    county: str = ""
    state: str | None = None
    zip_code: str = ""
    phone: str = ""
    website: str = ""
    notes: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    problem: str = ""
    remarks: str = ""
    raw: list[str] | None = None
    # For sorting, searching and comparing
    sort_name: str = ""
    search_text: str = ""
    match_key: str = ""
    county_key: str = ""
    phone_digits: str = ""
    domain: str = ""
    # What becomes of it
    outcome: str = RowOutcome.NEW
    organization: int | None = None
    twin_line: int | None = None
    likeness: int = 0
    evidence: str = ""
    changes: dict[str, list[str]] | None = None

    @property
    def contact_search_text(self) -> str:
        """The person as the search box looks at them."""
        return f"{keys.folded(self.contact_name)} {self.contact_email.lower()}".strip()

    @property
    def adds_person(self) -> bool:
        """Whether a contact comes in with the row."""
        if self.outcome in {RowOutcome.NEW, RowOutcome.POSSIBLE}:
            return bool(self.person)
        return "contact" in (self.changes or ())

    @property
    def person(self) -> str:
        """What tells the row's person from others at the organization; "" without a person."""
        return keys.person_key(self.contact_name, self.contact_email)


class Reader:
    """Understands the records of one file, matched in one way."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[str, int],
        vocabulary: Vocabulary,
        *,
        default_sector: str = "",
        default_state: str | None = None,
        softens_capitals: bool = True,
    ) -> None:
        if "name" not in mapping:
            raise Refused("Choose the column that holds the names of the organizations.")
        self.headers = table.headers
        self.mapping = mapping
        self.vocabulary = vocabulary
        self.default_sector = default_sector
        self.default_state = None if "state" in mapping else default_state
        self.fallback = default_sector or usual_sector(table, mapping, vocabulary)
        self._subtypes: dict[tuple[str, str], int | None] = {}
        self.soft = soft_fields(table.samples(), mapping) if softens_capitals else frozenset()

    def read(self, record: Record) -> Draft:
        """What a record says; never raises for what stands in it."""
        try:
            return self._read(record)
        except Refused as refusal:
            return Draft(
                record.line,
                problem=refusal.reason[:300],
                raw=record.cells,
                outcome=RowOutcome.REFUSED,
            )

    def _read(self, record: Record) -> Draft:
        cells = record.cells
        value = {name: cells[column] for name, column in self.mapping.items()}
        name = self._name(value)
        draft = Draft(record.line, name=name, state=self.default_state)
        self._classify(draft, value)
        self._locate(draft, value)
        self._reach(draft, value)
        draft.sort_name = keys.folded(name)[:200]
        draft.search_text = keys.folded(f"{name} {draft.city} {draft.county}")
        draft.match_key = keys.match_key(name, draft.state or "", draft.city)
        draft.county_key = keys.county_key(draft.state or "", draft.county)[:90]
        draft.phone_digits = keys.phone_digits(draft.phone)
        draft.domain = keys.domain(draft.website) if draft.website else ""
        draft.remarks = draft.remarks[:300]
        return draft

    def _refuse(self, name: str, reason: str) -> Refused:
        return Refused(f"Column “{self.headers[self.mapping[name]]}”: {reason}")

    def _name(self, value: Mapping[str, str]) -> str:
        name = value["name"]
        if not name:
            raise self._refuse("name", "the name of the organization is missing.")
        if len(name) > 200:
            raise self._refuse("name", f"the name has {len(name)} characters; at most 200 fit.")
        if not keys.folded(name) or name.isdigit():
            raise self._refuse("name", f"“{short(name)}” is not a name.")
        return soften(name) if "name" in self.soft else name

    def _classify(self, draft: Draft, value: Mapping[str, str]) -> None:
        words = self.vocabulary
        if given := value.get("sector"):
            if keys.folded(given) not in words.sectors:
                sectors = ", ".join(words.sector_names)
                raise self._refuse(
                    "sector", f"“{short(given)}” is not a sector. Use one of {sectors}."
                )
            draft.sector, draft.is_sector_given = words.sectors[keys.folded(given)], True
        else:
            draft.sector = self.default_sector or words.guess_sector(draft.name) or self.fallback
        if kind := value.get("subtype"):
            draft.subtype = self._subtype(draft.sector, kind)
        if tag := value.get("infrastructure_sector"):
            draft.infrastructure_sector = words.infrastructure.get(keys.folded(tag))
            if draft.infrastructure_sector is None:
                self._leave_out(draft, "infrastructure_sector", tag)
        if level := value.get("level"):
            draft.level = words.level_of(level)

    def _subtype(self, sector: str, kind: str) -> int | None:
        """The subtype; asked once per value, since a column has few."""
        if (sector, kind) not in self._subtypes:
            self._subtypes[sector, kind] = self.vocabulary.subtype_of(sector, kind)
        return self._subtypes[sector, kind]

    def _locate(self, draft: Draft, value: Mapping[str, str]) -> None:
        if state := value.get("state"):
            draft.state = self.vocabulary.states.get(keys.folded(state))
            if draft.state is None:
                raise self._refuse("state", f"“{short(state)}” is not a state or territory.")
        lines = (value.get("address", ""), value.get("address_2", ""))
        draft.address = self._text(draft, "address", ", ".join(line for line in lines if line))
        draft.city = self._text(draft, "city", value.get("city", ""))
        draft.county = self._text(draft, "county", value.get("county", ""))
        draft.zip_code = self._checked(draft, value, "zip_code", zip_of)

    def _reach(self, draft: Draft, value: Mapping[str, str]) -> None:
        draft.phone = self._checked(draft, value, "phone", phone_of)
        draft.website = self._checked(draft, value, "website", website_of)
        draft.contact_email = self._checked(draft, value, "contact_email", email_of)
        for name in ("contact_name", "contact_title", "contact_phone", "notes"):
            if value.get(name):
                setattr(draft, name, self._text(draft, name, value[name]))

    def _checked(
        self, draft: Draft, value: Mapping[str, str], name: str, check: Callable[[str], str]
    ) -> str:
        """A value in its proper form; left out with a remark when it has none."""
        given = value.get(name, "")
        checked = check(given) if given else ""
        if given and not checked and given.casefold().strip("-./ 0") not in NOTHING_WORDS:
            self._leave_out(draft, name, given)
        return checked

    def _text(self, draft: Draft, name: str, text: str) -> str:
        if len(text) > LIMITS[name]:
            self._leave_out(draft, name, text)
            return ""
        return soften(text) if name in self.soft and text else text

    def _leave_out(self, draft: Draft, name: str, text: str) -> None:
        draft.remarks += f"{FIELD_LABELS[name]} “{short(text)}” left out. "


def usual_sector(table: Table, mapping: Mapping[str, int], words: Vocabulary) -> str:
    """The sector that most names of the file tell, for the names that tell none."""
    guesses = Counter(words.guess_sector(row[mapping["name"]]) for row in table.samples())
    sector, count = max(guesses.items(), key=lambda pair: (bool(pair[0]), pair[1]), default=("", 0))
    return sector if count > guesses.total() / 2 else "other"


def soft_fields(samples: Sequence[Sequence[str]], mapping: Mapping[str, int]) -> frozenset[str]:
    """The fields whose columns are written in capitals throughout."""
    found = set()
    for name in ("name", "address", "city", "county", "contact_name", "contact_title"):
        if name in mapping:
            values = [
                row[mapping[name]]
                for row in samples
                if any(c.isalpha() for c in row[mapping[name]])
            ]
            if values and sum(value.isupper() for value in values) > 0.8 * len(values):
                found.add(name)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def soften(text: str) -> str:
    """Words in capitals as ordinary words: "CITY OF BOAZ FD" is "City of Boaz FD"."""
    if not text.isupper():
        return text
    is_first = True

    def soft(match: re.Match[str]) -> str:
        nonlocal is_first
        word, was_first, is_first = match[0], is_first, False
        is_plain = word.isalpha()
        if (word if is_plain else word.strip(".,")) in KEPT_CAPITALS:
            return word
        if not is_plain and DIGIT.search(word):
            return word
        if word.lower() in SMALL_WORDS and not was_first:
            return word.lower()
        return word.capitalize()

    return WORD.sub(soft, text)


@lru_cache(maxsize=5_000)
def zip_of(text: str) -> str:
    """A ZIP code as it is written: five digits, or five and four; zeros lost in front come back."""
    digits = NOT_DIGIT.sub("", text)
    if len(digits) in {3, 4}:
        digits = digits.zfill(5)
    elif len(digits) == 8:
        digits = digits.zfill(9)
    if len(digits) == 5 and digits != "00000":
        return digits
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else ""


def phone_of(text: str) -> str:
    """A phone number of seven digits or more, as it is written; "" for anything else."""
    digits = NOT_DIGIT.sub("", text)
    return text if len(digits) >= 7 and digits.strip("0") and len(text) <= 40 else ""


def website_of(text: str) -> str:
    """A web address with its scheme; "" for anything else."""
    address = text if "://" in text else f"http://{text}"
    return address if WEB.match(address) and len(address) <= 300 else ""


def email_of(text: str) -> str:
    """An address to which a mail can be sent, by its form; "" for anything else."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""

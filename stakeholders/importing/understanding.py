"""From the cells of a record to what they say about an organization."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bcp.core.actions import Refused
from stakeholders import keys
from stakeholders.enums import RowOutcome
from stakeholders.importing.reading import Table
from stakeholders.importing.records import Record, short
from stakeholders.importing.values import email_of, phone_of, soften, website_of, zip_of
from stakeholders.importing.vocabulary import Vocabulary, stage_of

LIMITS = {
    "address": 200,
    "city": 80,
    "county": 80,
    "contact_name": 120,
    "contact_title": 120,
    "contact_phone": 40,
    "notes": 2000,
}
# field -> what a value of it is, and how to write one
FORMS = {
    "zip_code": ("a ZIP code", "Write five digits, or five and four."),
    "phone": ("a phone number", "Write ten digits, such as 303-555-0100."),
    "website": ("a web address", "Write it like www.example.org."),
    "contact_email": ("an e-mail address", "Write it like name@example.org."),
    "subtype": ("a subtype of this sector", ""),
    "infrastructure_sector": ("a critical-infrastructure sector", "Use its name."),
    "level": (
        "a level of government",
        "Use State, Local, Tribal, Territorial, Federal or Private.",
    ),
    "stage": ("a stage", "Use Identified, Contacted, Met, Active partner or Dormant."),
}
NOTHING_WORDS = {"", "na", "n/a", "none", "unknown", "tbd"}


@dataclass(slots=True)
class Draft:
    """A row as it was understood. A refused one has its faults and its cells in `raw`.

    The last fields say what it was found to be when it was compared.
    """

    line: int
    name: str = ""
    sector: str = ""
    is_sector_given: bool = False
    subtype: int | None = None
    infrastructure_sector: str | None = None
    level: str = ""
    stage: str = ""
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
    is_uncompared: bool = False
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
        self._faults: list[str] = []
        self._left_out: dict[tuple[str, str, str], str] = {}
        self.soft = soft_fields(table.samples(), mapping) if softens_capitals else frozenset()

    def read(self, record: Record) -> Draft:
        """What a record says, or everything for which it is refused; never raises."""
        self._faults.clear()
        value = {name: record.cells[column] for name, column in self.mapping.items()}
        draft = Draft(record.line, name=self._name(value), state=self.default_state)
        self._classify(draft, value)
        self._locate(draft, value)
        self._reach(draft, value)
        if self._faults:
            return Draft(
                record.line,
                name=draft.name[:200],
                problem="\n".join(self._faults),
                remarks=draft.remarks,
                raw=record.cells,
                outcome=RowOutcome.REFUSED,
            )
        self._derive(draft)
        return draft

    def _derive(self, draft: Draft) -> None:
        """The columns for sorting, searching and comparing."""
        draft.sort_name = keys.folded(draft.name)[:200]
        draft.search_text = keys.search_text(draft.name, draft.city, draft.county)
        draft.match_key = keys.match_key(draft.name, draft.state or "", draft.city)
        draft.county_key = keys.county_key(draft.state or "", draft.county)[:90]
        draft.phone_digits = keys.phone_digits(draft.phone)
        draft.domain = keys.domain(draft.website) if draft.website else ""

    def _fault(self, name: str, reason: str) -> None:
        """One reason more to refuse the row."""
        self._faults.append(f"Column “{self.headers[self.mapping[name]]}”: {reason}")

    def _name(self, value: Mapping[str, str]) -> str:
        name = value["name"]
        if not name:
            self._fault("name", "the name of the organization is missing. Fill it in.")
        elif len(name) > 200:
            self._fault(
                "name", f"the name has {len(name)} characters; at most 200 fit. Shorten it."
            )
        elif not keys.folded(name) or name.isdigit():
            self._fault("name", f"“{short(name)}” is not a name. Write the organization's name.")
        return soften(name) if "name" in self.soft else name

    def _classify(self, draft: Draft, value: Mapping[str, str]) -> None:
        draft.sector = self._sector(draft, value.get("sector", ""))
        words = self.vocabulary
        if (kind := value.get("subtype")) and draft.sector:
            draft.subtype = self._subtype(draft.sector, kind)
            if draft.subtype is None:
                self._leave_out(draft, "subtype", kind)
        if tag := value.get("infrastructure_sector"):
            draft.infrastructure_sector = words.infrastructure.get(keys.folded(tag))
            if draft.infrastructure_sector is None:
                self._leave_out(draft, "infrastructure_sector", tag)
        draft.level = self._checked(draft, value, "level", words.level_of)
        draft.stage = self._checked(draft, value, "stage", stage_of)

    def _sector(self, draft: Draft, given: str) -> str:
        """The sector that the row gives, or that its name tells."""
        words = self.vocabulary
        if not given:
            return self.default_sector or words.guess_sector(draft.name) or self.fallback
        draft.is_sector_given = True
        sector = words.sectors.get(keys.folded(given), "")
        if not sector:
            how = words.suggestion("sector", given)
            how = how or f" Use one of {', '.join(words.names['sector'])}."
            self._fault("sector", f"“{short(given)}” is not a sector.{how}")
        return sector

    def _subtype(self, sector: str, kind: str) -> int | None:
        """The subtype; asked once per value, since a column has few."""
        if (sector, kind) not in self._subtypes:
            self._subtypes[sector, kind] = self.vocabulary.subtype_of(sector, kind)
        return self._subtypes[sector, kind]

    def _locate(self, draft: Draft, value: Mapping[str, str]) -> None:
        if state := value.get("state"):
            draft.state = self.vocabulary.states.get(keys.folded(state))
            if draft.state is None:
                how = self.vocabulary.suggestion("state", state)
                how = how or " Write its name or its two letters."
                self._fault("state", f"“{short(state)}” is not a state or territory.{how}")
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
        if given and not checked:
            self._leave_out(draft, name, given)
        return checked

    def _text(self, draft: Draft, name: str, text: str) -> str:
        if len(text) > LIMITS[name]:
            self._remark(
                draft,
                name,
                f"the {len(text):,} characters are left out; at most {LIMITS[name]:,} fit."
                " Shorten it.",
            )
            return ""
        return soften(text) if name in self.soft and text else text

    def _leave_out(self, draft: Draft, name: str, given: str) -> None:
        """Say that a value is not taken over and how it should be written."""
        if given.casefold().strip("-./ 0") in NOTHING_WORDS:
            return
        key = (name, given, draft.sector if name == "subtype" else "")
        if key not in self._left_out:  # one text for all rows with the same value
            what, how = FORMS[name]
            if name == "subtype":
                known = self.vocabulary.subtypes.get(draft.sector, ())
                how = f"Use one of {', '.join(subtype for _, subtype, _ in known)}."
            how = self.vocabulary.suggestion(name, given, sector=draft.sector).strip() or how
            self._left_out[key] = f"“{short(given)}” is not {what} and is left out. {how}"
        self._remark(draft, name, self._left_out[key])

    def _remark(self, draft: Draft, name: str, text: str) -> None:
        line = f"Column “{self.headers[self.mapping[name]]}”: {text}"
        draft.remarks = f"{draft.remarks}\n{line}" if draft.remarks else line


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

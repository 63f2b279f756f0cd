"""What a person sees of an import before and after it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from bcp.core.ids import number
from bcp.core.wording import counted
from engagements.models import Sector, Subtype
from stakeholders.enums import ImportState, RowDecision, RowOutcome
from stakeholders.importing.columns import FIELD_LABELS
from stakeholders.models import Contact, ImportBatch, ImportRow, Organization

SIZE = 50
PAIRS = 50
TEXTS = {
    RowOutcome.NEW: "new",
    RowOutcome.UPDATE: "update",
    RowOutcome.POSSIBLE: "possible duplicate",
    RowOutcome.UNCHANGED: "already there",
    RowOutcome.REPEAT: "repeated",
    RowOutcome.REFUSED: "refused",
}
SIDE_BY_SIDE = ("name", "address", "city", "state_id", "zip_code", "phone", "website", "sector")


@dataclass(frozen=True)
class Tab:
    """One outcome with its rows, as components/tabs.html takes it."""

    label: str
    url: str
    is_current: bool
    count: int


@dataclass(frozen=True)
class Change:
    """One value that a row changes, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """The numbers, the tabs and one page of rows."""

    text: str
    tabs: list[Tab]
    rows: list[tuple[ImportRow, list[Change]]]
    outcome: str
    next_line: int | None
    previous_line: int | None
    undecided: int
    writes: int


@dataclass(frozen=True)
class Side:
    """One fact of a possible duplicate: in the file, and in the directory or an earlier line."""

    label: str
    row: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether both have it and it is not the same."""
        return bool(self.row and self.other and self.row.lower() != self.other.lower())


@dataclass(frozen=True)
class Pair:
    """A row and what it is possibly the same as."""

    row: ImportRow
    other: ImportRow | Organization
    sides: list[Side]


def preview(batch: ImportBatch, query: Mapping[str, str]) -> Preview | None:
    """The page of rows that `outcome` and `after` (a line) ask for; None before it was read."""
    if not batch.counts or batch.state in {ImportState.MAPPING, ImportState.READING}:
        return None
    counts = {outcome: int(batch.counts.get(outcome, 0)) for outcome in TEXTS}
    outcome = query.get("outcome", "")
    if outcome not in counts:
        outcome = next(
            (one for one in (RowOutcome.REFUSED, RowOutcome.POSSIBLE) if counts[one]), ""
        )
        outcome = outcome or next((one for one in counts if counts[one]), RowOutcome.NEW)
    after = number(query.get("after"))
    rows = list(
        batch.rows.filter(outcome=outcome, line__gt=after)
        .select_related("sector", "organization")
        .order_by("line")[: SIZE + 1]
    )
    undecided = batch.rows.filter(outcome=RowOutcome.POSSIBLE, decision="").count()
    decided = batch.rows.filter(
        outcome=RowOutcome.POSSIBLE, decision__in=[RowDecision.SAME, RowDecision.DIFFERENT]
    ).count()
    return Preview(
        text=in_words(counts),
        tabs=[
            Tab(one.label, f"?outcome={one.value}", one == outcome, counts[one])
            for one in TEXTS
            if counts[one]
        ],
        rows=with_changes(rows[:SIZE]),
        outcome=outcome,
        next_line=rows[SIZE - 1].line if len(rows) > SIZE else None,
        previous_line=earlier_line(batch, outcome, after) if after else None,
        undecided=undecided,
        writes=counts[RowOutcome.NEW] + counts[RowOutcome.UPDATE] + decided,
    )


def with_changes(rows: Sequence[ImportRow]) -> list[tuple[ImportRow, list[Change]]]:
    """The rows with what each changes; codes and numbers are told by their names."""
    ids = {pk for row in rows for pk in row.changes.get("subtype", ()) if pk}
    names: dict[object, str] = dict(Sector.objects.values_list("pk", "name"))
    subtypes: dict[object, str] = dict(Subtype.objects.filter(pk__in=ids).values_list("pk", "name"))

    def words(name: str, value: object) -> str:
        known = names if name == "sector" else subtypes if name == "subtype" else {}
        return str(known.get(value, value or ""))

    return [
        (
            row,
            [
                Change(FIELD_LABELS.get(name, "Person"), words(name, before), words(name, after))
                for name, (before, after) in row.changes.items()
            ],
        )
        for row in rows
    ]


def earlier_line(batch: ImportBatch, outcome: str, after: int) -> int:
    """Behind which line the page before begins."""
    lines = batch.rows.filter(outcome=outcome, line__lte=after).order_by("-line")
    before = list(lines.values_list("line", flat=True)[SIZE : SIZE + 1])
    return before[0] if before else 0


def in_words(counts: Mapping[RowOutcome, int]) -> str:
    """The numbers as people say them: "412 new, 31 update, 6 possible duplicates, 3 refused"."""
    parts = []
    for outcome, word in TEXTS.items():
        count = counts[outcome]
        if count or outcome in {RowOutcome.NEW, RowOutcome.UPDATE, RowOutcome.REFUSED}:
            plural = "s" if outcome == RowOutcome.POSSIBLE and count != 1 else ""
            parts.append(f"{count:,} {word}{plural}")
    return ", ".join(parts)


def uncompared_in_words(counts: Mapping[str, int]) -> str:
    """That duplicates may be left in a very long list of one place; "" when all were compared."""
    count = counts.get("uncompared", 0)
    if not count:
        return ""
    return (
        f"{counted(count, 'new row was', 'new rows were')} not compared with everything: too many"
        " organizations of one place begin alike. Their lines say so. Search the directory for"
        " those."
    )


def undone_in_words(counts: Mapping[str, int]) -> str:
    """What undoing did: "3 organizations were removed, 1 was set back."."""

    def were(name: str, noun: str = "") -> str:
        one, many = (f"{noun} was", f"{noun}s were") if noun else ("was", "were")
        return counted(counts.get(name, 0), one, many)

    text = f"{were('removed', 'organization')} removed, {were('set_back')} set back."
    if counts["archived"]:
        text += f" {were('archived')} archived because of the history that came since."
    if counts.get("unmerged"):
        text += f" {were('unmerged')} merged into one that came, and can be found again."
    return text


def why(row: ImportRow) -> str:
    """Why a row became what it became."""
    if row.outcome == RowOutcome.UPDATE:
        return "; ".join(
            f"{FIELD_LABELS.get(name, 'Person')}: {after}"
            for name, (_, after) in row.changes.items()
        )
    if row.outcome == RowOutcome.REPEAT:
        return f"Repeats line {row.twin_line}."
    if row.outcome == RowOutcome.POSSIBLE:
        where = f"line {row.twin_line}" if row.twin_line else "the directory"
        return f"{row.likeness} % alike to {where}: {row.evidence}."
    return ""


def pairs(batch: ImportBatch) -> list[Pair]:
    """The possible duplicates, undecided ones first, each beside what it may be the same as."""
    rows = list(
        batch.rows.filter(outcome=RowOutcome.POSSIBLE)
        .select_related("sector", "organization__sector")
        .prefetch_related(Prefetch("organization__contacts", Contact.objects.live()))
        .order_by("decision", "line")[:PAIRS]
    )
    lines = [row.twin_line for row in rows if row.twin_line]
    twins = {twin.line: twin for twin in batch.rows.filter(line__in=lines).select_related("sector")}
    return [
        Pair(row, other, sides(row, other))
        for row in rows
        if (other := twins.get(row.twin_line or 0) or row.organization) is not None
    ]


def sides(row: ImportRow, other: ImportRow | Organization) -> list[Side]:
    """The facts and the people of both, one below the other."""
    labels: Sequence[tuple[str, str]] = [
        (name, FIELD_LABELS[name.removesuffix("_id")]) for name in SIDE_BY_SIDE
    ]
    facts = [
        Side(label, str(getattr(row, name) or ""), str(getattr(other, name) or ""))
        for name, label in labels
    ]
    return [*facts, Side("People", people_of(row), people_of(other))]


def people_of(side: ImportRow | Organization) -> str:
    """The names of the people that a side knows."""
    if isinstance(side, ImportRow):
        return side.contact_name or side.contact_email
    return ", ".join(contact.name for contact in side.contacts.all())

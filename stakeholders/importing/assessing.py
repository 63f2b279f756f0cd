"""What becomes of each row of a file: new, update, already there, repeated, possible, refused."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from bcp.accounts.models import Center
from stakeholders import keys
from stakeholders.enums import RowOutcome
from stakeholders.importing.comparing import Comparison, Finding, Known, known_row
from stakeholders.importing.understanding import Draft
from stakeholders.models import Contact, Organization

COMPARED = ("match_key", "city", "address", "zip_code", "phone_digits", "domain")
# What an import may change on an organization that is already there; never its name.
UPDATABLE = (
    "sector",
    "subtype",
    "infrastructure_sector",
    "level",
    "address",
    "city",
    "county",
    "state",
    "zip_code",
    "phone",
    "website",
    "notes",
)
CHUNK = 2_000
UNCOMPARED = (
    "So many organizations of the same place begin alike that not all were compared. Search the"
    " directory for it."
)
TELL_EVERY = 1_000  # rows
T = TypeVar("T")


def assess(drafts: Sequence[Draft], center: Center, *, tell: Callable[[int], object] = int) -> None:
    """Compare the rows with the center's directory and with each other; marks the drafts.

    `tell` hears now and then how many rows are through.
    """
    by_state: dict[str | None, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.outcome != RowOutcome.REFUSED:
            by_state[draft.state].append(draft)
    done = 0
    ends = Organization.objects.filter(center=center).merge_ends()
    for state, rows in by_state.items():
        compare(rows, known_in(center, state, ends), done=done, tell=tell)
        for part in chunks((row for row in rows if row.organization), CHUNK):
            note_changes(part, center)
        note_people_of_repeats(rows)
        done += len(rows)


def known_in(center: Center, state: str | None, ends: Mapping[int, int]) -> Iterator[Known]:
    """The center's organizations in a state, ready to compare; merged ones as what they became.

    `ends` says for merged records which record they are part of by now.
    """
    rows = Organization.objects.filter(center=center, state=state)
    for pk, *values in rows.values_list("pk", *COMPARED).iterator(CHUNK):
        yield known_row(pk=ends.get(pk, pk), **dict(zip(COMPARED, values, strict=True)))


def compare(
    rows: Iterable[Draft],
    known: Iterable[Known],
    *,
    done: int = 0,
    tell: Callable[[int], object] = int,
) -> None:
    """Find for each row what it is: of the directory, of an earlier line, or neither.

    `done` rows were through before; `tell` hears now and then how many are by now.

    Alike rows of one file are found in the same blocks as those of the directory.
    """
    comparison = Comparison(known)
    line_of: dict[int, int] = {}  # organization -> the line that speaks for it
    for number, draft in enumerate(rows, start=done + 1):
        row = known_row(
            draft.match_key,
            city=draft.city,
            address=draft.address,
            zip_code=draft.zip_code,
            phone_digits=draft.phone_digits,
            domain=draft.domain,
            line=draft.line,
        )
        finding = comparison.find(row)
        mark(draft, finding, line_of)
        if not finding.is_certain:
            comparison.add(row)
        if number % TELL_EVERY == 0:
            tell(number)


def mark(draft: Draft, finding: Finding, line_of: dict[int, int]) -> None:
    """Write a finding onto the row."""
    if finding.known is None:
        draft.outcome, draft.is_uncompared = RowOutcome.NEW, finding.is_partial
        if finding.is_partial:
            draft.remarks = f"{draft.remarks}\n{UNCOMPARED}".strip()
        return
    draft.organization, draft.twin_line = finding.known.pk, finding.known.line
    draft.likeness, draft.evidence = finding.likeness, finding.evidence
    if not finding.is_certain:
        draft.outcome = RowOutcome.POSSIBLE
    elif draft.organization is None:
        draft.outcome = RowOutcome.REPEAT
    elif draft.organization in line_of:
        draft.outcome, draft.twin_line = RowOutcome.REPEAT, line_of[draft.organization]
    else:
        draft.outcome = RowOutcome.UNCHANGED
        line_of[draft.organization] = draft.line


def note_changes(rows: Sequence[Draft], center: Center) -> None:
    """What rows would change on the organizations they were found to be."""
    fields = [f"{name}_id" if name in ID_FIELDS else name for name in UPDATABLE]
    stored = {
        row["pk"]: row
        for row in Organization.objects.filter(
            center=center, pk__in={row.organization for row in rows}
        ).values("pk", "name", "archived_at", *fields)
    }
    people = people_at([row.organization for row in rows if row.organization and row.person])
    for draft in rows:
        before = stored.get(draft.organization or 0)
        if before is None or draft.outcome == RowOutcome.REFUSED:
            continue
        changes = changes_to(draft, before)
        known_people = people[draft.organization or 0]
        if draft.person and draft.person not in known_people:
            if draft.outcome != RowOutcome.POSSIBLE:  # which may turn out to be of another one
                known_people.add(draft.person)
            changes["contact"] = ["", f"{draft.contact_name} {draft.contact_email}".strip()]
        draft.changes = changes or None
        settle(draft, before)


NULLABLE = {"subtype", "infrastructure_sector", "state"}
ID_FIELDS = {"sector", "subtype", "infrastructure_sector", "state"}


def changes_to(draft: Draft, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """field -> [before, after] for every value of the row that the organization has otherwise."""
    changes = {}
    for name in UPDATABLE:
        old = before[f"{name}_id" if name in ID_FIELDS else name]
        new = getattr(draft, name)
        if not new or new == old or (name == "sector" and not draft.is_sector_given):
            continue
        if isinstance(new, str) and isinstance(old, str) and is_same_text(name, old, new):
            continue
        changes[name] = ["" if old is None else old, new]
    return changes


def is_same_text(name: str, old: str, new: str) -> bool:
    """Whether two ways of writing mean the same: "(303) 555-0100" and "303-555-0100"."""
    if name == "phone":
        return bool(keys.phone_digits(old)) and keys.phone_digits(old) == keys.phone_digits(new)
    if name == "address":
        return keys.street_key(old) == keys.street_key(new)
    if name == "county":
        return keys.county_key("X", old) == keys.county_key("X", new)
    if name == "website":
        return old.split("://")[-1].rstrip("/").lower() == new.split("://")[-1].rstrip("/").lower()
    if name == "zip_code":
        return len(new) == 5 and old.startswith(new)
    return keys.folded(old) == keys.folded(new)


def settle(draft: Draft, before: Mapping[str, Any]) -> None:
    """Turn a certain match with changes into an update; work out the columns it will have then."""
    if draft.outcome not in {RowOutcome.UNCHANGED, RowOutcome.REPEAT} or not draft.changes:
        return
    if before["archived_at"]:
        hint = "It is archived in the directory; restore it to use it."
        draft.remarks, draft.changes = f"{draft.remarks}\n{hint}".strip(), None
        return
    changes = draft.changes
    if draft.outcome == RowOutcome.REPEAT:  # only its person is new
        changes = {name: pair for name, pair in changes.items() if name == "contact"}
        draft.changes = changes or None
        if not changes:
            return
    draft.outcome = RowOutcome.UPDATE
    for name in set(UPDATABLE) - changes.keys():
        setattr(draft, name, None if name in NULLABLE else "")
    city, county, state = (
        changes[name][1] if name in changes else before[column]
        for name, column in (("city", "city"), ("county", "county"), ("state", "state_id"))
    )
    draft.search_text = keys.search_text(before["name"], city, county)
    draft.county_key = keys.county_key(state or "", county)[:90]


def note_people_of_repeats(rows: Iterable[Draft]) -> None:
    """A file with one line per person repeats the organization: the person is still new."""
    people: dict[int, set[str]] = defaultdict(set)
    for draft in rows:
        if draft.outcome in {RowOutcome.NEW, RowOutcome.POSSIBLE} and draft.person:
            people[draft.line].add(draft.person)
        elif draft.outcome == RowOutcome.REPEAT and draft.organization is None and draft.person:
            line = draft.twin_line or 0
            if draft.person not in people[line]:
                people[line].add(draft.person)
                draft.outcome = RowOutcome.UPDATE
                draft.changes = {
                    "contact": ["", f"{draft.contact_name} {draft.contact_email}".strip()]
                }


def people_at(organizations: Iterable[int | None]) -> dict[int, set[str]]:
    """organization -> what tells each of its people from the others."""
    people: dict[int, set[str]] = defaultdict(set)
    contacts = Contact.objects.filter(organization__in=set(organizations))
    for organization, name, email in contacts.values_list("organization", "name", "email"):
        people[organization] |= {email.lower(), keys.folded(name)} - {""}
    return people


def counts_of(drafts: Sequence[Draft]) -> dict[str, int]:
    """outcome -> rows, every outcome named; and how many rows were not compared with all."""
    counted = Counter(draft.outcome for draft in drafts)
    uncompared = sum(draft.is_uncompared for draft in drafts)
    return {
        **{outcome.value: counted[outcome] for outcome in RowOutcome},
        "uncompared": uncompared,
    }


def closing_line(counts: Mapping[str, int]) -> str:
    """The four numbers that add up to the rows of the file.

    Rows that are already in the directory without anything new, that repeat an earlier row, or that
    may be a duplicate count as duplicates: nothing of them is written.
    """
    duplicates = sum(counts[name] for name in ("unchanged", "repeat", "possible"))
    return (
        f"new {counts['new']}, updated {counts['update']}, duplicates {duplicates},"
        f" refused {counts['refused']}"
    )


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part

"""Who gets a mail, with what filled in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from bcp.mail import addresses, headers
from bcp.mail.skeletons import Marks


@dataclass(frozen=True)
class Recipient:
    """One person who gets the batch's mail.

    `about` names the row it is about, such as "invitation:12"; one mail goes out per about, kind
    and revision, whatever happens. `merge` has the values for the marks in subject, text and html,
    `calendar_merge` those in the calendar; both know `{name}` and `{address}` by themselves.
    """

    address: str
    name: str
    about: str
    merge: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    calendar_merge: Mapping[str, str] = field(default_factory=dict)


def checked(recipient: Recipient) -> Recipient:
    """The recipient with name and address for the marks; Refused when mail cannot reach it."""
    own = {"name": recipient.name, "address": addresses.checked(recipient.address)}
    return Recipient(
        own["address"],
        headers.one_line(recipient.name.strip(), "A name")[:200],
        recipient.about,
        {**own, **{mark: str(value) for mark, value in recipient.merge.items()}},
        recipient.revision,
        {**own, **{mark: str(value) for mark, value in recipient.calendar_merge.items()}},
    )


def marks_of(people: Iterable[Recipient]) -> Marks:
    """The marks that somebody among these has a value for."""
    merge: set[str] = set()
    calendar: set[str] = set()
    for person in people:
        merge.update(person.merge)
        calendar.update(person.calendar_merge)
    return Marks(merge, calendar)


def digest_of(kind: str, people: Iterable[Recipient]) -> str:
    """Says whether two batches go to the same people about the same things."""
    lines = sorted(f"{kind} {one.about} {one.revision} {one.address.lower()}" for one in people)
    return sha256("\n".join(lines).encode()).hexdigest()

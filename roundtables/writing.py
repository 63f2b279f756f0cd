"""The messages of a roundtable, and the people in whose mails they are looked at first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roundtables import composing, texts
from roundtables.enums import Language, MessageKind
from roundtables.models import Invitation, InvitationMessage, Roundtable


@dataclass(frozen=True)
class Sample:
    """Somebody whose mail tells something: why, and who."""

    why: str
    invitation: Invitation


def message_of(roundtable: Roundtable, kind: str, language: str) -> InvitationMessage:
    """The text of a kind and language; a new one starts with the product's own words."""
    own: InvitationMessage | None = roundtable.messages.filter(kind=kind, language=language).first()
    if own:
        own.roundtable = roundtable
        return own
    subject, body = texts.default_text(kind, language)
    return InvitationMessage(
        roundtable=roundtable, kind=kind, language=language, subject=subject, body=body
    )


def messages_of(roundtable: Roundtable) -> list[InvitationMessage]:
    """All texts of a roundtable, written or still the product's own."""
    return [
        message_of(roundtable, kind, language)
        for kind in MessageKind.values
        for language in Language.values
    ]


def telling_people(people: Sequence[Invitation]) -> list[Sample]:
    """The longest name, the shortest, and who has least to fill in; each person once."""
    picks: list[tuple[str, Callable[[Invitation], int]]] = [
        ("Longest name", lambda person: -len(person.name)),
        ("Least data", _filled),
        ("Shortest name", lambda person: len(person.name)),
    ]
    left, samples = list(people), []
    for why, measure in picks:
        if left:
            person = min(left, key=measure)
            left.remove(person)
            samples.append(Sample(why, person))
    return samples


def preview_people(roundtable: Roundtable, language: str) -> list[Sample]:
    """People of a language in whose mails a text is looked at: planned ones first."""
    rows = roundtable.invitations.filter(language=language).exclude(state="withdrawn")
    related = ("sector", "delegate_of")
    people = list(rows.planned().select_related(*related)[:2000])
    return telling_people(people or list(rows.select_related(*related)[:2000]))


def preview_person(roundtable: Roundtable, pk: int) -> Invitation | None:
    """Somebody of this roundtable, with what a mail needs of them."""
    person: Invitation | None = (
        roundtable.invitations.select_related("sector", "delegate_of").filter(pk=pk).first()
    )
    if person:
        person.roundtable = roundtable
    return person


def _filled(person: Invitation) -> int:
    values = composing.personal_values(person)
    return sum(bool(value.strip()) for value in values.values()) * 1000 + len(person.why)

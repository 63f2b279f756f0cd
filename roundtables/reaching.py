"""Who cannot be reached by mail, and which mails about a roundtable still need a person.

A mail that failed is settled when it was taken back, when the person's address was changed since,
or when a later one reached them at the same address.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bcp.accounts.models import Center
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from bcp.mail.suppressions import People, suppressed_among
from roundtables.composing import about, key_of
from roundtables.models import Invitation, Roundtable
from stakeholders.models import Contact

FAILED = (MailState.BOUNCED, MailState.FAILED)


@dataclass(frozen=True)
class Unreached:
    """Somebody who is invited and whose address gets no more mail, with the mail that says why."""

    invitation: Invitation
    mail: OutgoingMail | None


def people_of(center: Center) -> People:
    """Address and name of everybody whom a center may write to: its directory and its guests."""
    contacts = Contact.objects.filter(organization__center=center, archived_at=None)
    guests = Invitation.objects.filter(roundtable__engagement__center=center, forgotten_at=None)
    for rows in (contacts, guests):
        yield from rows.exclude(email="").values_list("email", "name").iterator()


def unreached_at(roundtable: Roundtable) -> list[Unreached]:
    """The people who are asked to this roundtable and get no mail, by name."""
    asked = roundtable.invitations.asked().exclude(email="")
    stopped = suppressed_among(asked.values_list("email", flat=True))
    people = list(asked.filter(email__in=stopped).select_related("sector")) if stopped else []
    causes = causes_for(people)
    return [Unreached(person, causes.get(about(person))) for person in people]


def causes_for(people: Sequence[Invitation]) -> dict[str, OutgoingMail]:
    """Of each of these people the latest mail that failed at the present address, by its key."""
    if not people:
        return {}
    present = {about(person): person.email.lower() for person in people}
    mails = OutgoingMail.objects.about(present).filter(state__in=FAILED)
    told = mails.exclude(problem="suppressed").select_related("center").order_by("pk")
    return {mail.about: mail for mail in told if mail.address.lower() == present[mail.about]}


def troubles_at(roundtable: Roundtable) -> list[OutgoingMail]:
    """The mails about invitations that go no further without a person, newest first."""
    guests = roundtable.invitations
    people = {key_of(pk): email for pk, email in guests.values_list("pk", "email")}
    mails = OutgoingMail.objects.about(people)
    found = list(mails.needing_attention().select_related("center").order_by("-pk"))
    if not found:
        return []
    later = mails.about({mail.about for mail in found}).filter(state=MailState.SENT)
    reached = {(key, address.lower()): pk for key, address, pk in later.order_by("pk").values_list(
        "about", "address", "pk")}  # fmt: skip
    return [mail for mail in found if not _is_settled(mail, people[mail.about], reached)]


def _is_settled(mail: OutgoingMail, email: str, reached: dict[tuple[str, str], int]) -> bool:
    if mail.state not in FAILED:
        return False
    is_old_address = bool(email) and mail.address.lower() != email.lower()
    if mail.is_stale or is_old_address:
        return True
    return reached.get((mail.about, mail.address.lower()), 0) > mail.pk

"""Whom to ask: from the guest list, by filter, by name, or pasted; nobody twice, one voice each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.wording import counted
from engagements.models import Sector
from roundtables.enums import InvitationState, Language, RoundtableState
from roundtables.models import Invitation, Roundtable
from roundtables.models.inviting import person_of
from roundtables.pasting import Person
from stakeholders.models import Contact

MOST_AT_ONCE = 1500  # people of a wave: as many as Send queues within two seconds (bench send)


@dataclass
class Planned:
    """What became of a list of people: who was added, and who was left out and why."""

    added: int = 0
    already: list[str] = field(default_factory=list)
    second_voice: list[str] = field(default_factory=list)
    do_not_contact: list[str] = field(default_factory=list)
    no_address: list[str] = field(default_factory=list)
    no_room: list[str] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)  # those of plan_people without room

    def sentences(self) -> list[str]:
        """What to tell the planner, one sentence per outcome."""
        left_out = [
            (self.already, "on the list already"),
            (self.second_voice, "left out: somebody of the organization is asked already"),
            (self.do_not_contact, "left out: asked not to be contacted"),
            (self.no_address, "left out: no e-mail address"),
            (self.no_room, f"left out: a wave takes {MOST_AT_ONCE:,} people; use the next one"),
        ]
        return [
            f"{counted(self.added, 'person', 'people')} added.",
            *(f"{len(names)} {why}: {some_of(names)}." for names, why in left_out if names),
        ]


def some_of(names: list[str], limit: int = 5) -> str:
    """The first few names of a list, and how many more there are."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


def room_in(roundtable: Roundtable, wave: int) -> int:
    """How many more people a wave takes."""
    return MOST_AT_ONCE - roundtable.invitations.planned().filter(wave=wave).count()


def waves_with_room(roundtable: Roundtable) -> list[int]:
    """The waves into which people can be put, with the next new one."""
    waves = roundtable.invitations.planned().order_by().values_list("wave")
    planned = dict(waves.annotate(people=Count("pk")))
    number = roundtable.waves.count()
    return [wave for wave in range(1, number + 2) if planned.get(wave, 0) < MOST_AT_ONCE]


def choosable(roundtable: Roundtable) -> "QuerySet[Contact]":
    """The people of the center's directory who could be asked to this roundtable."""
    asked = roundtable.invitations.exclude(contact=None).values("contact")
    return (
        Contact.objects.filter(
            organization__center=roundtable.center,
            organization__archived_at=None,
            archived_at=None,
        )
        .exclude(pk__in=asked)
        .select_related("organization__sector")
        .order_by("organization__name", "-is_primary", "name", "pk")
    )


def on_guest_list(roundtable: Roundtable) -> "QuerySet[Contact]":
    """Those of them whose organization a person chose for the guest list of the engagement."""
    return choosable(roundtable).filter(
        organization__guest_list_entries__engagement=roundtable.engagement_id,
        organization__guest_list_entries__choice="chosen",
    )


@action
def plan(
    roundtable: Roundtable, contacts: Iterable[Contact], *, by: User, wave: int = 1
) -> Planned:
    """Put contacts on the list of a wave; nothing is sent. Who is on it already stays once."""
    _require_list(roundtable)
    outcome = Planned()
    known = _Known(roundtable, wave)
    reasons = _reasons(roundtable)
    rows = []
    for contact in contacts:
        problem = known.problem_with_contact(contact, outcome)
        if problem is not None:
            problem.append(contact.name)
            continue
        known.add(contact.email, contact.organization_id)
        why = reasons.get(contact.organization_id, "")
        person = person_of(contact)
        rows.append(
            Invitation(roundtable=roundtable, contact=contact, wave=wave, why=why, **person)
        )
    return _keep(roundtable, rows, outcome, by=by, wave=wave)


@action
def plan_people(
    roundtable: Roundtable,
    people: Iterable[Person],
    *,
    by: User,
    sector: Sector,
    language: str = Language.ENGLISH,
    wave: int = 1,
) -> Planned:
    """Put people on the list who may stand in no directory; whom the directory knows by address is
    taken from there, with their sector and wishes.
    """
    _require_list(roundtable)
    outcome = Planned()
    known = _Known(roundtable, wave)
    people = list(people)
    directory = _by_address(roundtable, [person.email for person in people])
    rows = []
    for person in people:
        contact = directory.get(person.email.lower())
        problem = (
            known.problem_with_contact(contact, outcome)
            if contact
            else known.problem_with_address(person.email, outcome)
        )
        if problem is not None:
            problem.append(person.name or person.email)
            if problem is outcome.no_room:
                outcome.left.append(person)
            continue
        known.add(person.email, contact.organization_id if contact else None)
        facts = person_of(contact) if contact else {
            "name": person.name, "email": person.email, "organization_name": person.organization,
            "sector": sector, "language": language,
        }  # fmt: skip
        rows.append(Invitation(roundtable=roundtable, contact=contact, wave=wave, **facts))
    return _keep(roundtable, rows, outcome, by=by, wave=wave)


@action
def drop(roundtable: Roundtable, ids: Iterable[int], *, by: User) -> int:
    """Take people off the list to whom nothing has gone out; return how many."""
    _require_list(roundtable)
    dropped, _ = roundtable.invitations.planned().filter(pk__in=list(ids)).delete()
    if dropped:
        record("invitations.dropped", roundtable, by=by, people=dropped)
    return dropped


class _Known:
    """Whom the roundtable asks already, by address and by organization; what room a wave has."""

    def __init__(self, roundtable: Roundtable, wave: int) -> None:
        self.room = room_in(roundtable, wave)
        self.allows_several = roundtable.allows_several_voices
        standing = roundtable.invitations.exclude(state=InvitationState.WITHDRAWN)
        rows = standing.values_list("email", "organization", "contact")
        self.addresses = {email.lower() for email, _, _ in rows if email}
        self.organizations = {organization for _, organization, _ in rows if organization}
        self.contacts = {contact for _, _, contact in roundtable.invitations.values_list(
            "email", "organization", "contact")}  # fmt: skip

    def problem_with_contact(self, contact: Contact, outcome: Planned) -> list[str] | None:
        """The list of those left out that this contact belongs to; None when they may be asked."""
        if contact.do_not_contact:
            return outcome.do_not_contact
        if not contact.email:
            return outcome.no_address
        if contact.pk in self.contacts or contact.email.lower() in self.addresses:
            return outcome.already
        if not self.allows_several and contact.organization_id in self.organizations:
            return outcome.second_voice
        return self._no_room(outcome)

    def problem_with_address(self, email: str, outcome: Planned) -> list[str] | None:
        """The same for an address that stands in no directory."""
        return outcome.already if email.lower() in self.addresses else self._no_room(outcome)

    def _no_room(self, outcome: Planned) -> list[str] | None:
        return outcome.no_room if self.room < 1 else None

    def add(self, email: str, organization: int | None) -> None:
        """Count somebody as asked."""
        self.room -= 1
        self.addresses.add(email.lower())
        if organization:
            self.organizations.add(organization)


def _require_list(roundtable: Roundtable) -> None:
    roundtable.require(RoundtableState.DRAFT, RoundtableState.SCHEDULED)


def _keep(
    roundtable: Roundtable, rows: list[Invitation], outcome: Planned, *, by: User, wave: int
) -> Planned:
    Invitation.objects.bulk_create(rows, batch_size=500)
    outcome.added = len(rows)
    if rows:
        roundtable.waves.get_or_create(number=wave)
        record("invitations.planned", roundtable, by=by, people=len(rows), wave=wave)
    return outcome


def _reasons(roundtable: Roundtable) -> dict[int, str]:
    """What a person wrote on the guest list about an organization."""
    entries = roundtable.engagement.guest_list.filter(choice="chosen").exclude(reason="")
    return dict(entries.values_list("organization", "reason"))


def _by_address(roundtable: Roundtable, addresses: list[str]) -> dict[str, Contact]:
    lowered = sorted({address.lower() for address in addresses})
    contacts = (
        Contact.objects.filter(organization__center=roundtable.center, archived_at=None)
        .alias(lowered=Lower("email"))
        .select_related("organization")
        .order_by("-is_primary", "pk")
    )
    found: dict[str, Contact] = {}
    for start in range(0, len(lowered), 500):
        for contact in contacts.filter(lowered__in=lowered[start : start + 500]):
            found.setdefault(contact.email.lower(), contact)
    return found

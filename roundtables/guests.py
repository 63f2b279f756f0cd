"""The guests of a roundtable as the center's people see them: lists, counts, mails, progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bcp.core.wording import counted
from bcp.mail import health
from bcp.mail.enums import WAITING_STATES, MailState
from bcp.mail.models import OutgoingMail
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet
from bcp.mail.suppressions import suppressed_among
from roundtables.composing import about, key_of
from roundtables.enums import InvitationState, Rsvp
from roundtables.models import Invitation, Roundtable, RsvpAnswer, Sending

SHOWN = 50  # rows of a group on the page of all groups
PER_PAGE = 100
SCHEDULER_SILENT_AFTER = timedelta(minutes=5)  # it confirms answers every few seconds


@dataclass(frozen=True)
class Group:
    """One list of guests: those who said the same."""

    key: str
    label: str
    answers: tuple[str, ...]
    tone: str = ""
    empty: str = ""

    @property
    def can_remind(self) -> bool:
        """Whether these people still owe an answer."""
        return self.key == "open"


GROUPS = (
    Group("open", "No answer yet", (Rsvp.NONE, Rsvp.MAYBE), empty="Everyone has answered."),
    Group("waitlisted", "On the waitlist", (Rsvp.WAITLISTED,), empty="Nobody waits."),
    Group("yes", "Yes", (Rsvp.YES,), empty="Nobody has said yes yet."),
    Group("no", "No", (Rsvp.NO, Rsvp.DELEGATED), empty="Nobody has said no."),
)
WITHDRAWN = Group("withdrawn", "Taken back", (), empty="Nothing was taken back.")
BY_KEY = {group.key: group for group in GROUPS}


@dataclass(frozen=True)
class GuestRow:
    """One guest with the latest mail about the invitation; `place` on the waitlist; whether the
    address `is_stopped`: no more mail goes to it.
    """

    invitation: Invitation
    mail: OutgoingMail | None
    place: int | None = None
    sends_nobody: bool = False  # asked to send somebody who could not be invited
    is_stopped: bool = False


@dataclass(frozen=True)
class GuestList:
    """A group and the rows shown of it."""

    group: Group
    count: int
    rows: list[GuestRow]

    @property
    def more(self) -> int:
        """How many are not shown here."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Progress:
    """How far the mails of a roundtable have come."""

    total: int
    handed_over: int
    waiting: int
    attention: int
    taken_back: int = 0
    done_at: datetime | None = None  # about, where the mail server is fed at a pace

    @property
    def text(self) -> str:
        """One sentence for the bar."""
        text = f"{self.handed_over} of {counted(self.total, 'mail')} handed to the mail server"
        return (
            f"{text}; {counted(self.attention, 'needs', 'need')} attention"
            if self.attention
            else text
        )

    @property
    def done(self) -> int:
        """Mails that go no further by themselves."""
        return self.total - self.waiting


def counts_of(roundtable: Roundtable) -> dict[str, int]:
    """How many are planned, withdrawn, and in each group."""
    rows = roundtable.invitations.order_by().values_list("state", "rsvp").annotate(Count("pk"))
    counts = dict.fromkeys(["planned", "withdrawn", "invited", *BY_KEY], 0)
    for state, rsvp, number in rows:
        if state != InvitationState.INVITED:
            counts[state] += number
            continue
        counts["invited"] += number
        for group in GROUPS:
            if rsvp in group.answers:
                counts[group.key] += number
    return counts


def lists_of(roundtable: Roundtable, counts: dict[str, int], search: str = "") -> list[GuestList]:
    """The groups, each with its first rows."""
    return [
        GuestList(
            group,
            counts[group.key],
            rows_of(roundtable, guests_in(roundtable, group, search)[:SHOWN], group),
        )
        for group in GROUPS
    ]


def guests_in(roundtable: Roundtable, group: Group, search: str = "") -> QuerySet[Invitation]:
    """The guests of a group in their order: by name, the waitlist first come first."""
    rows = roundtable.invitations.asked().filter(rsvp__in=group.answers)
    if group is WITHDRAWN:
        rows = roundtable.invitations.filter(state=InvitationState.WITHDRAWN)
    if search:
        rows = rows.filter(
            Q(name__icontains=search)
            | Q(organization_name__icontains=search)
            | Q(email__icontains=search)
        )
    order = ("waitlisted_at", "pk") if group.key == "waitlisted" else ("name", "pk")
    return rows.select_related("sector", "contact").order_by(*order)


def rows_of(
    roundtable: Roundtable, invitations: Iterable[Invitation], group: Group
) -> list[GuestRow]:
    """Guests of a group with their latest mail: five queries for any number of rows."""
    people = list(invitations)
    mails = latest_mails(people)
    places = places_of(roundtable) if people and group.key == "waitlisted" else {}
    senders = who_sends_nobody(people)
    stopped = suppressed_among(person.email for person in people if person.email)
    return [
        GuestRow(
            person,
            mails.get(about(person)),
            places.get(person.pk),
            person.pk in senders,
            person.email in stopped,
        )
        for person in people
    ]


def places_of(roundtable: Roundtable) -> dict[int, int]:
    """The place of everybody on the waitlist, whoever is shown of it."""
    line = roundtable.invitations.waiting().values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(line, start=1)}


def who_sends_nobody(people: Iterable[Invitation]) -> set[int]:
    """Those of them who asked to send somebody else, while nobody could be invited."""
    senders = {person.pk for person in people if person.rsvp == Rsvp.DELEGATED}
    sent = Invitation.objects.filter(delegate_of__in=senders).values_list("delegate_of", flat=True)
    return senders - {pk for pk in sent if pk}


def latest_mails(people: Iterable[Invitation]) -> dict[str, OutgoingMail]:
    """The newest mail about each of these invitations."""
    mails = OutgoingMail.objects.about([about(person) for person in people]).latest_per_about()
    return {mail.about: mail for mail in mails.select_related("center")}


def mails_of(roundtable: Roundtable) -> OutgoingMailQuerySet:
    """Every mail about an invitation to this roundtable."""
    keys = [key_of(pk) for pk in roundtable.invitations.values_list("pk", flat=True)]
    return OutgoingMail.objects.about(keys)


def progress_of(roundtable: Roundtable, attention: int) -> Progress:
    """How far the mails have come; `attention` of them wait for a person."""
    mails = mails_of(roundtable)
    counts = mails.counts()
    taken_back = counts.pop(MailState.CANCELLED, 0)
    waiting = sum(counts.get(state, 0) for state in WAITING_STATES)
    return Progress(
        total=sum(counts.values()),
        handed_over=counts.get(MailState.SENT, 0),
        waiting=waiting,
        attention=attention,
        taken_back=taken_back,
        done_at=health.done_about(mails) if waiting else None,
    )


def obstacles_of(roundtable: Roundtable) -> list[str]:
    """Why mails about a roundtable wait, each with what helps, in sentences; usually nothing."""
    sentences = health.trouble_of(roundtable.center)
    long_ago = timezone.now() - SCHEDULER_SILENT_AFTER
    answers = RsvpAnswer.objects.untold().filter(
        invitation__roundtable=roundtable, created_at__lt=long_ago
    )
    if late := answers.count():
        sentences.append(
            f"{counted(late, 'answer is', 'answers are')} not confirmed by mail after more than"
            " five minutes: the scheduler is silent, so reminders do not leave either. Ask whoever"
            " runs this site to start the scheduler."
        )
    return sentences


def sendings_of(roundtable: Roundtable) -> QuerySet[Sending]:
    """What was sent, newest first."""
    return roundtable.sendings.select_related("by")


def mails_about(invitation: Invitation) -> list[OutgoingMail]:
    """Every mail about one guest, newest first."""
    mails = OutgoingMail.objects.about(about(invitation)).select_related("center")
    return list(mails.order_by("-pk"))


def history_of(invitation: Invitation) -> list[dict[str, Any]]:
    """Answers and mails of one guest, newest first."""
    entries = [
        {
            "at": answer.created_at,
            "what": f"Answer: {answer.get_rsvp_display()}",
            "who": str(answer.by) if answer.by else answer.get_source_display(),
            "detail": " · ".join(
                filter(None, ["possibly automatic" * answer.is_possibly_automatic, answer.note])
            ),
        }
        for answer in invitation.answers.select_related("by")
    ]
    for mail in OutgoingMail.objects.about(about(invitation)).select_related("center"):
        entries.append(
            {
                "at": mail.created_at,
                "what": f"Mail: {mail.what}",
                "who": mail.address,
                "detail": " ".join(filter(None, [mail.state_label, mail.cause])),
            }
        )
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)

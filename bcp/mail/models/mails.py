"""One mail to one person, and everything that may happen to it."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from bcp.mail import addresses, sealing, subjects, wording
from bcp.mail.enums import WAITING_STATES, MailState, Problem
from bcp.mail.models.batches import MailBatch
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet

SENT_AGAIN_STATES = (MailState.UNCONFIRMED, MailState.FAILED)
SENT_AGAIN_PROBLEMS = (Problem.GIVEN_UP, Problem.SUPPRESSED)
CORRECTABLE_STATES = (MailState.FAILED, MailState.BOUNCED)
STALE_STATES = (*SENT_AGAIN_STATES, MailState.BOUNCED)
WAITING = models.Q(state__in=[state.value for state in WAITING_STATES])


class OutgoingMail(StatefulModel):
    """A mail to one person: first to be sent, then the record that it was.

    States:
        queued        to be sent as soon as a worker is free, or at `not_before`
        leased        a worker has it in hand; nothing of it has left yet
        data_started  its text is being handed over; whatever happens now, nothing repeats it alone
        retry         the other side asked to wait; it is tried again at `not_before`
        sent          the mail server took responsibility ("handed to mail server")
        failed        refused for good, or tried until it was too late
        unconfirmed   the mail server did not confirm; it may have arrived; a person decides
        bounced       it came back after it was handed over
        held          it waits for a person: a restored backup, the daily limit, a doubtful text
        cancelled     withdrawn before it left
        withheld      this site is not the real one and may not write to that domain
    """

    # Few indexes: each change of state writes to all of them.
    center = models.ForeignKey(Center, null=True, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(MailBatch, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(default=0)
    correction = models.PositiveSmallIntegerField(default=0)  # the same mail to a mended address
    priority = models.PositiveSmallIntegerField(default=1)  # 0: a single letter, before batches
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)

    # The frozen message: the batch's skeleton, these values, this id and this date.
    sealed = models.TextField(blank=True)
    message_id = models.CharField(max_length=120)
    dated_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    headers = models.TextField(blank=True)

    state = models.CharField(max_length=12, choices=MailState, default=MailState.QUEUED)
    # The index of open mails names this column and not the state, so that PostgreSQL need not write
    # to any index while a mail goes from one open state to the next.
    is_open = models.GeneratedField(
        expression=WAITING,  # type: ignore[arg-type]  # a condition is an expression to Django
        output_field=models.BooleanField(),
        db_persist=True,
    )
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    give_up_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    handovers = models.PositiveSmallIntegerField(default=0)  # times its text set out; never reset
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)  # times a worker took it and said nothing
    resends = models.PositiveSmallIntegerField(default=0)
    data_started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=500, blank=True)  # what the other side said
    relay_queue_id = models.CharField(max_length=80, blank=True)

    objects = OutgoingMailQuerySet.as_manager()
    refusals: ClassVar[dict[str, str]] = {
        MailState.SENT: "This mail was handed to the mail server; there is nothing left to do.",
        MailState.DATA_STARTED: "This mail is being handed over right now. Look again in a minute.",
        MailState.LEASED: "This mail is being sent right now. Look again in a minute.",
        MailState.CANCELLED: "This mail was cancelled; it is not sent any more.",
    }

    class Meta:
        verbose_name = "mail"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["about", "kind", "revision", "correction"], name="one_mail_per_revision"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["priority", "id"], condition=models.Q(is_open=True), name="mail_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"

    @property
    def state_label(self) -> str:
        """The state in a few words, with the time of the next try where there is one."""
        return wording.state_label(self)

    @property
    def what(self) -> str:
        """The kind in words."""
        words = self.kind.replace("_", " ").capitalize()
        return words.replace("Rsvp", "RSVP")

    @property
    def cause(self) -> str:
        """Why it stands where it stands, in a plain sentence; empty when all is well."""
        return wording.cause(self)

    @property
    def next_step(self) -> str:
        """The one action that helps, in a plain sentence; empty when there is nothing to do."""
        return wording.next_step(self)

    @property
    def tone(self) -> str:
        """The tone of its state's tag: neutral, info, success, warning or danger."""
        return wording.tone(self)

    @property
    def is_stale(self) -> bool:
        """Whether it was taken back after it may have left: what it says holds no longer."""
        return self.cancelled_at is not None and self.state in STALE_STATES

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it helps to let the same bytes set out once more."""
        helps = self.state == MailState.UNCONFIRMED or self.problem in SENT_AGAIN_PROBLEMS
        return helps and bool(self.sealed) and not self.is_stale

    @property
    def address_url(self) -> str:
        """The page that corrects its address; empty when there is nothing to correct."""
        if self.state not in CORRECTABLE_STATES or self.is_stale:
            return ""
        page = subjects.address_page(self.about)
        return page or (reverse("mail:mail_correct_address", args=[self.pk]) if self.sealed else "")

    @action
    def send_again(self, *, by: User) -> None:
        """Hand over the same bytes once more: same Message-ID, Date, UID and SEQUENCE.

        The receiver may get it twice; that is what the person decided.
        """
        self.require(*SENT_AGAIN_STATES)
        self._refuse_stale()
        self._refuse_without_text()
        self._queue()
        record("mail.sent_again", self, by=by)

    @action
    def mark_as_arrived(self, *, by: User) -> None:
        """Note that an unconfirmed mail did arrive. Nothing is sent."""
        self.require(MailState.UNCONFIRMED)
        self.change(
            state=MailState.SENT,
            problem="",
            sealed="",
            finished_at=timezone.now(),
            reply="Marked as arrived by hand",
        )
        record("mail.marked_as_arrived", self, by=by)

    @action
    def release(self, *, by: User | None) -> None:
        """Let a held mail go. It is sent as soon as a worker is free."""
        self.require(MailState.HELD)
        if self.problem == Problem.ALTERED:
            raise Refused("The text of this mail is not what it was; it can only be cancelled.")
        self._refuse_without_text()
        self._queue()
        record("mail.released", self, by=by)

    @action
    def cancel(self, *, by: User) -> None:
        """Do not send this mail."""
        self.require(MailState.QUEUED, MailState.RETRY, MailState.HELD)
        now = timezone.now()
        self.change(state=MailState.CANCELLED, problem=Problem.WITHDRAWN, sealed="",
                    cancelled_at=now, finished_at=now)  # fmt: skip
        record("mail.cancelled", self, by=by)

    @action
    def correct_address(self, address: str, *, by: User) -> "OutgoingMail":
        """Send the same text to a mended address, as a new mail; this one stays as the record."""
        self.require(*CORRECTABLE_STATES)
        self._refuse_stale()
        self._refuse_without_text()
        address = addresses.checked(address)
        if address.lower() == self.address.lower():
            raise Refused("This is the same address. Enter the corrected one.")
        now = timezone.now()
        mail = OutgoingMail.objects.create(
            center_id=self.center_id,
            batch_id=self.batch_id,
            kind=self.kind,
            about=self.about,
            revision=self.revision,
            correction=self._next_correction(),
            address=address,
            name=self.name,
            sealed=self.sealed,
            message_id=new_message_id(),
            dated_at=now,
            give_up_at=self._later_end(),
            priority=self.priority,
        )
        record("mail.address_corrected", self, by=by, mail=mail.pk)
        return mail

    def values(self) -> dict[str, dict[str, str]]:
        """The person's values: "merge" for text, "calendar" for the calendar entry."""
        return sealing.opened(self.sealed)

    def _next_correction(self) -> int:
        same = OutgoingMail.objects.filter(about=self.about, kind=self.kind, revision=self.revision)
        highest: int | None = same.aggregate(highest=models.Max("correction"))["highest"]
        return (highest or 0) + 1

    def _later_end(self) -> datetime:
        # A person who sends again after the end of all tries gets at least a day of tries.
        return max(self.give_up_at, timezone.now() + timedelta(days=1))

    def _queue(self) -> None:
        self.change(
            state=MailState.QUEUED,
            problem="",
            reply="",
            not_before=None,
            lease_token="",
            lease_until=None,
            claims=0,
            attempts=0,
            give_up_at=self._later_end(),
        )

    def _refuse_stale(self) -> None:
        if self.is_stale:
            raise Refused(
                "What this mail says no longer holds: it was taken back meanwhile. If the person"
                " should hear of it, send a new one from the page it is about."
            )

    def _refuse_without_text(self) -> None:
        if not self.sealed:
            raise Refused(
                "The text of this mail is no longer kept. Send a new one from the page it is about."
            )


def new_message_id() -> str:
    """A Message-ID that no other mail has; every attempt of one mail keeps it."""
    return f"<{secrets.token_hex(16)}@{addresses.from_domain()}>"

"""Steps towards an organization, help asked of DHS, and the words that are sent."""

import datetime
from typing import ClassVar, Self
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel, StatefulModel
from engagements.models import Engagement, Sector
from stakeholders.enums import HelpState, InteractionKind, MessageState
from stakeholders.models.interactions import Interaction
from stakeholders.models.organizations import Organization

WISH_LENGTH = 1000


class OutreachStepQuerySet(TenantQuerySet):
    """Planned steps."""

    center_path = "organization__center"

    def open(self) -> Self:
        """Steps still to do, at organizations that are not archived."""
        return self.filter(done_at__isnull=True, organization__archived_at__isnull=True)


class OutreachStep(BaseModel):
    """One planned step towards an organization: who calls, writes or visits, and by when."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="outreach_steps"
    )
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.CASCADE, related_name="outreach_steps"
    )
    kind = models.CharField(
        "how", max_length=10, choices=InteractionKind, default=InteractionKind.CALL
    )
    due_on = models.DateField("by")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    purpose = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OutreachStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.organization} by {self.due_on}"

    @property
    def center(self) -> Center:
        """The center that reaches out."""
        return self.organization.center

    @property
    def words(self) -> str:
        """The step as the organization's next step shows it."""
        return f"{self.get_kind_display()}: {self.purpose}".rstrip(": ")[:200]

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed without being done."""
        return self.done_at is None and self.due_on < timezone.localdate()

    @classmethod
    @action
    def plan(
        cls,
        organization: Organization,
        *,
        by: User,
        kind: str,
        due_on: datetime.date,
        engagement: Engagement | None = None,
        owner: User | None = None,
        purpose: str = "",
    ) -> "OutreachStep":
        """Plan a step; the first open one shows as the organization's next step."""
        if engagement and engagement.center_id != organization.center_id:
            raise Refused("Choose an engagement of the organization's own center.")
        step = cls.objects.create(
            organization=organization,
            engagement=engagement,
            kind=kind,
            due_on=due_on,
            owner=owner,
            purpose=purpose,
        )
        show_next_step(organization)
        record("outreach.planned", step, by=by)
        return step

    @action
    def do(self, *, by: User, text: str = "") -> Interaction | None:
        """Say that it was done today: logged as an interaction. A second time changes nothing."""
        self.lock()
        if self.done_at:
            return self.interaction
        interaction = self.organization.log(self.kind, by=by, text=text or self.purpose)
        self.change(done_at=timezone.now(), interaction=interaction)
        show_next_step(self.organization)
        record("outreach.done", self, by=by)
        return interaction

    @action
    def drop(self, *, by: User) -> None:
        """Take the step out of the plan."""
        record("outreach.dropped", self, by=by)
        organization = self.organization
        self.delete()
        show_next_step(organization, dropped=self)


def show_next_step(organization: Organization, *, dropped: OutreachStep | None = None) -> None:
    """Keep the organization's next step equal to the first open step of its plan.

    A next step that somebody typed stays; the plan has its own list.
    """
    steps = list(organization.outreach_steps.order_by("due_on", "pk"))
    written = {step.words for step in [*steps, *([dropped] if dropped else [])]}
    if organization.next_step and organization.next_step not in written:
        return
    step = next((step for step in steps if step.done_at is None), None)
    organization.change(
        next_step=step.words if step else "", next_step_on=step.due_on if step else None
    )


class HelpRequest(StatefulModel):
    """A center asks DHS to help reach an organization; a task on the coordinators' list.

    States:
        open       waits for a coordinator
        answered   a coordinator wrote what was done or why not
        withdrawn  no longer needed
    """

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="help_requests"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="help_requests"
    )
    whom = models.CharField("whom to reach", max_length=200)
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    wish = models.TextField("what would help", max_length=WISH_LENGTH)
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Requests for help."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = "request for help"

    def __str__(self) -> str:
        return f"Help to reach {self.whom}"

    @property
    def center(self) -> Center:
        """The center that asks."""
        return self.engagement.center

    def get_absolute_url(self) -> str:
        """Where it stands on the guest list's page."""
        return reverse("stakeholders:outreach_plan", args=[self.engagement_id])

    @classmethod
    @action
    def ask(
        cls,
        engagement: Engagement,
        *,
        by: User,
        whom: str,
        wish: str,
        sector: Sector | None = None,
        organization: Organization | None = None,
    ) -> "HelpRequest":
        """Put the request on the coordinators' list. Asking again adds to the open one what is new.

        Raises Refused when both together are too long.
        """
        open_one: HelpRequest | None = cls.objects.filter(
            engagement=engagement, whom=whom, state=HelpState.OPEN
        ).first()
        if open_one:
            if wish not in open_one.wish:
                open_one.add(wish, by=by)
            return open_one
        request = cls.objects.create(
            engagement=engagement,
            organization=organization,
            whom=whom,
            wish=wish,
            sector=sector,
            asked_by=by,
        )
        record("help.asked", request, by=by)
        return request

    @action
    def add(self, wish: str, *, by: User) -> None:
        """Say more about what would help."""
        self.require(HelpState.OPEN)
        both = f"{self.wish}\n\n{wish}"
        if len(both) > WISH_LENGTH:
            raise Refused(
                f"You have asked for help to reach {self.whom} already, and both texts together"
                f" have more than {WISH_LENGTH:,} characters. Shorten this one, or withdraw the"
                " first request."
            )
        self.change(wish=both)
        record("help.asked_more", self, by=by)

    @action
    def reply(self, answer: str, *, by: User) -> None:
        """Write what was done or why not; the center reads it beside its request."""
        self.require(HelpState.OPEN)
        self.change(
            state=HelpState.ANSWERED, answer=answer, answered_by=by, answered_at=timezone.now()
        )
        record("help.answered", self, by=by)

    @action
    def withdraw(self, *, by: User) -> None:
        """Take the request off the list."""
        self.require(HelpState.OPEN)
        self.change(state=HelpState.WITHDRAWN)
        record("help.withdrawn", self, by=by)


class OutreachMessage(StatefulModel):
    """The words with which a center first writes to organizations for an engagement.

    States:
        draft      being written, or sent back with a reason
        submitted  waits for the director
        approved   may be used
    """

    engagement = models.OneToOneField(
        Engagement, on_delete=models.CASCADE, related_name="outreach_message"
    )
    subject = models.CharField(max_length=160)
    body = models.TextField(max_length=5000)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.DRAFT)
    reason = models.CharField("why it was sent back", max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Outreach messages."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    @property
    def center(self) -> Center:
        """The center that writes."""
        return self.engagement.center

    @property
    def mailto_query(self) -> str:
        """The approved words as the query of a mailto: address; empty until they are approved."""
        if self.state != MessageState.APPROVED:
            return ""
        return f"?subject={quote(self.subject)}&body={quote(self.body)}"

    @classmethod
    @action
    def write(
        cls, engagement: Engagement, *, by: User, subject: str, body: str
    ) -> "OutreachMessage":
        """Write or rewrite the words; an approval counts for the words it was given to."""
        message, _ = cls.objects.update_or_create(
            engagement=engagement,
            defaults={
                "subject": subject,
                "body": body,
                "state": MessageState.DRAFT,
                "written_by": by,
                "approved_by": None,
                "approved_at": None,
                "reason": "",
            },
        )
        record("outreach_message.written", message, by=by)
        return message

    @action
    def submit(self, *, by: User) -> None:
        """Hand the words to the director."""
        self.require(MessageState.DRAFT)
        self.change(state=MessageState.SUBMITTED, reason="")
        record("outreach_message.submitted", self, by=by)

    @action
    def approve(self, *, by: User) -> None:
        """The director says that these words may go out."""
        self._require_director(by)
        self.require(MessageState.SUBMITTED)
        self.change(state=MessageState.APPROVED, approved_by=by, approved_at=timezone.now())
        record("outreach_message.approved", self, by=by)

    @action
    def send_back(self, reason: str, *, by: User) -> None:
        """The director wants other words, and says why."""
        self._require_director(by)
        self.require(MessageState.SUBMITTED)
        self.change(state=MessageState.DRAFT, reason=reason)
        record("outreach_message.sent_back", self, by=by)

    def _require_director(self, user: User) -> None:
        if not user.is_director_of(self.center):
            raise Refused("Only the center's director approves outreach messages.")

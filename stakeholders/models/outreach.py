"""Steps towards an organization."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.models import Engagement
from stakeholders.enums import InteractionKind
from stakeholders.models.interactions import Interaction
from stakeholders.models.organizations import Organization


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

"""Help asked of DHS in reaching somebody."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from engagements.models import Engagement, Sector
from stakeholders.enums import HelpState
from stakeholders.models.organizations import Organization

WISH_LENGTH = 1000


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

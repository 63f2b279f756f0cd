"""Whom to approach for one engagement, and why."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.models import Engagement
from stakeholders.enums import GuestChoice
from stakeholders.models.organizations import Organization


class GuestListEntryQuerySet(TenantQuerySet):
    """Decisions on guest lists."""

    center_path = "engagement__center"

    def chosen(self) -> Self:
        """Organizations a person put on the list."""
        return self.filter(choice=GuestChoice.CHOSEN, organization__archived_at__isnull=True)


class GuestListEntry(BaseModel):
    """A person's decision about an organization on an engagement's guest list.

    Suggestions are computed anew each time; only what a human decided is stored, and the
    engine never overwrites it.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="guest_list")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="guest_list_entries"
    )
    choice = models.CharField(max_length=10, choices=GuestChoice)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = GuestListEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "guest list entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["engagement", "organization"], name="one_decision_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_choice_display()}"

    @property
    def center(self) -> Center:
        """The center whose engagement it is."""
        return self.engagement.center

    @classmethod
    @action
    def decide(
        cls,
        engagement: Engagement,
        organization: Organization,
        choice: str,
        *,
        by: User | None,
        reason: str = "",
    ) -> "GuestListEntry":
        """Choose an organization or leave it out, with a reason; the latest decision counts."""
        if organization.center_id != engagement.center_id:
            raise Refused("Choose an organization of the engagement's own center.")
        if choice == GuestChoice.CHOSEN and organization.is_archived:
            raise Refused(f"{organization} is archived. Restore it before you choose it.")
        entry: GuestListEntry
        entry, _ = cls.objects.update_or_create(
            engagement=engagement,
            organization=organization,
            defaults={"choice": choice, "reason": reason, "decided_by": by},
        )
        record(f"guest_list.{choice}", engagement, by=by, organization=organization.pk)
        return entry

    @action
    def withdraw(self, *, by: User) -> None:
        """Take the decision back; the organization is suggested again if there is a reason to."""
        record("guest_list.reopened", self.engagement, by=by, organization=self.organization_id)
        self.delete()

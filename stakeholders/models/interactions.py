"""What happened between the center and a stakeholder."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bcp.accounts.models import Center, TenantQuerySet
from bcp.core.models import BaseModel
from stakeholders.enums import InteractionKind
from stakeholders.models.contacts import Contact
from stakeholders.models.organizations import Organization


class InteractionQuerySet(TenantQuerySet):
    """Interactions."""

    center_path = "organization__center"


class Interaction(BaseModel):
    """A call, mail, meeting or note about an organization, written by the center's people."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="interactions"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="interactions"
    )
    kind = models.CharField(max_length=10, choices=InteractionKind)
    happened_on = models.DateField()
    text = models.TextField(max_length=2000, blank=True)
    form_key = models.CharField(max_length=36, blank=True, editable=False)  # its page's
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-happened_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "kind", "form_key"],
                name="one_interaction_per_form",
                condition=~models.Q(form_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.happened_on}"

    @property
    def center(self) -> Center:
        """The center that keeps the record."""
        return self.organization.center

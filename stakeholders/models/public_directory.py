"""Organizations that no center owns yet."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from bcp.accounts.models import Center, ProgramQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import action
from stakeholders.models.facts import OrganizationFacts
from stakeholders.models.organizations import Organization

TAKEN_OVER = (
    "name",
    "sector",
    "subtype",
    "infrastructure_sector",
    "level",
    "address",
    "city",
    "county",
    "state",
    "zip_code",
    "phone",
    "website",
)


class PublicOrganizationQuerySet(ProgramQuerySet):
    """The public directory."""


class PublicOrganization(OrganizationFacts):
    """An organization found in a published list: a potential partner, unverified, of no center."""

    source = models.CharField(max_length=160)
    as_of = models.DateField("as of")
    is_county_inferred = models.BooleanField(
        "county taken from neighbors with the same ZIP code or city", default=False
    )

    objects = PublicOrganizationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["sort_name", "pk"]
        verbose_name = "organization of the public directory"
        verbose_name_plural = "organizations of the public directory"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort_name", "id"], name="public_by_name"),
            models.Index(fields=["sector", "sort_name", "id"], name="public_by_sector"),
            models.Index(fields=["state", "sort_name", "id"], name="public_by_state"),
            models.Index(fields=["county_key", "sort_name", "id"], name="public_by_county"),
            models.Index(fields=["match_key"], name="public_match"),
            models.Index(fields=["zip_code"], name="public_zip"),
        ]

    def get_absolute_url(self) -> str:
        """The public directory at this organization."""
        return f"{reverse('stakeholders:public_directory')}?q={self.sort_name}"

    @action
    def take_over(self, *, center: Center, by: User) -> Organization:
        """Copy the organization into the center's directory; again, it returns the first copy.

        A copy that was merged is the record it was merged into; an archived one is restored.
        """
        known: Organization | None = (
            Organization.objects.filter(center=center, match_key=self.match_key)
            .order_by(models.F("archived_at").asc(nulls_first=True), "pk")
            .first()
        )
        if known:
            known = known.merge_end
            known.restore(by=by)
            return known
        values: dict[str, Any] = {name: getattr(self, name) for name in TAKEN_OVER}
        organization: Organization = Organization.objects.create(
            center=center, notes=f"From {self.source}, as of {self.as_of}; not verified.", **values
        )
        record("organization.taken_over", organization, by=by, public_organization=self.pk)
        return organization

"""Where a center holds roundtables."""

from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, State, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel


class Venue(BaseModel):
    """A place where a center holds roundtables. Archived, never deleted."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    county = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    accessibility = models.TextField(max_length=1000, blank=True)
    directions = models.TextField("how to get there", max_length=1000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Venues."""

        def in_use(self) -> Self:
            """Venues that may be chosen."""
            return self.filter(archived_at=None)

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_one_line(self) -> str:
        """Name, address, city and state, as far as they are known."""
        parts = (self.name, self.address, self.city, self.state_id or "")
        return ", ".join(part for part in parts if part)

    @action
    def archive(self, *, by: User) -> None:
        """Offer it no more; roundtables keep it. A second time nothing happens."""
        if self.lock().archived_at is None:
            self.change(archived_at=timezone.now())
            record("venue.archived", self, by=by)

    @action
    def bring_back(self, *, by: User) -> None:
        """Offer it again."""
        if self.lock().archived_at is not None:
            self.change(archived_at=None)
            record("venue.brought_back", self, by=by)

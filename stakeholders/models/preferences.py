"""What a center and its people set up for their directory."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from engagements.models import Sector


class SectorCadence(BaseModel):
    """A center's own number of days between contacts in a sector, instead of the program's."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="cadences")
    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField(
        "days between contacts", validators=[MinValueValidator(1), MaxValueValidator(1_500)]
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sector cadences"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["center", "sector"], name="one_cadence_per_sector"),
        ]

    def __str__(self) -> str:
        return f"{self.sector}: every {self.days} days"

    @classmethod
    @action
    def decide(cls, center: Center, sector: Sector, days: int | None, *, by: User) -> bool:
        """Set a center's own cadence, or go back to the program's; says whether it changed."""
        known = cls.objects.filter(center=center, sector=sector)
        before = known.values_list("days", flat=True).first()
        if before == days:
            return False
        if days is None:
            known.delete()
        else:
            cls.objects.update_or_create(center=center, sector=sector, defaults={"days": days})
        record("cadence.changed", center, by=by, sector=sector.pk, before=before, after=days)
        return True


class ColumnChoice(BaseModel):
    """The columns that a person wants to see in the list of a center's directory."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["center", "user"], name="one_choice_of_columns"),
        ]

    def __str__(self) -> str:
        return f"Columns of {self.user}"


def cadences_of(center: int) -> dict[str, int]:
    """sector -> days between contacts at this center, its own before the program's."""
    days = dict(Sector.objects.values_list("pk", "cadence_days"))
    own = SectorCadence.objects.filter(center=center).values_list("sector", "days")
    return {**days, **dict(own)}

"""Forecasts that were made, kept to be held against what came."""

from typing import ClassVar

from django.db import models

from bcp.core.models import BaseModel
from bcp.core.wording import counted
from engagements.models import Sector
from roundtables.models.base import OfRoundtable, RoundtablePrivateQuerySet
from roundtables.models.roundtables import Roundtable


class Forecast(OfRoundtable, BaseModel):
    """How many were expected, so many days before; without a sector: of all together."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="forecasts")
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    days_left = models.PositiveSmallIntegerField()
    expected = models.FloatField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    came = models.PositiveIntegerField(null=True, blank=True)

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-days_left", "sector"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "days_left", "sector"], name="one_forecast_per_sector"
            ),
            models.UniqueConstraint(
                fields=["roundtable", "days_left"],
                condition=models.Q(sector=None),
                name="one_forecast_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low} to {self.high}, {counted(self.days_left, 'day')} before"

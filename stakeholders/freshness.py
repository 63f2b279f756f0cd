"""The cadence of each sector, kept in the days by which contact is due."""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, QuerySet

from engagements.models import Sector
from stakeholders.models import Organization, SectorCadence


def refresh_due_days(organizations: "QuerySet[Organization] | None" = None) -> int:
    """Work the days out anew where a cadence changed; returns how many rows changed.

    One statement per sector and center with a cadence of its own, however many the rows.
    """
    rows = (Organization.objects.all() if organizations is None else organizations).filter(
        last_contact_on__isnull=False
    )
    own: dict[str, dict[int, int]] = defaultdict(dict)
    for sector, center, days in SectorCadence.objects.values_list("sector", "center", "days"):
        own[sector][center] = days
    changed = 0
    for sector, usual in Sector.objects.values_list("pk", "cadence_days"):
        of_sector = rows.filter(sector=sector)
        changed += set_days(of_sector.exclude(center__in=list(own[sector])), usual)
        for center, days in own[sector].items():
            changed += set_days(of_sector.filter(center=center), days)
    return changed


def set_days(rows: "QuerySet[Organization]", days: int) -> int:
    """Set the day by which contact is due so many days behind the last one, where it is not."""
    due: Any = ExpressionWrapper(
        F("last_contact_on") + datetime.timedelta(days=days), output_field=DateField()
    )
    return rows.exclude(contact_due_on=due).update(contact_due_on=due)

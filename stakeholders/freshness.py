"""The cadence of each sector, kept in the days by which contact is due."""

import datetime

from django.db.models import QuerySet

from engagements.models import Sector
from stakeholders.models import Organization

CHUNK = 1_000


def refresh_due_days(organizations: "QuerySet[Organization] | None" = None) -> int:
    """Work the days out anew where a sector's cadence changed; returns how many rows changed."""
    rows = (Organization.objects.all() if organizations is None else organizations).filter(
        last_contact_on__isnull=False
    )
    changed = 0
    for sector in Sector.objects.all():
        cadence = datetime.timedelta(days=sector.cadence_days)
        stale = [
            Organization(pk=pk, contact_due_on=last + cadence)
            for pk, last, due in rows.filter(sector=sector)
            .values_list("pk", "last_contact_on", "contact_due_on")
            .iterator(CHUNK)
            if last is not None and due != last + cadence
        ]
        changed += Organization.objects.bulk_update(stale, ["contact_due_on"], batch_size=CHUNK)
    return changed

"""What must not be kept for ever, taken away by the clock."""

from datetime import UTC

from django.utils import timezone

from bcp.audit.models import record
from bcp.core.actions import action
from roundtables.models import Invitation


@action
def delete_needs_that_are_due() -> int:
    """Empty access and dietary needs whose day has come; return of how many people.

    The answer and the counts stay. May run twice. The day is one of UTC, as it was promised: it
    begins before the center's own day ends.
    """
    due = Invitation.objects.filter(needs_delete_on__lte=timezone.localdate(timezone=UTC))
    people = list(due.select_related("roundtable__engagement__center"))
    for invitation in people:
        invitation.change(access_needs="", needs_delete_on=None)
        record("rsvp.needs_deleted", invitation, by=None)
    return len(people)

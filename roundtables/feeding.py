"""The calendar of a center's roundtables, for programs that subscribe to it. It names no person."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from bcp.mail.calendars import FeedEvent, feed
from roundtables import speaking
from roundtables.enums import Language, RoundtableState
from roundtables.models import CalendarFeed, Roundtable
from roundtables.models.rsvps import hash_of

BACK = timedelta(days=180)  # how long roundtables stay in it after their day


def calendar_for(token: str) -> bytes | None:
    """The calendar behind a secret address; None when the address is not one (any more)."""
    address = (
        CalendarFeed.objects.select_related("center").filter(token_hash=hash_of(token)).first()
    )
    if address is None:
        return None
    rows = Roundtable.objects.filter(
        engagement__center=address.center, starts_at__gt=timezone.now() - BACK
    ).exclude(state=RoundtableState.DRAFT)
    events = [event_of(row) for row in rows.select_related("engagement", "venue")]
    return feed([event for event in events if event], name=f"Roundtables: {address.center}")


def event_of(roundtable: Roundtable) -> FeedEvent | None:
    """A roundtable as an entry of the calendar; None without a date."""
    if roundtable.starts_at is None or roundtable.ends_at is None:
        return None
    return FeedEvent(
        uid=f"roundtable-{roundtable.pk}@{settings.MAIL['FROM_DOMAIN']}",
        sequence=roundtable.revision,
        starts=roundtable.starts_at,
        ends=roundtable.ends_at,
        zone=roundtable.time_zone,
        summary=roundtable.title,
        location=speaking.say_place(roundtable, Language.ENGLISH),
        description=roundtable.purpose,
        stamped_at=roundtable.updated_at,
        is_cancelled=roundtable.state == RoundtableState.CANCELLED,
    )

"""The rules of a zone change: what people were told stays on the wall, and the instants follow."""

from django.utils import timezone

from bcp.core.actions import action
from roundtables import letters
from roundtables.enums import RoundtableState
from roundtables.models import Roundtable
from roundtables.moving import keep_links_open, mend_calendars


def follow_zones() -> int:
    """Keep the wall times of scheduled roundtables ahead; return how many begin at another instant.

    Their calendar entries are sent again and nobody is asked anew. May run twice, and in two
    places: what follows the rules of today is left alone.
    """
    ahead = Roundtable.objects.filter(state=RoundtableState.SCHEDULED, starts_at__gt=timezone.now())
    rows = ahead.select_related("engagement__center", "venue__state")
    return sum(_follow(roundtable) for roundtable in rows if roundtable.has_drifted)


@action
def _follow(roundtable: Roundtable) -> bool:
    if not roundtable.follow_zone():
        return False
    keep_links_open(roundtable)
    mend_calendars(roundtable, by=None, write=letters.rezoned)
    return True

"""Who may see and write what on the day."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from bcp.accounts.access import get_visible, note_opening, signed_in
from engagements.models import EngagementGuest
from roundtables.models import Roundtable
from roundtables.workspaces import tabs_of

RELATED = ("engagement__center__state", "venue__state")


def get_private(request: HttpRequest, pk: int) -> Roundtable:
    """A roundtable with its people: for the center's own and coordinators, not for guests."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    user = signed_in(request)
    if user.role_in(roundtable.center) is None and not user.sees_all_centers:
        raise Http404
    note_opening(request, roundtable.center)
    return roundtable


def may_record(request: HttpRequest, roundtable: Roundtable) -> bool:
    """Whether this person writes notes: the center's editors and the roundtable's facilitator."""
    user = signed_in(request)
    led = EngagementGuest.objects.facilitated_by(user).filter(engagement=roundtable.engagement_id)
    return user.may_edit(roundtable.center) or led.exists()


def get_recordable(request: HttpRequest, pk: int) -> Roundtable:
    """A roundtable in which this person writes notes; 403 when they may only read."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    if not may_record(request, roundtable):
        raise PermissionDenied
    return roundtable


def page(request: HttpRequest, roundtable: Roundtable, name: str) -> dict[str, Any]:
    """What every page of the day shows: the roundtable, its tabs, whether it can be written."""
    is_open = roundtable.record_closed_at is None and roundtable.has_begun
    return {
        "roundtable": roundtable,
        "tabs": tabs_of(roundtable, name),
        "may_record": may_record(request, roundtable) and is_open and not roundtable.is_cancelled,
        "is_early": not roundtable.has_begun,
    }

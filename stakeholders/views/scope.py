"""Whose directory a page shows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from bcp.accounts.access import CENTERS_ONLY, get_visible, own_center, signed_in
from bcp.accounts.models import Center
from bcp.core.ids import number
from engagements.models import Engagement


def center_asked_for(request: HttpRequest) -> Center | None:
    """The person's own center; for coordinators the one named by `center`, None until they choose.

    403 for people who neither have a center nor see all of them.
    """
    user = signed_in(request)
    named = number(request.GET.get("center"))
    if user.sees_all_centers:
        return get_visible(Center, request, "state", pk=named) if named else None
    center = own_center(user)
    if center is None:
        raise PermissionDenied(CENTERS_ONLY)
    return center


def center_of_editor(request: HttpRequest) -> Center:
    """The person's own center, if they may change its rows; 403 otherwise."""
    user = signed_in(request)
    center = own_center(user)
    if center is None or not user.may_edit(center):
        raise PermissionDenied
    return center


def engagement_of_staff(request: HttpRequest, pk: int) -> Engagement:
    """An engagement, for the center's own people and coordinators; its guests do not get lists."""
    engagement = get_visible(Engagement, request, "center__state", pk=pk)
    user = signed_in(request)
    if user.role_in(engagement.center) is None and not user.sees_all_centers:
        raise Http404
    return engagement

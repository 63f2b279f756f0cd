"""The first line of every view: may this person see, or change, this row?"""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from bcp.accounts.models import Center, User
from bcp.audit.models import Opening

M = TypeVar("M", bound=Model)
CENTERS_ONLY = "It is for the people of a center."


def signed_in(request: HttpRequest) -> User:
    """The person who asks. LoginRequiredMiddleware has already sent strangers away."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def get_visible(model: type[M], request: HttpRequest, *related: str, **lookup: Any) -> M:
    """The row, if this person may see it; otherwise 404, as if it did not exist."""
    rows = model._default_manager.visible_to(signed_in(request))  # type: ignore[attr-defined]
    row: M | None = rows.select_related(*related).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def get_editable(model: type[M], request: HttpRequest, *related: str, **lookup: Any) -> M:
    """The row, if this person may change it; 403 when they may only read it, else 404."""
    user = signed_in(request)
    row: M | None = (
        model._default_manager.editable_by(user)  # type: ignore[attr-defined]
        .select_related(*related)
        .filter(**lookup)
        .first()
    )
    if row is None:
        get_visible(model, request, **lookup)
        raise PermissionDenied
    return row


def require_coordinator(request: HttpRequest) -> User:
    """The DHS coordinator who asks; 403 for everyone else."""
    user = signed_in(request)
    if not user.is_coordinator:
        raise PermissionDenied("It is for DHS coordinators.")
    return user


def require_center(request: HttpRequest) -> Center:
    """The center this person works for (the first, by name); 403 for people without one."""
    center = own_center(signed_in(request))
    if center is None:
        raise PermissionDenied(CENTERS_ONLY)
    return center


def own_center(user: User) -> Center | None:
    """The center this person works for, or None; read once per request."""
    if not hasattr(user, "_own_center"):
        centers = Center.objects.filter(pk__in=user.center_ids).select_related("state")
        user._own_center = centers.order_by("name").first()  # type: ignore[attr-defined]  # noqa: SLF001 - a per-request memo
    return user._own_center  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001 - a per-request memo


def note_opening(request: HttpRequest, center: Center) -> None:
    """Write to the view log when somebody from outside opens a center's personal data."""
    user = signed_in(request)
    if user.role_in(center) is None:
        Opening.objects.create(actor_id=user.pk, center_id=center.pk, page=request.path[:200])

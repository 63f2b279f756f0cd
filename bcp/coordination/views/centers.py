"""The centers of the network."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bcp.accounts.access import get_visible, note_opening, require_coordinator
from bcp.accounts.models import Center
from bcp.coordination import centers, risks
from bcp.coordination.forms import CenterFilterForm
from bcp.core import exports

HEAD = (
    "Center", "Acronym", "City", "State", "FEMA region", "Kind", "Checked", "Takes part",
    "Engagements under way", "Last moved on",
)  # fmt: skip


@require_safe
def center_list(request: HttpRequest) -> HttpResponseBase:
    """Every center, filtered by name and place; `?csv=centers` gives the same as a file."""
    require_coordinator(request)
    form = CenterFilterForm(request.GET)
    rows = centers.centers_with_counts()
    if form.is_valid():
        rows = centers.narrow(rows, form.cleaned_data)
    if request.GET.get("csv") == "centers":
        return exports.download("centers", HEAD, map(row_of, rows))
    context = {"form": form, "centers": rows, "is_filtered": form.is_valid() and form.has_changed()}
    return render(request, "coordination/center_list.html", context)


def row_of(center: Center) -> tuple[object, ...]:
    """A center as a line of the file: no person in it."""
    moved_at = center.last_moved_at  # type: ignore[attr-defined]  # annotated
    return (
        center.name, center.acronym, center.city, center.state_id, center.fema_region,
        center.get_designation_display(), not centers.is_unverified(center),
        center.takes_part, center.under_way,  # type: ignore[attr-defined]  # annotated
        timezone.localdate(moved_at) if moved_at else None,
    )  # fmt: skip


@require_safe
def center_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a center and what it is busy with; its own people see it too."""
    center = get_visible(Center, request, "state", pk=pk)
    note_opening(request, center)
    context = centers.about(center) | {"needs": risks.needs_of(center)}
    return render(request, "coordination/center_detail.html", context)

"""The places where a center holds roundtables."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, require_center, signed_in
from bcp.accounts.models import Center
from roundtables.forms.planning import VenueForm
from roundtables.forms.saving import posted, saved, say_told
from roundtables.models import Venue


@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """The venues this person may see, archived ones apart."""
    user = signed_in(request)
    venues = (
        Venue.objects.visible_to(user)
        .select_related("center", "state")
        .annotate(roundtable_count=Count("roundtables"))
        .order_by("center__name", "name")
    )
    context = {
        "venues": venues.in_use(),
        "archived": venues.exclude(archived_at=None),
        "may_edit": bool(user.editable_center_ids),
    }
    return render(request, "roundtables/venue_list.html", context)


def venue_create(request: HttpRequest) -> HttpResponse:
    """Add a venue to one's own center."""
    center = get_editable(Center, request, pk=require_center(request).pk)
    form = VenueForm(posted(request), center=center)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{form.instance} can be chosen now.")
        return redirect("roundtables:venue_list")
    return render(request, "roundtables/venue_create.html", {"form": form})


def venue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a venue."""
    venue = get_editable(Venue, request, "center", pk=pk)
    form = VenueForm(posted(request), instance=venue, center=venue.center)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{venue} has been changed. {say_told(form.told)}".strip())
        return redirect("roundtables:venue_list")
    return render(request, "roundtables/venue_edit.html", {"form": form, "venue": venue})


@require_POST
def venue_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a venue no more, or again."""
    venue = get_editable(Venue, request, "center", pk=pk)
    if venue.archived_at:
        venue.bring_back(by=signed_in(request))
        messages.success(request, f"{venue} can be chosen again.")
    else:
        venue.archive(by=signed_in(request))
        messages.success(request, f"{venue} is archived. Past roundtables keep it.")
    return redirect("roundtables:venue_list")

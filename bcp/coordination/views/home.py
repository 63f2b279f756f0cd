"""The front page: what strangers, center staff and guests of an engagement find first."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bcp.accounts.access import own_center
from bcp.accounts.models import User
from bcp.accounts.zones import own_zone
from bcp.coordination import today
from engagements.models import EngagementGuest


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What the product is, or what needs this person today; coordinators go to their list."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "home.html", {"is_stranger": True})
    with timezone.override(own_zone(user)):  # the page is public, so nothing else sets the clock
        return own_home(request, user)


def own_home(request: HttpRequest, user: User) -> HttpResponse:
    """What needs a person who is signed in."""
    if user.is_coordinator:
        return redirect("coordination:dashboard")
    center = own_center(user)
    if center is None:
        guests = EngagementGuest.objects.of_today(user)
        context = {"guest_of": guests.select_related("engagement__center")}
        return render(request, "home.html", context)
    return render(request, "home.html", today.page_of(center, user))

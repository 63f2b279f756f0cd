"""The calendar that programs subscribe to."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, require_center, signed_in
from bcp.accounts.models import Center
from roundtables import feeding, opening
from roundtables.models import CalendarFeed

TOO_MANY = 429


@require_safe
def calendar_feed_detail(request: HttpRequest) -> HttpResponse:
    """What the calendar is for, and how to get its address."""
    center = require_center(request)
    context = {
        "center": center,
        "feed": CalendarFeed.objects.filter(center=center).first(),
        "address": request.session.get("calendar_feed_address", ""),
        "may_edit": signed_in(request).may_edit(center),
    }
    return render(request, "roundtables/calendar_feed_detail.html", context)


@require_POST
def calendar_feed_renew(request: HttpRequest) -> HttpResponse:
    """Make a new address; programs that use the old one see nothing new."""
    center = get_editable(Center, request, pk=require_center(request).pk)
    token = CalendarFeed.objects.renew(center, by=signed_in(request))
    path = reverse("roundtables:calendar_feed", args=[token])
    request.session["calendar_feed_address"] = f"{settings.SITE_URL}{path}"
    messages.success(request, "The new address is below. Copy it now: only you see it, until you"
                              " sign out.")  # fmt: skip
    return redirect("roundtables:calendar_feed_detail")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself."""
    calendar = feeding.calendar_for(token)
    if calendar is None:
        if opening.is_noise(request.META.get("REMOTE_ADDR", "")):
            return HttpResponse("Too many tries.", status=TOO_MANY, content_type="text/plain")
        raise Http404
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

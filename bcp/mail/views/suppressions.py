"""Addresses of a center that get no more mail, and the way to let mail go to them again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from bcp.accounts.models import Center
from bcp.mail import suppressions
from bcp.mail.forms import LiftForm


@require_safe
def suppression_list(request: HttpRequest, center_pk: int) -> HttpResponse:
    """Whose address was stopped, since when and why."""
    center = get_visible(Center, request, pk=center_pk)
    note_opening(request, center)
    context = {
        "center": center,
        "rows": suppressions.stopped_at(center),
        "may_edit": signed_in(request).may_edit(center),
    }
    return render(request, "mail/suppression_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def suppression_lift(request: HttpRequest, center_pk: int, pk: int) -> HttpResponse:
    """Say, with a reason, that an address is right."""
    center = get_editable(Center, request, pk=center_pk)
    rows = suppressions.stopped_at(center)
    stopped = next((row for row in rows if row.suppression_id == pk), None)
    if stopped is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        suppressions.lift(stopped, at=center, by=signed_in(request), reason=reason)
        messages.success(request, f"Mail may go to {stopped.address} again. Send what is missing.")
        return redirect("mail:suppression_list", center_pk=center_pk)
    context = {"center": center, "stopped": stopped, "form": form}
    return render(request, "mail/suppression_lift.html", context)

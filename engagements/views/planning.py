"""Pages of planning: checklist, calls with minutes, and guests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, signed_in
from bcp.audit.models import record
from engagements import checklists, phases
from engagements.forms.planning import ChecklistItemForm, GuestForm, PlanningCallForm
from engagements.models import ChecklistItem, Engagement, EngagementGuest, PlanningCall

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist with due days, the calls, and who has been let in."""
    engagement = get_visible(Engagement, request, "center__state", pk=pk)
    context = {
        "engagement": engagement,
        "phases": phases.line_of(engagement),
        "rows": checklists.rows_of([engagement])[engagement.pk],
        "calls": engagement.calls.all(),
        "guests": engagement.guests.select_related("user"),
        "may_edit": signed_in(request).may_edit(engagement.center),
    }
    return render(request, "engagements/plan_detail.html", context)


@require_http_methods(GET_OR_POST)
def checklist_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add something to do."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    form = ChecklistItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save(engagement, by=signed_in(request))
        return redirect("engagements:plan_detail", pk=pk)
    context = {"engagement": engagement, "form": form}
    return render(request, "engagements/checklist_item_add.html", context)


@require_POST
def checklist_item_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as done, or as not done after all."""
    item = get_editable(ChecklistItem, request, "engagement__center", pk=pk)
    if item.done_at is None:
        item.tick(by=signed_in(request))
    else:
        item.untick(by=signed_in(request))
    return redirect("engagements:plan_detail", pk=item.engagement_id)


@require_http_methods(GET_OR_POST)
def planning_call_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a call, or plan one."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    form = PlanningCallForm(request.POST or None, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        form.save(None, by=signed_in(request))
        return redirect("engagements:plan_detail", pk=pk)
    context = {"engagement": engagement, "form": form}
    return render(request, "engagements/planning_call_add.html", context)


@require_http_methods(GET_OR_POST)
def planning_call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes of a call."""
    call = get_editable(PlanningCall, request, "engagement__center", pk=pk)
    names = ("subject", "starts_at", "present", "minutes")
    initial = {name: getattr(call, name) for name in names}
    form = PlanningCallForm(request.POST or None, engagement=call.engagement, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.save(call, by=signed_in(request))
        return redirect("engagements:plan_detail", pk=call.engagement_id)
    context = {"engagement": call.engagement, "call": call, "form": form}
    return render(request, "engagements/planning_call_edit.html", context)


@require_http_methods(GET_OR_POST)
def guest_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a facilitator or committee member into this engagement until a day."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guest = form.save(engagement, by=signed_in(request))
        messages.success(
            request, f"{guest.user} can open this engagement until {guest.until:%B %-d, %Y}."
        )
        return redirect("engagements:plan_detail", pk=pk)
    return render(request, "engagements/guest_add.html", {"engagement": engagement, "form": form})


@require_POST
def guest_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's access."""
    guest = get_editable(EngagementGuest, request, "engagement__center", pk=pk)
    record("guest.removed", guest, by=signed_in(request), user=guest.user_id)
    guest.delete()
    return redirect("engagements:plan_detail", pk=guest.engagement_id)

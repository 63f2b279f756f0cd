"""Pages of engagements: from chosen focus areas over the request to the end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import (
    get_editable,
    get_visible,
    require_coordinator,
    signed_in,
)
from bcp.audit.models import AuditEvent
from bcp.core.actions import Refused
from engagements import checklists, conflicts, panels, phases, reviewing
from engagements.forms.engagements import (
    EngagementCreateForm,
    EngagementFilterForm,
    EngagementForm,
    ReasonForm,
    TriageForm,
)
from engagements.models import Engagement, FocusArea, Gap, SelfReview

CENTER = ("center__state",)
TODO_SHOWN = 5
GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """One's own engagements; coordinators see all, filtered by phase and place."""
    user = signed_in(request)
    form = EngagementFilterForm(request.GET)
    rows = Engagement.objects.visible_to(user).select_related("center__state", "coordinator")
    if form.is_valid():
        rows = phases.narrow(rows, form.cleaned_data)
    context = {"engagements": rows[:200], "form": form, "is_coordinator": user.is_coordinator}
    return render(request, "engagements/engagement_list.html", context)


@require_http_methods(GET_OR_POST)
def engagement_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose focus areas from a submitted self-review."""
    review = get_editable(SelfReview, request, *CENTER, pk=pk)
    form = EngagementCreateForm(
        request.POST or None,
        review=review,
        result=reviewing.score_review(review),
        names=dict(FocusArea.objects.values_list("code", "name")),
        initial={"areas": request.GET.getlist("area")} if "area" in request.GET else {},
    )
    if request.method == "POST" and form.is_valid():
        engagement = form.save(by=signed_in(request))
        if engagement is not None:
            messages.success(request, "The engagement is open. Say what you want to reach.")
            return redirect("engagements:engagement_edit", pk=engagement.pk)
    context = {"review": review, "form": form}
    return render(request, "engagements/engagement_create.html", context)


@require_safe
def engagement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The workspace: where it stands, what comes next, and a part for each later step."""
    engagement = get_visible(Engagement, request, *CENTER, "review", "coordinator", pk=pk)
    user = signed_in(request)
    context = {
        "engagement": engagement,
        "phases": phases.line_of(engagement),
        "next_step": phases.next_step_of(engagement, user),
        "gaps": engagement.gaps.select_related("focus_area", "question"),
        "panels": panels.panels_of(engagement, user),
        "todo": checklists.todo_of([engagement], TODO_SHOWN)[engagement.pk],
        "triages": engagement.triages.select_related("decided_by"),
        "action_items": engagement.action_items.all()[:10],
        "history": AuditEvent.objects.filter(
            subject_type="engagements.engagement", subject_id=str(pk)
        )[:10],
        "may_edit": user.may_edit(engagement.center),
        "moves": phases.moves_of(engagement) if user.may_edit(engagement.center) else [],
    }
    return render(request, "engagements/engagement_detail.html", context)


@require_http_methods(GET_OR_POST)
def engagement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Goal, sectors, topics, windows and the help asked of DHS."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    form = EngagementForm(request.POST or None, instance=engagement)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "Saved.")
        return redirect("engagements:engagement_detail", pk=pk)
    return render(
        request, "engagements/engagement_edit.html", {"engagement": engagement, "form": form}
    )


@require_http_methods(GET_OR_POST)
def engagement_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What the request says, what it still needs, and the button that sends it."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    user = signed_in(request)
    if request.method == "POST":
        engagement.submit_request(by=user)
        messages.success(request, "The request is with DHS. You get a mail when it is answered.")
        return redirect("engagements:engagement_detail", pk=pk)
    context = {
        "engagement": engagement,
        "missing": engagement.missing_for_request,
        "is_director": user.is_director_of(engagement.center),
        "gaps": engagement.gaps.filter(is_active=True).select_related("focus_area", "question"),
    }
    return render(request, "engagements/engagement_request.html", context)


@require_http_methods(GET_OR_POST)
def engagement_triage(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator answers a request, knowing of other outreach near it."""
    user = require_coordinator(request)
    engagement = get_visible(Engagement, request, *CENTER, pk=pk)
    form = TriageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            engagement.decide(**form.cleaned_data, by=user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "The center has been told.")
            return redirect("engagements:engagement_detail", pk=pk)
    context = {
        "engagement": engagement,
        "form": form,
        "conflicts": conflicts.conflicts_of(engagement),
        "gaps": engagement.gaps.filter(is_active=True).select_related("focus_area", "question"),
        "triages": engagement.triages.select_related("decided_by"),
    }
    return render(request, "engagements/engagement_triage.html", context)


@require_POST
def engagement_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on to another phase."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    engagement.move_to(request.POST.get("phase", ""), by=signed_in(request))
    messages.success(request, f"The engagement is now: {engagement.get_state_display().lower()}.")
    return redirect("engagements:engagement_detail", pk=pk)


@require_http_methods(GET_OR_POST)
def engagement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an engagement up, with a reason."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        engagement.cancel(form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "The engagement is cancelled.")
        return redirect("engagements:engagement_detail", pk=pk)
    context = {"engagement": engagement, "form": form}
    return render(request, "engagements/engagement_cancel.html", context)


@require_http_methods(GET_OR_POST)
def engagement_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the record once everything is done."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    if request.method == "POST":
        engagement.close(by=signed_in(request))
        messages.success(
            request, "The engagement is closed. The next self-review shows what changed."
        )
        return redirect("engagements:engagement_detail", pk=pk)
    unfinished = engagement.action_items.filter(state__in=["open", "in_progress"])
    context = {"engagement": engagement, "unfinished": unfinished}
    return render(request, "engagements/engagement_close.html", context)


@require_POST
def engagement_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed engagement again."""
    engagement = get_editable(Engagement, request, *CENTER, pk=pk)
    if not signed_in(request).is_director_of(engagement.center):
        raise PermissionDenied("A closed engagement is opened again by the director of the center.")
    engagement.reopen(by=signed_in(request))
    return redirect("engagements:engagement_detail", pk=pk)


@require_http_methods(GET_OR_POST)
def gap_take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not work on a gap, with a reason."""
    gap = get_editable(Gap, request, "engagement__center", "question", pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        gap.take_out(form.cleaned_data["reason"], by=signed_in(request))
        return redirect("engagements:engagement_detail", pk=gap.engagement_id)
    return render(request, "engagements/gap_take_out.html", {"gap": gap, "form": form})


@require_POST
def gap_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on a gap again."""
    gap = get_editable(Gap, request, "engagement__center", pk=pk)
    gap.put_back(by=signed_in(request))
    return redirect("engagements:engagement_detail", pk=gap.engagement_id)

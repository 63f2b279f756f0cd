"""A center asks DHS to help reach somebody; a coordinator answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, require_coordinator, signed_in
from engagements.models import Engagement
from stakeholders.enums import HelpState
from stakeholders.forms.outreach import HelpAnswerForm, HelpRequestForm
from stakeholders.models import HelpRequest

ANSWERED_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def help_request_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for help to reach an organization."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    initial = {"whom": request.GET.get("whom", "")[:200], "sector": request.GET.get("sector")}
    form = HelpRequestForm(request.POST or None, initial=initial, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        asked = form.save(by=signed_in(request))
        messages.success(
            request, f"The program office has your request to help reach {asked.whom}."
        )
        return redirect("stakeholders:outreach_plan", pk=pk)
    context = {"form": form, "engagement": engagement}
    return render(request, "stakeholders/help_request_create.html", context)


@require_POST
def help_request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    asked = get_editable(HelpRequest, request, pk=pk)
    asked.withdraw(by=signed_in(request))
    messages.success(request, "The request is withdrawn.")
    return redirect("stakeholders:outreach_plan", pk=asked.engagement_id)


@require_safe
def help_request_list(request: HttpRequest) -> HttpResponse:
    """The coordinators' list: what waits, longest first, and what was answered lately."""
    require_coordinator(request)
    rows = HelpRequest.objects.select_related(
        "engagement__center", "sector", "asked_by", "answered_by"
    )
    context = {
        "waiting": rows.filter(state=HelpState.OPEN).order_by("pk"),
        "answered": rows.filter(state=HelpState.ANSWERED).order_by("-answered_at")[:ANSWERED_SHOWN],
    }
    return render(request, "stakeholders/help_request_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def help_request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator writes what was done, or why not."""
    user = require_coordinator(request)
    asked = get_visible(HelpRequest, request, "engagement__center", "sector", "asked_by", pk=pk)
    form = HelpAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked.reply(form.cleaned_data["answer"], by=user)
        messages.success(request, f"{asked.center} reads your answer beside its request.")
        return redirect("stakeholders:help_request_list")
    return render(request, "stakeholders/help_request_answer.html", {"form": form, "asked": asked})

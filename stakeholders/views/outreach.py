"""Whom to reach out to, by when, and with which words."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, signed_in
from engagements.conflicts import conflicts_of
from engagements.models import Engagement
from engagements.phases import line_of
from stakeholders import outreach
from stakeholders.forms.outreach import OutreachMessageForm, OutreachStepForm, SendBackForm
from stakeholders.models import (
    HelpRequest,
    Organization,
    OutreachMessage,
    OutreachStep,
    cadences_of,
)
from stakeholders.places import place_of
from stakeholders.views.scope import center_asked_for, engagement_of_staff


@require_safe
def outreach_due(request: HttpRequest) -> HttpResponse:
    """Planned steps that are due, and partners whose sector's cadence asks for a word."""
    center = center_asked_for(request)
    if center is None:
        return redirect("stakeholders:organization_list")
    user = signed_in(request)
    mine = request.GET.get("mine") == "1"
    context = {
        "center": center,
        "due": outreach.due_list(center, owner=user if mine else None),
        "cadences": cadences_of(center.pk),
        "is_mine": mine,
        "form_key": uuid4(),
        "may_edit": user.may_edit(center),
    }
    return render(request, "stakeholders/outreach_due.html", context)


@require_safe
def outreach_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """How the chosen organizations are reached: steps, message, help, conflicts."""
    engagement = engagement_of_staff(request, pk)
    return plan_page(request, engagement, SendBackForm())


def plan_page(request: HttpRequest, engagement: Engagement, form: SendBackForm) -> HttpResponse:
    """The page of the plan, with the form by which the director sends the message back."""
    user = signed_in(request)
    message = (
        OutreachMessage.objects.filter(engagement=engagement).select_related("approved_by").first()
    )
    day = place_of(engagement).on
    context = {
        "engagement": engagement,
        "phases": line_of(engagement),
        "conflicts": conflicts_of(engagement, day) if day else [],
        "sees_conflicts": user.sees_all_centers,
        "plan": outreach.plan_of(engagement),
        "message": message,
        "send_back_form": form,
        "requests": HelpRequest.objects.filter(engagement=engagement).select_related(
            "sector", "answered_by"
        ),
        "may_edit": user.may_edit(engagement.center),
        "may_approve": user.is_director_of(engagement.center),
    }
    return render(request, "stakeholders/outreach_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def outreach_step_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a step towards an organization."""
    organization = get_editable(Organization, request, "center", "sector", pk=pk)
    initial = {"engagement": request.GET.get("engagement"), "owner": signed_in(request)}
    form = OutreachStepForm(request.POST or None, initial=initial, organization=organization)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "The step is planned.")
        return redirect(organization)
    context = {"form": form, "organization": organization}
    return render(request, "stakeholders/outreach_step_create.html", context)


@require_POST
def outreach_step_do(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was done today; it is logged."""
    step = get_editable(OutreachStep, request, "organization__sector", pk=pk)
    step.do(by=signed_in(request))
    messages.success(
        request, f"{step.get_kind_display()} to {step.organization} is done and logged."
    )
    return back_from_step(request, step)


@require_POST
def outreach_step_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step out of the plan."""
    step = get_editable(OutreachStep, request, "organization__sector", pk=pk)
    step.drop(by=signed_in(request))
    messages.success(request, "The step is dropped.")
    return back_from_step(request, step)


def back_from_step(request: HttpRequest, step: OutreachStep) -> HttpResponse:
    """Where the button stood: due list, plan of the engagement, or the organization."""
    place = request.POST.get("place", "")
    if place == "due":
        return redirect("stakeholders:outreach_due")
    if place == "plan" and step.engagement_id:
        return redirect("stakeholders:outreach_plan", pk=step.engagement_id)
    return redirect(step.organization)


@require_http_methods(["GET", "HEAD", "POST"])
def outreach_message_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the words with which the center first writes."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    message = OutreachMessage.objects.filter(engagement=engagement).first()
    initial = None if message else outreach.first_words(engagement)
    form = OutreachMessageForm(
        request.POST or None, instance=message, initial=initial, engagement=engagement
    )
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "The draft is saved. Hand it to the director when it is ready.")
        return redirect("stakeholders:outreach_plan", pk=pk)
    context = {"form": form, "engagement": engagement, "message": message}
    return render(request, "stakeholders/outreach_message_edit.html", context)


@require_POST
def outreach_message_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the words to the director."""
    message = get_editable(OutreachMessage, request, "engagement__center", engagement=pk)
    message.submit(by=signed_in(request))
    messages.success(request, "The director can approve the message now.")
    return redirect("stakeholders:outreach_plan", pk=pk)


@require_POST
def outreach_message_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The director approves the words."""
    message = get_visible(OutreachMessage, request, "engagement__center", engagement=pk)
    message.approve(by=signed_in(request))
    messages.success(request, "The message is approved.")
    return redirect("stakeholders:outreach_plan", pk=pk)


@require_POST
def outreach_message_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The director wants other words."""
    message = get_visible(OutreachMessage, request, "engagement__center", engagement=pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return plan_page(request, engagement_of_staff(request, pk), form)
    message.send_back(form.cleaned_data["reason"], by=signed_in(request))
    messages.success(request, "The message is back with your reason.")
    return redirect("stakeholders:outreach_plan", pk=pk)

"""The pool of experts. Center staff see the public part; coordinators see and change all of it."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, require_coordinator, signed_in
from roundtables import staffing
from roundtables.forms.experts import AwayForm, ExpertFilterForm, ExpertForm
from roundtables.forms.saving import posted, saved
from roundtables.models import Assignment, Expert, Unavailability
from roundtables.models.experts import ExpertQuerySet

PER_PAGE = 50


@require_safe
def expert_list(request: HttpRequest) -> HttpResponse:
    """Experts by topic, region and free day, with their load this quarter for coordinators."""
    user = signed_in(request)
    form = ExpertFilterForm(request.GET, user=user)
    experts = list(filtered(form).visible_to(user).active().prefetch_related("topics"))
    if form.is_valid() and form.cleaned_data.get("region"):
        region = form.cleaned_data["region"]
        experts = [row for row in experts if not row.regions or region in row.regions]
    page = Paginator(experts, PER_PAGE).get_page(request.GET.get("page"))
    quarter = staffing.quarter_of(timezone.localdate())
    load = Counter(row.expert_id for row in staffing.standing_between(*quarter))
    context = {"form": form, "page": page, "load": load, "is_pool_editor": user.is_coordinator}
    return render(request, "roundtables/expert_list.html", context)


def filtered(form: ExpertFilterForm) -> ExpertQuerySet:
    """Experts by what the database can filter."""
    experts: ExpertQuerySet = ExpertQuerySet(Expert)
    if not form.is_valid():
        return experts
    data = form.cleaned_data
    if data["topic"]:
        experts = experts.filter(topics=data["topic"])
    if data.get("free_on"):
        experts = experts.free_on(data["free_on"])
    return experts


@require_safe
def expert_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One expert: the public part for everyone, workload and days away for coordinators."""
    expert = get_visible(Expert, request, "home_state", pk=pk)
    return expert_page(request, expert, AwayForm(expert=expert))


def expert_page(request: HttpRequest, expert: Expert, form: AwayForm) -> HttpResponse:
    """The page of an expert, with the form for days away."""
    user = signed_in(request)
    context = {"expert": expert, "is_pool_editor": user.is_coordinator}
    if user.is_coordinator:
        assignments = Assignment.objects.filter(expert=expert).select_related(
            "roundtable__engagement__center"
        )
        quarter = staffing.quarter_of(timezone.localdate())
        load = [row for row in staffing.standing_between(*quarter) if row.expert_id == expert.pk]
        context |= {
            "assignments": assignments.order_by("-roundtable__starts_at"),
            "load": len(load),
            "form": form,
            "away": expert.unavailabilities.filter(last_on__gte=timezone.localdate()),
        }
    return render(request, "roundtables/expert_detail.html", context)


def expert_create(request: HttpRequest) -> HttpResponse:
    """Add an expert to the pool."""
    user = require_coordinator(request)
    form = ExpertForm(posted(request))
    if saved(form, by=user):
        messages.success(request, f"{form.instance} is in the pool.")
        return redirect(form.instance)
    return render(request, "roundtables/expert_create.html", {"form": form})


def expert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an expert."""
    expert = get_editable(Expert, request, pk=pk)
    form = ExpertForm(posted(request), instance=expert)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{expert} has been changed.")
        return redirect(expert)
    return render(request, "roundtables/expert_edit.html", {"form": form, "expert": expert})


@require_POST
def expert_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Note days on which an expert cannot come."""
    expert = get_editable(Expert, request, pk=pk)
    form = AwayForm(request.POST, expert=expert)
    if not saved(form, by=signed_in(request)):
        return expert_page(request, expert, form)
    messages.success(request, "The days are noted.")
    return redirect(expert)


@require_POST
def expert_away_remove(request: HttpRequest, pk: int, away: int) -> HttpResponse:
    """Take noted days back."""
    row = get_editable(Unavailability, request, "expert", pk=away, expert=pk)
    row.remove(by=signed_in(request))
    messages.success(request, "The days are free again.")
    return redirect(row.expert)

"""The list of roundtables, and the workspace of one."""

from django.contrib import messages
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bcp.accounts.access import get_editable, get_visible, signed_in
from engagements.models import Engagement
from roundtables import histories, workspaces
from roundtables.forms.planning import RoundtableForm, RoundtablePlanForm
from roundtables.forms.saving import posted, saved, say_told
from roundtables.models import Roundtable

PAST_SHOWN = 50
RELATED = ("engagement__center__state", "venue", "facilitator")


@require_safe
def roundtable_list(request: HttpRequest) -> HttpResponse:
    """Every roundtable this person may see, those ahead first."""
    rows = (
        Roundtable.objects.visible_to(signed_in(request))
        .select_related("engagement__center", "venue")
        .annotate(items=Count("agenda_items"))
    )
    context = {
        "ahead": rows.open().order_by(F("starts_at").asc(nulls_last=True), "pk"),
        "past": rows.over().order_by(F("starts_at").desc(nulls_last=True), "pk")[:PAST_SHOWN],
    }
    return render(request, "roundtables/roundtable_list.html", context)


def roundtable_create(request: HttpRequest, engagement: int) -> HttpResponse:
    """Plan a roundtable within an engagement."""
    row = get_editable(Engagement, request, "center__state", pk=engagement)
    form = RoundtablePlanForm(posted(request), engagement=row)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"“{form.instance}” is planned. Next: its date and its agenda.")
        return redirect(form.instance)
    context = {"form": form, "engagement": row}
    return render(request, "roundtables/roundtable_create.html", context)


@require_safe
def roundtable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The workspace: where it stands, what is missing, what happened."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    assignments = list(roundtable.assignments.select_related("expert"))
    context = {
        "roundtable": roundtable,
        "may_edit": signed_in(request).may_edit(roundtable.center),
        **workspaces.workspace_of(roundtable),
        "history": histories.history_of(roundtable, assignments),
    }
    return render(request, "roundtables/roundtable_detail.html", context)


def roundtable_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, purpose, seats and the like."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    form = RoundtableForm(posted(request), instance=roundtable, engagement=roundtable.engagement)
    if saved(form, by=signed_in(request)):
        done = f"The roundtable has been changed. {say_told(form.told)}"
        messages.success(request, done.strip())
        return redirect(roundtable)
    context = {"form": form, "roundtable": roundtable}
    return render(request, "roundtables/roundtable_edit.html", context)

"""Who speaks at a roundtable, and the board over all open ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, require_coordinator, signed_in
from bcp.core.ids import number
from roundtables import staffing, workspaces
from roundtables.forms.experts import AssignmentAnswerForm
from roundtables.forms.saving import posted, saved
from roundtables.models import Assignment, Expert, Roundtable

RELATED = ("engagement__center__state", "venue__state")
OF_ASSIGNMENT = ("expert", "roundtable__engagement__center")


@require_safe
def assignment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The experts of a roundtable; coordinators also see whom they could ask, and why."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    is_editor = signed_in(request).is_coordinator
    rows = roundtable.assignments.select_related("expert").prefetch_related("topics")
    context = {
        "roundtable": roundtable,
        "assignments": rows.order_by("expert__name"),
        "is_pool_editor": is_editor,
        "tabs": workspaces.tabs_of(roundtable, "assignment_list"),
        "plan": staffing.plan_for(roundtable) if is_editor and roundtable.is_open else None,
    }
    return render(request, "roundtables/assignment_list.html", context)


@require_POST
def assignment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an expert, or ask them at once."""
    user = require_coordinator(request)
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    expert = get_editable(Expert, request, pk=number(request.POST.get("expert")))
    asks = request.POST.get("how") == "ask"
    assignment = staffing.assign(roundtable, expert, by=user, asks=asks)
    messages.success(request, f"{expert} is {assignment.get_state_display().lower()}.")
    return redirect("roundtables:assignment_list", pk=pk)


@require_POST
def assignment_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a proposed expert."""
    assignment = get_editable(Assignment, request, *OF_ASSIGNMENT, pk=pk)
    assignment.request(by=signed_in(request))
    messages.success(request, f"{assignment.expert} is asked by mail.")
    return redirect("roundtables:assignment_list", pk=assignment.roundtable_id)


@require_POST
def assignment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    assignment = get_editable(Assignment, request, *OF_ASSIGNMENT, pk=pk)
    assignment.withdraw(by=signed_in(request))
    messages.success(request, f"{assignment.expert} is no longer asked.")
    return redirect("roundtables:assignment_list", pk=assignment.roundtable_id)


def assignment_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an answer that an expert gave by phone."""
    assignment = get_editable(Assignment, request, *OF_ASSIGNMENT, pk=pk)
    form = AssignmentAnswerForm(posted(request), assignment=assignment)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"The answer of {assignment.expert} is recorded.")
        return redirect("roundtables:assignment_list", pk=assignment.roundtable_id)
    context = {"form": form, "assignment": assignment, "roundtable": assignment.roundtable}
    return render(request, "roundtables/assignment_record.html", context)


@require_safe
def assignment_board(request: HttpRequest) -> HttpResponse:
    """Which topic at which roundtable has nobody, and how loaded the experts are."""
    require_coordinator(request)
    rows = staffing.board_rows()
    context = {
        "rows": rows,
        "unstaffed": sum(len(row.unstaffed) for row in rows),
        "waiting": sum(len(row.waiting) for row in rows),
        "loads": staffing.loads(timezone.localdate()),
    }
    return render(request, "roundtables/assignment_board.html", context)

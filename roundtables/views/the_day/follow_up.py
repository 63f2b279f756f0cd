"""After the roundtable: who came, what was promised, what people thought, what is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, signed_in
from bcp.core.wording import counted
from roundtables import following
from roundtables.models import Roundtable
from roundtables.views.the_day.access import RELATED, page


@require_safe
def roundtable_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What the roundtable led to."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    user = signed_in(request)
    context = {
        **page(request, roundtable, "roundtable_follow_up"),
        "follow_up": following.follow_up_of(roundtable),
        "may_edit": user.may_edit(roundtable.center),
        "may_reopen": user.is_director_of(roundtable.center),
    }
    return render(request, "roundtables/roundtable_follow_up.html", context)


def record_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the record after seeing what that does."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    if request.method == "POST":
        made = roundtable.close_record(by=signed_in(request))
        count = counted(len(made), "action item was", "action items were")
        messages.success(request, f"The record is closed. {count} made.")
        return redirect("roundtables:roundtable_follow_up", pk=pk)
    waiting = roundtable.commitments.filter(action_item=None)
    context = {
        "roundtable": roundtable,
        "waiting": waiting,
        "mails": waiting.exclude(email="").count(),
    }
    return render(request, "roundtables/record_close.html", context)


@require_POST
def record_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed record again; the director does."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    roundtable.reopen_record(by=signed_in(request))
    messages.success(request, "The record is open again.")
    return redirect("roundtables:roundtable_follow_up", pk=pk)

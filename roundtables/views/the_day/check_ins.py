"""The list at the door."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, signed_in
from roundtables import arrivals
from roundtables.forms.saving import saved
from roundtables.forms.the_day import WalkInForm
from roundtables.models import CheckIn, Invitation, Roundtable
from roundtables.views.the_day.access import RELATED, get_private, page

MOST_OPERATIONS = 500


@require_safe
def check_in_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone expected, one button each; `q` searches."""
    roundtable = get_private(request, pk)
    wanted = request.GET.get("q", "")[:100]
    context = {
        **page(request, roundtable, "check_in_list"),
        "wanted": wanted,
        "door": arrivals.door_of(roundtable, wanted),
        "form": WalkInForm(roundtable=roundtable),
    }
    return render(request, "roundtables/check_in_list.html", context)


@require_POST
def check_in_arrive(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Note that an invitee arrived."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    person = get_editable(Invitation, request, pk=invitation, roundtable=pk)
    roundtable.check_in(person, by=signed_in(request))
    messages.success(request, f"{person.name} has arrived.")
    return back_to_list(request, pk)


@require_POST
def check_in_undo(request: HttpRequest, pk: int, check_in: int) -> HttpResponse:
    """Take an arrival back."""
    row = get_editable(
        CheckIn, request, "roundtable__engagement__center", pk=check_in, roundtable=pk
    )
    row.undo(by=signed_in(request))
    messages.success(request, f"{row} is taken back.")
    return back_to_list(request, pk)


@require_POST
def check_in_walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Note somebody who came without an invitation."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    form = WalkInForm(request.POST, roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{form.cleaned_data['name']} has arrived.")
        return redirect("roundtables:check_in_list", pk=pk)
    context = {
        **page(request, roundtable, "check_in_list"),
        "door": arrivals.door_of(roundtable),
        "form": form,
    }
    return render(request, "roundtables/check_in_list.html", context)


@require_POST
def check_in_sync(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what the page noted without network; safe to send twice."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    try:
        operations = json.loads(request.POST.get("operations", ""))
    except (ValueError, RecursionError):  # the latter for lists in lists in lists
        operations = None
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        return JsonResponse({"text": "The kept list could not be read."}, status=400)
    entries = [entry if isinstance(entry, dict) else {} for entry in operations]
    refused = arrivals.replay(roundtable, entries, by=signed_in(request))
    reasons = [{"place": place, "text": text} for place, text in refused]
    return JsonResponse({"done": len(entries) - len(refused), "refused": reasons})


@require_safe
def check_in_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in sheet, to be printed the evening before."""
    roundtable = get_private(request, pk)
    context = {
        "roundtable": roundtable,
        "door": arrivals.door_of(roundtable),
        "blank_lines": range(15),
    }
    return render(request, "roundtables/check_in_sheet.html", context)


@require_safe
def check_in_phones(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to call when the network is down."""
    roundtable = get_private(request, pk)
    people = roundtable.invitations.filter(rsvp="yes").exclude(state="withdrawn")
    context = {
        "roundtable": roundtable,
        "people": people.select_related("contact", "sector").order_by("name"),
        "assignments": roundtable.assignments.standing().select_related("expert"),
    }
    return render(request, "roundtables/check_in_phones.html", context)


def back_to_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with the search that was on."""
    wanted = request.POST.get("q", "")[:100]
    response = redirect("roundtables:check_in_list", pk=pk)
    if wanted:
        response["Location"] += f"?{urlencode({'q': wanted})}"
    return response

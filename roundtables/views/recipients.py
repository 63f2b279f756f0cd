"""Whom to ask: choose from guest list and directory, paste, add one; look at the list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bcp.accounts.access import signed_in
from bcp.core.ids import number, numbers
from roundtables import recipients
from roundtables.forms.invitations import PasteForm, PersonForm, RecipientFilterForm
from roundtables.recipients import Planned
from roundtables.views.guests import edited, frame_of

page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 100


@page
def invitation_recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose people of the guest list or the directory; those already on the list are not shown."""
    roundtable = edited(request, pk)
    form = RecipientFilterForm(request.GET or {"source": "guest_list"})
    people = form.people(roundtable)
    if request.method == "POST":
        chosen = people
        if "all" not in request.POST:
            rows = numbers(request.POST.getlist("row"))
            chosen = recipients.choosable(roundtable).filter(pk__in=rows)
        wave = number(request.POST.get("wave"))
        outcome = recipients.plan(
            roundtable, chosen, by=signed_in(request), wave=min(max(wave, 1), 20)
        )
        _tell(request, outcome)
        return redirect(request.get_full_path())
    planned = roundtable.invitations.planned().select_related("sector")
    part = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame_of(roundtable),
        "form": form,
        "part": part,
        "planned": planned.order_by("wave", "name"),
        "waves": recipients.waves_with_room(roundtable),
    }
    return render(request, "roundtables/invitation_recipients.html", context)


@page
def invitation_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste a list; what names nobody or finds no room comes back, the others are on the list."""
    roundtable = edited(request, pk)
    form = PasteForm(request.POST or None)
    context = {**frame_of(roundtable), "form": form}
    if request.method == "POST" and form.is_valid():
        outcome = form.save(roundtable, by=signed_in(request))
        _tell(request, outcome)
        if not form.bad_lines and not outcome.left:
            return redirect("roundtables:invitation_recipients", pk=pk)
        context |= {"bad_lines": form.bad_lines, "left": outcome.left}
        context["form"] = PasteForm(initial=form.rest(outcome))
    return render(request, "roundtables/invitation_paste.html", context)


@page
def invitation_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one person on the list who is in no directory."""
    roundtable = edited(request, pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _tell(request, form.save(roundtable, by=signed_in(request)))
        return redirect("roundtables:invitation_recipients", pk=pk)
    context = {**frame_of(roundtable), "form": form}
    return render(request, "roundtables/invitation_person.html", context)


@require_POST
def invitation_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take people off the list to whom nothing has gone out."""
    roundtable = edited(request, pk)
    rows = numbers(request.POST.getlist("row"))
    dropped = recipients.drop(roundtable, rows, by=signed_in(request))
    messages.success(request, f"{dropped} taken off the list.")
    return redirect("roundtables:invitation_recipients", pk=pk)


def _tell(request: HttpRequest, outcome: Planned) -> None:
    first, *rest = outcome.sentences()
    messages.success(request, first) if outcome.added else messages.warning(request, first)
    for sentence in rest:
        messages.warning(request, sentence)

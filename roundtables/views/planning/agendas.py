"""The agenda: see it with its clock times and rules, change it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, signed_in
from bcp.core.actions import Refused
from roundtables import workspaces
from roundtables.forms.planning import AgendaItemForm, AgendaTemplateForm
from roundtables.forms.saving import posted, saved
from roundtables.models import AgendaItem, Roundtable
from roundtables.views.planning.roundtables import RELATED


@require_safe
def agenda_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda with running clock times, and every rule it breaks."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    may_edit = signed_in(request).may_edit(roundtable.center) and roundtable.is_open
    context = {
        "roundtable": roundtable,
        "may_edit": may_edit,
        "tabs": workspaces.tabs_of(roundtable, "agenda_detail"),
        "agenda": workspaces.agenda_of(roundtable),
        "form": AgendaTemplateForm(roundtable=roundtable),
    }
    return render(request, "roundtables/agenda_detail.html", context)


@require_POST
def agenda_lay_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the empty agenda from a template."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    form = AgendaTemplateForm(request.POST, roundtable=roundtable)
    if not form.is_valid():
        raise Refused("Choose the template to start from.")
    form.save(by=signed_in(request))
    messages.success(request, "The agenda is laid out. Change what does not fit.")
    return redirect("roundtables:agenda_detail", pk=pk)


@require_POST
def agenda_reorder(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the items into the order in which their ids stand in `order`."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    ids = request.POST.getlist("order")
    if not all(part.isdecimal() and len(part) < 19 for part in ids):
        raise Refused("The new order could not be read. Use the buttons to move the item.")
    roundtable.reorder_agenda([int(part) for part in ids], by=signed_in(request))
    return redirect("roundtables:agenda_detail", pk=pk)


def agenda_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one more item at the end."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    form = AgendaItemForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"“{form.instance}” is on the agenda.")
        return redirect("roundtables:agenda_detail", pk=pk)
    context = {"form": form, "roundtable": roundtable}
    return render(request, "roundtables/agenda_item_add.html", context)


def agenda_item_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change one item."""
    row = get_editable(
        AgendaItem, request, "roundtable__engagement__center", pk=item, roundtable=pk
    )
    form = AgendaItemForm(posted(request), instance=row, roundtable=row.roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"“{form.instance}” has been changed.")
        return redirect("roundtables:agenda_detail", pk=pk)
    context = {"form": form, "roundtable": row.roundtable, "item": row}
    return render(request, "roundtables/agenda_item_edit.html", context)


def agenda_item_delete(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take one item out, after asking."""
    row = get_editable(
        AgendaItem, request, "roundtable__engagement__center", pk=item, roundtable=pk
    )
    if request.method == "POST":
        row.remove(by=signed_in(request))
        messages.success(request, f"“{row}” is off the agenda.")
        return redirect("roundtables:agenda_detail", pk=pk)
    context = {"roundtable": row.roundtable, "item": row}
    return render(request, "roundtables/agenda_item_delete.html", context)


@require_POST
def agenda_item_move(request: HttpRequest, pk: int, item: int, way: str) -> HttpResponse:
    """Move one item up or down by one place."""
    row = get_editable(
        AgendaItem, request, "roundtable__engagement__center", pk=item, roundtable=pk
    )
    place = row.move_by({"up": -1, "down": 1}.get(way, 0), by=signed_in(request))
    count = row.roundtable.agenda_items.count()
    messages.success(request, f"“{row}” is now item {place} of {count}.")
    return redirect(f"{reverse('roundtables:agenda_detail', args=[pk])}#item-{item}")

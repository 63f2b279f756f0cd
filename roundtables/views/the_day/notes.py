"""What was said and promised at the table."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bcp.accounts.access import get_editable, get_visible, signed_in
from roundtables import reporting
from roundtables.forms.saving import posted, saved
from roundtables.forms.the_day import CommitmentForm, NoteForm
from roundtables.models import Commitment, Note, Roundtable
from roundtables.views.the_day.access import RELATED, get_recordable, page

OF_ROW = ("roundtable__engagement__center",)


def note_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes by agenda item, the parking lot apart; a new one is written on the same page."""
    get = get_recordable if request.method == "POST" else _visible
    roundtable = get(request, pk)
    form = NoteForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The note is kept.")
        return redirect("roundtables:note_list", pk=pk)
    notes = roundtable.notes.select_related("agenda_item", "sector")
    groups = [
        (title, list(rows))
        for title, rows in groupby(sorted(notes, key=_place), key=reporting.title_of)
    ]
    context = {**page(request, roundtable, "note_list"), "groups": groups, "form": form}
    return render(request, "roundtables/note_list.html", context)


def _visible(request: HttpRequest, pk: int) -> Roundtable:
    return get_visible(Roundtable, request, *RELATED, pk=pk)


def _place(note: Note) -> tuple[bool, int, int]:
    """Items in the order of the agenda, what is general after them, the parking lot last."""
    item = note.agenda_item
    return note.is_parked, item.position if item else 10_000, note.pk


def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a note."""
    note = get_editable(Note, request, *OF_ROW, pk=pk)
    form = NoteForm(posted(request), instance=note, roundtable=note.roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The note has been changed.")
        return redirect("roundtables:note_list", pk=note.roundtable_id)
    context = {"form": form, "roundtable": note.roundtable}
    return render(request, "roundtables/note_edit.html", context)


def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a note, after asking."""
    note = get_editable(Note, request, *OF_ROW, pk=pk)
    if request.method == "POST":
        note.remove(by=signed_in(request))
        messages.success(request, "The note is deleted.")
        return redirect("roundtables:note_list", pk=note.roundtable_id)
    context = {"note": note, "roundtable": note.roundtable}
    return render(request, "roundtables/note_delete.html", context)


def commitment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who promised what by when; a new one is written on the same page."""
    get = get_recordable if request.method == "POST" else _visible
    roundtable = get(request, pk)
    form = CommitmentForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The commitment is kept.")
        return redirect("roundtables:commitment_list", pk=pk)
    rows = roundtable.commitments.select_related("gap__question", "action_item")
    context = {**page(request, roundtable, "commitment_list"), "commitments": rows, "form": form}
    return render(request, "roundtables/commitment_list.html", context)


def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a commitment."""
    row = get_editable(Commitment, request, *OF_ROW, pk=pk)
    form = CommitmentForm(posted(request), instance=row, roundtable=row.roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The commitment has been changed.")
        return redirect("roundtables:commitment_list", pk=row.roundtable_id)
    context = {"form": form, "roundtable": row.roundtable}
    return render(request, "roundtables/commitment_edit.html", context)


def commitment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a commitment, after asking."""
    row = get_editable(Commitment, request, *OF_ROW, pk=pk)
    if request.method == "POST":
        row.remove(by=signed_in(request))
        messages.success(request, "The commitment is deleted.")
        return redirect("roundtables:commitment_list", pk=row.roundtable_id)
    context = {"commitment": row, "roundtable": row.roundtable}
    return render(request, "roundtables/commitment_delete.html", context)

"""The page behind an expert's personal link. Looking at it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roundtables.forms.experts import AssignmentAnswerForm
from roundtables.forms.saving import posted, saved
from roundtables.models import Assignment
from roundtables.models.rsvps import hash_of
from roundtables.views.links import dead_link, linked_page


@linked_page
def assignment_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes or no to a request; the answer can be changed until the roundtable is over."""
    related = ("expert", "roundtable__engagement__center", "roundtable__venue__state")
    rows = Assignment.objects.filter(token_hash=hash_of(token)).select_related(*related)
    assignment = rows.prefetch_related("topics").first()
    if assignment is None or not assignment.may_be_answered:
        return dead_link(request, "roundtables/assignment_closed.html")
    form = AssignmentAnswerForm(posted(request), assignment=assignment)
    if saved(form, by=None):
        return redirect("roundtables:assignment_answer", token=token)
    context = {"form": form, "assignment": assignment, "roundtable": assignment.roundtable}
    return render(request, "roundtables/assignment_answer.html", context)

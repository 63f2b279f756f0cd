"""Feedback by a link that is the same for everyone who came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bcp.accounts.access import get_editable, signed_in
from bcp.core.wording import counted
from roundtables.forms.saving import posted, saved
from roundtables.forms.the_day import FeedbackForm
from roundtables.models import Roundtable
from roundtables.views.links import dead_link, linked_page
from roundtables.views.the_day.access import RELATED


@linked_page
def feedback_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Five questions and a comment. Nothing says who answers; looking changes nothing."""
    rows = Roundtable.objects.filter(feedback_token=token).select_related(*RELATED)
    # PostgreSQL refuses null characters; taken out, they would leave what a draft has: no token.
    roundtable = None if "\x00" in token else rows.first()
    if roundtable is None or not roundtable.takes_feedback:
        return dead_link(request, "roundtables/feedback_closed.html")
    form = FeedbackForm(posted(request), roundtable=roundtable)
    context = {"roundtable": roundtable, "form": form}
    if saved(form, by=None):
        return render(request, "roundtables/feedback_thanks.html", context)
    return render(request, "roundtables/feedback_answer.html", context)


@require_POST
def feedback_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link to everyone who came and whose address is known."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    count = roundtable.ask_for_feedback(by=signed_in(request))
    messages.success(request, f"{counted(count, 'person is', 'people are')} asked for feedback.")
    return redirect("roundtables:roundtable_follow_up", pk=pk)

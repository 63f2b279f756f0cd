"""What a view does with a form whose saving may be refused."""

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bcp.accounts.models import User
from bcp.core.actions import Refused
from bcp.core.forms import PlainErrorsMixin
from bcp.core.wording import counted
from bcp.mail.outbox import Withdrawal

NAMED_AT_ONCE = 5  # longer lists of names are folded


def saved(form: PlainErrorsMixin, *, by: User | None) -> bool:
    """Save a form if it is valid; a refusal becomes its error, so that nothing entered is lost."""
    if not form.is_valid():
        return False
    try:
        form.save(by=by)  # type: ignore[attr-defined]  # every form of these pages has save(by=)
    except Refused as no:
        form.add_error(None, no.reason)
        return False
    return True


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def say_withdrawn(done: str, withdrawal: Withdrawal, *, follows: str) -> SafeString:
    """What was done, what came of earlier mails, and whose they are; as HTML, for a message.

    `follows` is what goes to those whose mail could not be taken back.
    """
    lists = (
        ("Not sent any more", withdrawal.stopped),
        (f"Sent already, or being handed over; {follows} follows", withdrawal.left),
    )
    context = {
        "done": f"{done} {withdrawal.text}".strip(),
        "lists": [(title, names) for title, names in lists if names],
        "at_once": NAMED_AT_ONCE,
    }
    return render_to_string("roundtables/withdrawal.html", context)


def say_told(people: int) -> str:
    """To how many people a change went, as a sentence; empty when nobody had to be told."""
    return (
        f"{counted(people, 'person gets', 'people get')} the calendar entry again."
        if people
        else ""
    )

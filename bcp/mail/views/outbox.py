"""The demonstration's outgoing mails, as their receivers would see them. Nothing of it left."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from bcp.mail.enums import MailState
from bcp.mail.forms import OutboxFilterForm
from bcp.mail.models import OutgoingMail
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet
from bcp.mail.paging import page_of
from bcp.mail.reading import letter_of, subject_of

HEAD = re.compile(r"<head[^>]*>", re.I)
TOP = '<base target="_top">'
# The mail is somebody's HTML: it runs nothing and loads nothing; its links open the whole window.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-top-navigation-by-user-activation"
)


@login_not_required
@require_safe
def outbox_list(request: HttpRequest) -> HttpResponse:
    """The mails that would have left, newest first."""
    form = OutboxFilterForm(request.GET)
    page = page_of(form.apply(kept_mails().select_related("batch", "center")), request.GET)
    rows = [(mail, subject_of(mail)) for mail in page.rows]
    waiting = OutgoingMail.objects.waiting().count()
    context = {"form": form, "page": page, "rows": rows, "waiting": waiting}
    return render(request, "mail/outbox_list.html", context)


@login_not_required
@require_safe
def outbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: who, what, the calendar entry and the text."""
    mail = kept_mail(pk)
    return render(request, "mail/outbox_mail.html", {"mail": mail, "letter": letter_of(mail)})


@login_not_required
@require_safe
@xframe_options_sameorigin
def outbox_body(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a mail alone, for the frame that shows it."""
    html = letter_of(kept_mail(pk)).html
    head = HEAD.search(html)
    place = head.end() if head else 0
    response = HttpResponse(f"{html[:place]}{TOP}{html[place:]}")
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@login_not_required
@require_safe
def outbox_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar entry of a mail, as a file."""
    calendar = letter_of(kept_mail(pk)).calendar
    if not calendar:
        raise Http404
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


def kept_mails() -> OutgoingMailQuerySet:
    """Mails whose text stayed here; 404 anywhere but on a demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    return OutgoingMail.objects.filter(state=MailState.SENT).exclude(sealed="")


def kept_mail(pk: int) -> OutgoingMail:
    """One of these mails, or 404."""
    mail: OutgoingMail = get_object_or_404(kept_mails().select_related("batch", "center"), pk=pk)
    return mail

"""A center's mails: where each stands, why, and the one action that helps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import (
    get_editable,
    get_visible,
    note_opening,
    require_coordinator,
    signed_in,
)
from bcp.accounts.models import Center
from bcp.core.actions import Refused
from bcp.core.ids import numbers
from bcp.core.wording import counted
from bcp.mail import health, outbox, subjects
from bcp.mail.enums import MailState
from bcp.mail.forms import AddressForm, MailFilterForm
from bcp.mail.models import OutgoingMail
from bcp.mail.paging import page_of

CHOSEN_AT_ONCE = 500


@require_safe
def mail_list(request: HttpRequest, center_pk: int) -> HttpResponse:
    """The mails of a center."""
    center = get_visible(Center, request, pk=center_pk)
    note_opening(request, center)
    context = list_of(request, center, may_edit=signed_in(request).may_edit(center))
    return render(request, "mail/mail_list.html", context)


@require_safe
def mail_program_list(request: HttpRequest) -> HttpResponse:
    """The program's own mails, such as requests to experts."""
    require_coordinator(request)
    context = list_of(request, None, may_edit=True)
    return render(request, "mail/mail_program_list.html", context)


def list_of(request: HttpRequest, center: Center | None, *, may_edit: bool) -> dict[str, Any]:
    """What the page shows of the mails of a center, or of the program."""
    mails = OutgoingMail.objects.filter(center=center).select_related("center")
    form = MailFilterForm(request.GET)
    page = page_of(form.apply(mails), request.GET)
    return {
        "has_actions": may_edit or any(mail.state == MailState.HELD for mail in page.rows),
        "center": center, "form": form, "page": page, "may_edit": may_edit,
        "troubles": health.trouble_of(center), "is_filtered": form.is_filtering,
    }  # fmt: skip


@require_POST
def mail_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a mail over once more, with the same bytes."""
    mail = get_editable(OutgoingMail, request, "center", pk=pk)
    outbox.send_again(mail, signed_in(request))
    messages.success(request, f"The mail to {mail.address} is sent again, word for word.")
    return back(request, mail)


@require_POST
def mail_mark_arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an unconfirmed mail arrived."""
    mail = get_editable(OutgoingMail, request, "center", pk=pk)
    outbox.mark_as_arrived(mail, signed_in(request))
    messages.success(request, f"Noted: the mail to {mail.address} arrived.")
    return back(request, mail)


@require_POST
def mail_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not send a mail that waits."""
    mail = get_editable(OutgoingMail, request, "center", pk=pk)
    mail.cancel(by=signed_in(request))
    messages.success(request, f"The mail to {mail.address} is cancelled.")
    return back(request, mail)


@require_POST
def mail_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held mail go; only DHS coordinators may."""
    user = require_coordinator(request)
    mail = get_visible(OutgoingMail, request, "center", pk=pk)
    outbox.release_held([mail], user)
    messages.success(request, f"The mail to {mail.address} goes out.")
    return back(request, mail)


@require_http_methods(["GET", "HEAD", "POST"])
def mail_correct_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend the address of a mail that failed, and send the same text there.

    Where the row it is about keeps the address, that row's own page does it, for all later mails.
    """
    mail = get_editable(OutgoingMail, request, "center", pk=pk)
    if page := subjects.address_page(mail.about):
        return HttpResponseRedirect(page)
    form = AddressForm(request.POST or None, mail=mail)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save(by=signed_in(request))
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"The mail is sent to {corrected.address}.")
            return back(request, mail)
    return render(request, "mail/mail_correct_address.html", {"mail": mail, "form": form})


@require_POST
def mail_decide(request: HttpRequest) -> HttpResponse:
    """Decide for several unconfirmed mails at once: send again, or mark as arrived."""
    user = signed_in(request)
    chosen = numbers(request.POST.getlist("row")[:CHOSEN_AT_ONCE])
    mails = OutgoingMail.objects.editable_by(user).filter(
        pk__in=chosen, state=MailState.UNCONFIRMED
    )
    decide = outbox.mark_as_arrived if "arrived" in request.POST else outbox.send_again
    decided = [mail for mail in mails if "arrived" in request.POST or mail.may_be_sent_again]
    for mail in decided:
        decide(mail, user)
    words = "marked as arrived" if "arrived" in request.POST else "sent again"
    mails_are = counted(len(decided), "unconfirmed mail is", "unconfirmed mails are")
    messages.success(request, f"{mails_are} {words}.")
    return back(request, decided[0] if decided else None)


def back(request: HttpRequest, mail: OutgoingMail | None) -> HttpResponse:
    """Where the person came from (`next`), else the list of mails."""
    wish = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wish, None, require_https=request.is_secure())
    if is_ours and wish.startswith("/"):
        return HttpResponseRedirect(wish)
    if mail is None:
        return HttpResponseRedirect(reverse("home"))
    if mail.center_id is None:
        return HttpResponseRedirect(reverse("mail:mail_program_list"))
    return HttpResponseRedirect(reverse("mail:mail_list", args=[mail.center_id]))

"""Guests of a roundtable: the lists of answers, and what can be done for one of them."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_visible, note_opening, signed_in
from bcp.core.ids import numbers, storable
from bcp.core.wording import counted
from bcp.mail.suppressions import Stopped, stopped_at, suppressed_among
from roundtables import guests, reaching
from roundtables.forms.invitations import (
    AddressForm,
    AnswerForm,
    DelegateForm,
    InvitationForm,
    WithdrawForm,
)
from roundtables.forms.saving import posted, saved, say_withdrawn
from roundtables.models import Invitation, Roundtable
from roundtables.sending import remind
from roundtables.speaking import say_kept
from roundtables.views.guests import OF_INVITATION, edited, edited_invitation, frame_of, seen

page = require_http_methods(["GET", "HEAD", "POST"])
CHOSEN_AT_ONCE = 5000
TROUBLES_SHOWN = 20


@require_safe
def invitation_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked and what they said: no answer, waitlist, yes, no; and how the mails stand."""
    roundtable = seen(request, pk)
    counts, count = guests.counts_of(roundtable), roundtable.count_seats()
    search = storable(request.GET.get("search"))[:80]
    context = {
        **frame_of(roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "counts": counts,
        "seats": f"{count.taken} of {count.seats}",
        "kept": say_kept(count),
        "lists": guests.lists_of(roundtable, counts, search),
        "search": search,
        "unreached": reaching.unreached_at(roundtable),
        **_mails_of(roundtable),
        "sendings": guests.sendings_of(roundtable)[:5],
        "once": uuid4(),
    }
    return render(request, "roundtables/invitation_list.html", context)


@require_safe
def invitation_group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """One list whole, page by page."""
    roundtable = seen(request, pk)
    chosen = guests.WITHDRAWN if group == "withdrawn" else guests.BY_KEY.get(group)
    if chosen is None:
        raise Http404
    search = storable(request.GET.get("search"))[:80]
    people = Paginator(guests.guests_in(roundtable, chosen, search), guests.PER_PAGE)
    part = people.get_page(request.GET.get("page"))
    context = {
        **frame_of(roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "group": chosen,
        "rows": guests.rows_of(roundtable, part, chosen),
        "part": part,
        "search": search,
        "once": uuid4(),
    }
    return render(request, "roundtables/invitation_group.html", context)


@require_safe
def invitation_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the mails have come; htmx asks for this part alone."""
    roundtable = seen(request, pk)
    context = {
        **frame_of(roundtable),
        **_mails_of(roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
    }
    return render(request, "roundtables/invitation_progress.html", context)


@require_POST
def invitation_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the people who were checked; those who have answered meanwhile are left out."""
    roundtable = edited(request, pk)
    chosen = numbers(request.POST.getlist("row")[:CHOSEN_AT_ONCE])
    people = list(roundtable.invitations.asked().filter(pk__in=chosen))
    key = f"remind:{roundtable.pk}:{storable(request.POST.get('once'))[:40]}"
    sending, is_new = remind(roundtable, people, by=signed_in(request), key=key)
    if sending is None:
        messages.warning(request, "Nobody was reminded: choose people who have not answered yet.")
    elif is_new:
        messages.success(
            request, f"{counted(sending.recipients, 'reminder is', 'reminders are')} queued."
        )
    else:
        messages.info(request, "These reminders were queued before; nothing was sent twice.")
    return redirect("roundtables:invitation_list", pk=pk)


@require_safe
def invitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One guest: what was said, which mails went out, what can be done."""
    invitation = get_visible(Invitation, request, *OF_INVITATION, pk=pk)
    note_opening(request, invitation.center)
    context = {
        "invitation": invitation,
        **frame_of(invitation.roundtable),
        "may_edit": signed_in(request).may_edit(invitation.center),
        "history": guests.history_of(invitation),
        "mails": guests.mails_about(invitation),
        "links": invitation.links.live().count(),
        "stopped": _stopped(invitation),
        "sends_nobody": guests.who_sends_nobody([invitation]),
    }
    return render(request, "roundtables/invitation_detail.html", context)


@page
def invitation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what a mail says to one person."""
    invitation = edited_invitation(request, pk)
    form = InvitationForm(request.POST or None, instance=invitation)
    if saved(form, by=signed_in(request)):
        messages.success(request, "Saved.")
        return redirect("roundtables:invitation_detail", pk=pk)
    return render(request, "roundtables/invitation_edit.html", _form(invitation, form))


@page
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an answer that came by phone, mail or in person."""
    invitation = edited_invitation(request, pk)
    form = AnswerForm(request.POST or None, invitation=invitation)
    if saved(form, by=signed_in(request)):
        said = invitation.get_rsvp_display().lower()
        messages.success(request, f"Recorded for {invitation.name}: {said}. A mail confirms it.")
        return redirect("roundtables:invitation_list", pk=invitation.roundtable_id)
    return render(request, "roundtables/invitation_answer.html", _form(invitation, form))


@page
def invitation_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to another address from now on."""
    invitation = edited_invitation(request, pk)
    form = AddressForm(request.POST or None, invitation=invitation)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The address is corrected. Old links no longer work.")
        return redirect("roundtables:invitation_detail", pk=pk)
    return render(request, "roundtables/invitation_address.html", _form(invitation, form))


@page
def invitation_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else comes instead."""
    invitation = edited_invitation(request, pk)
    form = DelegateForm(request.POST or None, invitation=invitation)
    if saved(form, by=signed_in(request)):
        if form.delegate:
            messages.success(request, f"{form.delegate.name} gets an invitation of their own.")
        else:
            messages.warning(request, invitation.answers.latest("pk").note)
        return redirect("roundtables:invitation_list", pk=invitation.roundtable_id)
    return render(request, "roundtables/invitation_delegate.html", _form(invitation, form))


@page
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back, after seeing what that means."""
    invitation = edited_invitation(request, pk)
    form = WithdrawForm(posted(request), invitation=invitation)
    if saved(form, by=signed_in(request)):
        done = f"The invitation to {invitation.name} was taken back."
        messages.success(request, say_withdrawn(done, form.withdrawal, follows="a cancellation"))
        return redirect("roundtables:invitation_list", pk=invitation.roundtable_id)
    return render(request, "roundtables/invitation_withdraw.html", _form(invitation, form))


@page
def invitation_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a person's data at their wish, after seeing what that means."""
    invitation = edited_invitation(request, pk)
    if request.method != "POST":
        return render(request, "roundtables/invitation_forget.html", _form(invitation, None))
    invitation.forget(by=signed_in(request))
    messages.success(request, "The person’s data is deleted; the counts stay.")
    return redirect("roundtables:invitation_list", pk=invitation.roundtable_id)


@require_POST
def invitation_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody again whose invitation was taken back."""
    invitation = edited_invitation(request, pk)
    invitation.restore(by=signed_in(request))
    messages.success(request, f"{invitation.name} is invited again, with a new link.")
    return redirect("roundtables:invitation_detail", pk=pk)


@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again with one more link; old links go on working. A second press of the
    same button sends nothing more.
    """
    invitation = edited_invitation(request, pk)
    seen = request.POST.get("mailings", "")
    is_new = invitation.send(by=signed_in(request), after=int(seen) if seen.isdecimal() else None)
    again = "again" if is_new else "already; nothing was sent twice"
    messages.success(request, f"The invitation to {invitation.name} is queued {again}.")
    return redirect("roundtables:invitation_detail", pk=pk)


@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop every personal link of somebody at once; a new invitation gives a new one."""
    invitation = edited_invitation(request, pk)
    invitation.revoke_links(by=signed_in(request))
    messages.success(request, f"The links of {invitation.name} no longer work.")
    return redirect("roundtables:invitation_detail", pk=pk)


def _stopped(invitation: Invitation) -> Stopped | None:
    """Why nothing is sent to this person, if that is so."""
    rows = stopped_at(invitation.center) if suppressed_among([invitation.email]) else []
    return next((row for row in rows if row.address.lower() == invitation.email.lower()), None)


def _mails_of(roundtable: Roundtable) -> dict[str, object]:
    troubles = reaching.troubles_at(roundtable)
    progress = guests.progress_of(roundtable, len(troubles))
    return {
        "progress": progress,
        "troubles": troubles[:TROUBLES_SHOWN],
        "obstacles": guests.obstacles_of(roundtable) if progress.total else [],
    }


def _form(invitation: Invitation, form: object) -> dict[str, object]:
    return {"invitation": invitation, **frame_of(invitation.roundtable), "form": form}

"""The last look before invitations leave, and the button that sends them."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import signed_in
from bcp.core.ids import number, storable
from bcp.core.wording import counted
from roundtables import emails, preflight, writing
from roundtables.enums import MessageKind
from roundtables.models import Sending
from roundtables.preflight import Flight
from roundtables.sending import OtherRecipients, fingerprint, planned_for, send_wave
from roundtables.views.guests import edited, frame_of

CONFLICT = 409


@require_safe
def invitation_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is wrong, three real previews, and how many mails this sends."""
    roundtable = edited(request, pk)
    wave = _wave(request.GET.get("wave"))
    people = planned_for(roundtable, wave)
    findings = preflight.check(Flight(roundtable, people))
    context = {
        **frame_of(roundtable),
        "wave": wave,
        "waves": sorted(set(roundtable.invitations.planned().values_list("wave", flat=True))),
        "people": people[:200],
        "count": len(people),
        "blocks": [finding for finding in findings if finding.is_block],
        "warnings": [finding for finding in findings if not finding.is_block],
        "samples": writing.telling_people(people),
        "once": uuid4(),
        "seen": fingerprint(people),
    }  # fmt: skip
    return render(request, "roundtables/invitation_review.html", context)


@require_POST
def invitation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the mails of a wave, once, however often the button is pressed."""
    roundtable = edited(request, pk)
    wave, once = _wave(request.POST.get("wave")), storable(request.POST.get("once"))[:60]
    seen = storable(request.POST.get("seen"))
    try:
        sending, is_new = send_wave(roundtable, wave, by=signed_in(request), key=once, seen=seen)
    except OtherRecipients as no:
        first = Sending.objects.filter(key=once, roundtable=roundtable).first()
        context = {**frame_of(roundtable), "reason": no.reason, "first": first}
        return render(request, "roundtables/invitation_send.html", context, status=CONFLICT)
    mails = counted(sending.recipients, "mail is", "mails are")
    words = "queued" if is_new else "queued already; nothing was sent twice"
    messages.success(request, f"{mails} {words}.")
    return redirect("roundtables:invitation_list", pk=pk)


@require_POST
def invitation_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one person's message to oneself; its link opens nothing."""
    roundtable = edited(request, pk)
    kind = request.POST.get("kind", MessageKind.INVITATION)
    person = request.POST.get("person", "")
    invitation = writing.preview_person(roundtable, number(person))
    if invitation is None or kind not in MessageKind.values:
        messages.error(request, "Put somebody on the list first; the test shows their message.")
    else:
        emails.queue_test(invitation, kind, by=signed_in(request), key=str(uuid4()))
        messages.success(request, f"A test is on its way to {signed_in(request).email}.")
    return redirect("roundtables:invitation_review", pk=pk)


def _wave(text: str | None) -> int:
    return min(max(number(text), 1), 20)

"""Mail health, for DHS coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import require_coordinator
from bcp.core.wording import counted
from bcp.mail import epochs
from bcp.mail.health import mail_health as look
from bcp.mail.nudging import nudge


@require_safe
def mail_health(request: HttpRequest) -> HttpResponse:
    """What waits at which center, who works, and what is in the way."""
    require_coordinator(request)
    return render(request, "mail/mail_health.html", {"health": look()})


@require_POST
def mail_resume(request: HttpRequest) -> HttpResponse:
    """After a restored backup: let mail go again, with the held mails or without them."""
    user = require_coordinator(request)
    sends = request.POST.get("held") == "send"
    number = epochs.resume(by=user, sends_held=sends)
    nudge()
    what = "sent on" if sends else "cancelled"
    held = counted(number, "held mail is", "held mails are")
    messages.success(request, f"Mail goes out again; {held} {what}.")
    return HttpResponseRedirect(reverse("mail:mail_health"))

"""What is written to invitees: message texts, preview, approval, and the privacy notice."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import signed_in
from bcp.accounts.enums import EDITING_ROLES, Role
from roundtables import emails, texts, writing
from roundtables.enums import Language, MessageKind
from roundtables.forms.saving import saved
from roundtables.forms.waves import MessageForm, NoticeForm
from roundtables.merging import MERGE_FIELDS
from roundtables.views.guests import edited, frame_of, seen

page = require_http_methods(["GET", "HEAD", "POST"])
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@require_safe
def message_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The four texts of a roundtable, with their approval, and the privacy notice."""
    roundtable = seen(request, pk)
    context = {
        **frame_of(roundtable),
        "texts": writing.messages_of(roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "may_approve": signed_in(request).is_director_of(roundtable.center),
    }
    return render(request, "roundtables/message_list.html", context)


@page
def message_edit(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """Write a text; merge fields and three real previews stand beside it."""
    roundtable = edited(request, pk)
    message = writing.message_of(roundtable, _known(kind, MessageKind), _known(language, Language))
    form = MessageForm(request.POST or None, message=message)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The message is saved.")
        return redirect(request.path)
    context = {
        **frame_of(roundtable),
        "message": message,
        "form": form,
        "fields": MERGE_FIELDS,
        "people": writing.preview_people(roundtable, language),
    }
    return render(request, "roundtables/message_edit.html", context)


@require_POST
def message_approve(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """The director agrees to a text."""
    roundtable = edited(request, pk)
    message = writing.message_of(roundtable, _known(kind, MessageKind), _known(language, Language))
    message.approve(by=signed_in(request))
    messages.success(request, "The message is approved.")
    return redirect("roundtables:message_list", pk=pk)


@require_safe
@xframe_options_sameorigin
def message_preview(request: HttpRequest, pk: int, kind: str, person: int) -> HttpResponse:
    """The message as one person would get it, alone, for the frame that shows it."""
    roundtable = seen(request, pk)
    invitation = writing.preview_person(roundtable, person)
    if invitation is None:
        raise Http404
    content = emails.preview(invitation, _known(kind, MessageKind), by=signed_in(request))
    response = HttpResponse(content.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@page
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the privacy notice; the privacy officer signs it."""
    roundtable = edited(request, pk) if request.method == "POST" else seen(request, pk)
    center = roundtable.center
    proposed = texts.notice_to_start_from(roundtable)
    form = NoticeForm(request.POST or None, roundtable=roundtable, initial=proposed)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The notice is saved. The privacy officer signs it next.")
        return redirect(request.path)
    context = {
        **frame_of(roundtable),
        "form": form,
        "proposed": proposed,
        "proposed_spanish": texts.default_notice(roundtable, Language.SPANISH),
        "editors": center.people_with(*EDITING_ROLES),
        "officers": center.people_with(Role.PRIVACY_OFFICER),
        "may_edit": signed_in(request).may_edit(center),
        "may_sign": signed_in(request).is_privacy_officer_of(center),
        "notices": roundtable.notices.select_related("signed_by"),
    }
    return render(request, "roundtables/notice_edit.html", context)


@require_POST
def notice_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The privacy officer signs the notice."""
    roundtable = seen(request, pk)
    roundtable.sign_notice(by=signed_in(request))
    messages.success(request, "You signed the notice. Invitations can go out with it.")
    return redirect("roundtables:notice_edit", pk=pk)


def _known(value: str, choices: type[MessageKind] | type[Language]) -> str:
    if value not in choices.values:
        raise Http404
    return value

"""What is held about an invitee: shown on their page, handed out as a file."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from bcp.mail.models import OutgoingMail
from roundtables import speaking
from roundtables.composing import about
from roundtables.enums import Language
from roundtables.models import CheckIn, Invitation
from roundtables.models.invitees import NEEDS_KEPT


@dataclass(frozen=True)
class Held:
    """One thing that is held: its value, what for, who sees it and until when."""

    what: str
    value: str
    purpose: str
    audience: str
    until: str


def held_about(invitation: Invitation, language: str) -> list[Held]:
    """Everything that an invitation holds about its person, in their language."""
    planners = gettext("Seen by the people who plan the meeting.")
    always = gettext("Kept until you delete it or the center's retention time is over.")
    ends_at = invitation.roundtable.ends_at or timezone.now()
    needs_day = invitation.needs_delete_on or (ends_at + NEEDS_KEPT).date()
    answers = "\n".join(
        f"{speaking.say_instant(answer.created_at, invitation.roundtable.zone, language)}: "
        f"{gettext(answer.get_rsvp_display())} ({gettext(answer.get_source_display())})"
        for answer in invitation.answers.all()
    )
    zone = invitation.roundtable.zone
    arrived = "\n".join(
        speaking.say_instant(row.arrived_at, zone, language)
        for row in CheckIn.objects.filter(invitation=invitation)
    )
    mails = "\n".join(
        f"{speaking.say_instant(mail.dated_at, zone, language)}: {gettext(mail.what)}"
        for mail in OutgoingMail.objects.about(about(invitation)).order_by("pk")
    )
    return [
        Held(gettext("Name"), invitation.name,
             gettext("To invite and greet you."), planners, always),
        Held(gettext("Organization"), invitation.organization_name,
             gettext("To know which sector you speak for."), planners, always),
        Held(gettext("E-mail address"), invitation.email,
             gettext("To send the invitation and what changes."), planners, always),
        Held(gettext("Your answers"), answers, gettext("To plan seats."), planners, always),
        Held(gettext("Name on your badge"), invitation.badge_name,
             gettext("To print your badge."), planners, always),
        Held(gettext("Access or dietary needs"), invitation.access_needs,
             gettext("To receive you well."), planners,
             gettext("Deleted by %(day)s.") % {"day": speaking.say_day(needs_day, language)}),
        Held(gettext("Reason and suggestion"),
             "\n".join(filter(None, [invitation.decline_reason, invitation.suggestion])),
             gettext("To invite better."), planners, always),
        Held(gettext("Arrival"), arrived, gettext("To know who took part."), planners, always),
        Held(gettext("Mails to you"), mails,
             gettext("To know what reached you; their text is deleted."), planners, always),
        Held(gettext("Privacy notice you saw"), notice_seen(invitation),
             gettext("To prove what you were told."), planners, always),
    ]  # fmt: skip


def notice_seen(invitation: Invitation) -> str:
    """Version and language of the privacy notice that the person saw, if there was one."""
    words = {
        "": "",
        Language.ENGLISH: gettext("version %(version)s, in English"),
        Language.SPANISH: gettext("version %(version)s, in Spanish"),
    }
    return words[invitation.notice_language] % {"version": invitation.notice_version}


def export(invitation: Invitation) -> dict[str, Any]:
    """The same as data: names of fields in English, instants in UTC."""
    roundtable = invitation.roundtable
    return {
        "roundtable": roundtable.title,
        "center": roundtable.center.name,
        "starts_at": _iso(roundtable.starts_at),
        "name": invitation.name,
        "organization": invitation.organization_name,
        "email": invitation.email,
        "language": invitation.language,
        "sector": invitation.sector.name,
        "why_asked": invitation.why,
        "invited_at": _iso(invitation.invited_at),
        "answer": invitation.rsvp,
        "mode": invitation.mode,
        "badge_name": invitation.badge_name,
        "access_needs": invitation.access_needs,
        "access_needs_deleted_by": str(invitation.needs_delete_on or ""),
        "decline_reason": invitation.decline_reason,
        "suggestion": invitation.suggestion,
        "privacy_notice_version": invitation.notice_version,
        "privacy_notice_language": invitation.notice_language,
        "wants_no_reminders": invitation.wants_no_reminders,
        "answers": [
            {"at": _iso(answer.created_at), "answer": answer.rsvp, "source": answer.source}
            for answer in invitation.answers.all()
        ],
        "links": [
            {"made_at": _iso(link.created_at), "expires_at": _iso(link.expires_at),
             "revoked_at": _iso(link.revoked_at)}
            for link in invitation.links.all()
        ],
        "arrived_at": [
            _iso(row.arrived_at) for row in CheckIn.objects.filter(invitation=invitation)
        ],
        "mails": [
            {"at": _iso(mail.dated_at), "kind": mail.kind, "state": mail.state}
            for mail in OutgoingMail.objects.about(about(invitation)).order_by("pk")
        ],
    }  # fmt: skip


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None

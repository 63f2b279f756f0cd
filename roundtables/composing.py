"""How a mail about a roundtable is put together: text, HTML, calendar, and each person's values."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from bcp.accounts.models import User
from bcp.mail import addresses, outbox
from bcp.mail.calendars import Method, invitation_calendar
from roundtables import merging, speaking
from roundtables.enums import MessageKind, Rsvp

if TYPE_CHECKING:
    from roundtables.models.answering import Answerable
    from roundtables.models.roundtables import Roundtable

LINKS_LIVE = timedelta(days=30)  # after the end of the roundtable
LAST_TRIES = timedelta(minutes=15)  # for what is said in the last two hours
TOO_LATE = timedelta(hours=2)  # before the roundtable: no mail about it is tried any longer


@dataclass(frozen=True)
class Letter:
    """One message in one language, before anybody's values are filled in."""

    subject: str
    body: str
    button: str = ""
    after: str = ""  # below the button
    method: Method | None = None  # of the calendar that goes with it
    has_facts: bool = True
    stops: bool = False  # whether the reader may stop mails of this kind


Tokens = Mapping[int, str]  # invitation id -> token of the personal link that the mail carries


def about(invitation: "Answerable") -> str:
    """The text key by which the ledger knows an invitation."""
    return key_of(invitation.pk)


def key_of(pk: int) -> str:
    """The same of an invitation of which only the number is known."""
    return f"invitation:{pk}"


def personal_address(token: str, page: str = "rsvp_page") -> str:
    """The address of a personal page. It names no person, no center and no answer."""
    before, after = _around_token(page)
    return f"{before}{token}{after}"


@cache
def _around_token(page: str) -> tuple[str, str]:
    address = settings.SITE_URL + reverse(f"roundtables:{page}", args=["TOKEN"])
    before, _, after = address.partition("TOKEN")
    return before, after


def queue(
    roundtable: "Roundtable",
    kind: str,
    people: "Sequence[Answerable]",
    write: Callable[[], Letter],
    tokens: Tokens,
    *,
    by: User | None,
    key: str,
    revision: "Callable[[Answerable], int]" = lambda _: 0,
    is_tried_long: bool = False,
) -> None:
    """Hand a message to the ledger: one batch per language and per SEQUENCE of the calendar entry.

    `write` is called once per language, while that language is active. Who has no address is left
    out. Nothing is tried after two hours before the roundtable (what is said later, until it
    begins), unless `is_tried_long`. The daily limit holds messages that ask for an answer; what
    tells of a change always goes.
    """
    groups: dict[tuple[str, int], list[Answerable]] = defaultdict(list)
    for invitation in people:
        if invitation.email:
            groups[invitation.language, invitation.revision].append(invitation)
    for (language, sequence), group in groups.items():
        with translation.override(language):
            letter = write()
            content = content_of(roundtable, letter, language, by=by, sequence=sequence)
            recipients = [
                outbox.Recipient(
                    invitation.email,
                    one_line(invitation.name),
                    about(invitation),
                    values_of(invitation, tokens.get(invitation.pk, "")),
                    revision(invitation),
                    {"uid": invitation.calendar_uid} if letter.method else {},
                )
                for invitation in group
            ]
        outbox.queue_batch(
            roundtable.center,
            kind=kind,
            key=f"{key}:{language}:{sequence}",
            content=content,
            recipients=recipients,
            by=by,
            reply_to=reply_address(roundtable, by),
            list_unsubscribe=letter.stops,
            give_up_at=None if is_tried_long else _too_late(roundtable),
            is_single=len(recipients) == 1,
            is_capped=kind in MessageKind.values,
            kept_until=roundtable.ends_at + LINKS_LIVE if roundtable.ends_at else None,
        )


def content_of(
    roundtable: "Roundtable", letter: Letter, language: str, *, by: User | None, sequence: int
) -> outbox.Content:
    """A letter as the ledger takes it: what everybody shares is filled in, the rest are marks."""
    shared = {
        name: merging.harmless(value)
        for name, value in shared_values(roundtable, language, by).items()
    }
    subject = merging.fill(letter.subject, shared)
    context = {
        "language": language,
        "center": shared["center"],
        "subject": subject,
        "paragraphs": [part.strip() for part in merging.fill(letter.body, shared).split("\n\n")],
        "facts": _facts(shared) if letter.has_facts else [],
        "button": letter.button,
        "after": merging.fill(letter.after, shared),
        "notes": _notes(roundtable),
        "stops": letter.stops,
    }
    return outbox.Content(
        subject=subject,
        text=render_to_string("roundtables/mail/mail.txt", context),
        html=render_to_string("roundtables/mail/mail.html", context),
        calendar=_calendar(roundtable, letter.method, shared, sequence) if letter.method else None,
        calendar_method=letter.method or "",
    )


def _calendar(
    roundtable: "Roundtable", method: Method, shared: Mapping[str, str], sequence: int
) -> str | None:
    """The entry for one invitee. No personal link stands in it: people forward their entries."""
    if roundtable.starts_at is None or roundtable.ends_at is None:
        return None
    return invitation_calendar(
        uid="{uid}",
        sequence=sequence,
        method=method,
        starts=roundtable.starts_at,
        ends=roundtable.ends_at,
        zone=roundtable.time_zone,
        summary=shared["title"],
        location=shared["where"],
        description=f"{shared['purpose']}\n\n" + gettext(
            "To answer or to change your answer, use the link in your mail."
        ),
        organizer_name=roundtable.center.name,
        organizer_address=reply_address(roundtable, None) or f"mail@{addresses.from_domain()}",
        attendee_name="{name}",
        attendee_address="{address}",
        stamped_at=timezone.now(),
    )  # fmt: skip


def reply_address(roundtable: "Roundtable", by: User | None) -> str | None:
    """Where answers by mail go: the center's public address, or whoever sends."""
    return roundtable.center.email or (by.email if by else None)


def _too_late(roundtable: "Roundtable") -> datetime | None:
    if roundtable.starts_at is None:
        return None
    now = timezone.now()
    last = roundtable.starts_at - TOO_LATE
    return last if last > now else max(roundtable.starts_at, now + LAST_TRIES)


def _facts(shared: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (gettext("When"), shared["when"]),
        (gettext("Where"), shared["where"]),
        (gettext("Answer by"), shared["answer_by"]),
    ]


def _notes(roundtable: "Roundtable") -> list[str]:
    center = roundtable.center
    reach = ", ".join(filter(None, [center.name, center.address, center.phone]))
    return [
        gettext("You get this mail because %(center)s invited you to this meeting.")
        % {"center": merging.harmless(center.name)},
        merging.harmless(reach),
        gettext(
            "Emergency or threat to life: call 9-1-1. Do not report suspicious activity by"
            " answering this mail."
        ),
    ]


def shared_values(roundtable: "Roundtable", language: str, by: User | None) -> dict[str, str]:
    """The merge fields that are the same for everyone."""
    zone = roundtable.zone
    closes_at = roundtable.answers_close_at or roundtable.starts_at
    return {
        "title": roundtable.title,
        "purpose": roundtable.purpose,
        "when": speaking.say_span(roundtable.starts_at, roundtable.ends_at, zone, language),
        "where": speaking.say_place(roundtable, language),
        "answer_by": speaking.say_instant(closes_at, zone, language),
        "seats": str(roundtable.seats),
        "center": roundtable.center.name,
        "sender": by.name if by else roundtable.center.name,
    }


def personal_values(invitation: "Answerable") -> dict[str, str]:
    """The merge fields that differ from person to person."""
    asker = asker_of(invitation)
    return {
        "name": invitation.name,
        "first_name": merging.first_name(invitation.name),
        "organization": invitation.organization_name,
        "why": speaking.say_why(invitation.why, asker, gettext(invitation.sector.name)),
    }


def asker_of(invitation: "Answerable") -> str:
    """Who sent this person in their place; empty when nobody did or they are forgotten."""
    asker = invitation.delegate_of
    return asker.name if asker and not asker.forgotten_at else ""


def values_of(invitation: "Answerable", token: str) -> dict[str, str]:
    """Everything that is filled in for one person."""
    links = {
        "link": personal_address(token) if token else "",
        "stop_url": personal_address(token, "rsvp_reminders") if token else "",
    }
    place = {"place": str(invitation.place)} if invitation.rsvp == Rsvp.WAITLISTED else {}
    values = {name: one_line(value) for name, value in personal_values(invitation).items()}
    return {**values, **links, **place}


def one_line(text: str) -> str:
    """A value without line ends, whichever way it came in: it may stand in a header."""
    return " ".join(text.split())

"""Before anything is sent: every problem, whom it is about, and the page that mends it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from bcp.core.wording import counted
from bcp.mail.suppressions import suppressed_among
from engagements.enums import RoundtableFormat
from roundtables import composing, merging, texts
from roundtables.enums import InvitationState, Language, MessageKind, RoundtableState, Rsvp
from roundtables.models import Invitation, Roundtable
from roundtables.recipients import some_of
from roundtables.speaking import say_seats

BLOCK, WARN = "block", "warn"
LINK = re.compile(r"https?://[^\s<>\"')\]]+", re.I)


@dataclass(frozen=True)
class Fix:
    """The page that mends a problem, and the words of the link to it."""

    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Finding:
    """One problem: what, about whom, and where to mend it. A block stops the sending."""

    level: str
    text: str
    people: list[str] = field(default_factory=list)
    fix: Fix = Fix()

    @property
    def is_block(self) -> bool:
        """Whether nothing can be sent while it stands."""
        return self.level == BLOCK

    @property
    def names(self) -> str:
        """The people it is about, at most twenty of them by name."""
        return some_of(self.people, 20)


@dataclass(frozen=True)
class Flight:
    """What is about to be sent: a roundtable, the people of a wave, a kind of message."""

    roundtable: Roundtable
    people: Sequence[Invitation]
    kind: str = MessageKind.INVITATION

    def fix(self, page: str, link: str) -> Fix:
        """A page of the roundtable that mends something."""
        return Fix(reverse(f"roundtables:{page}", args=[self.roundtable.pk]), link)


def check(flight: Flight) -> list[Finding]:
    """Every problem, blocks first."""
    found = [finding for part in PARTS for finding in part(flight)]
    return sorted(found, key=lambda finding: not finding.is_block)


def _date(flight: Flight) -> Iterator[Finding]:
    roundtable, now = flight.roundtable, timezone.now()
    plan = flight.fix("roundtable_schedule", "Fix the date")
    move = flight.fix("roundtable_move", "Change the date")
    if roundtable.starts_at is None:
        yield Finding(BLOCK, "The roundtable has no date.", fix=plan)
    elif roundtable.state != RoundtableState.SCHEDULED:
        yield Finding(BLOCK, "The date is not fixed yet.", fix=plan)
    elif roundtable.starts_at <= now:
        yield Finding(BLOCK, "The date of the roundtable is in the past.", fix=move)
    elif roundtable.answers_close_at and roundtable.answers_close_at <= now:
        yield Finding(BLOCK, "Answers closed before this could be sent.", fix=move)


def _zone(flight: Flight) -> Iterator[Finding]:
    roundtable = flight.roundtable
    state = roundtable.venue.state if roundtable.venue else None
    if state is None or roundtable.format == RoundtableFormat.VIRTUAL:
        return
    zones = {state.time_zone, *re.findall(r"[A-Za-z_]+/[A-Za-z_/]+", state.other_time_zones)}
    if roundtable.time_zone not in zones:
        yield Finding(
            WARN,
            f"The times are in {roundtable.time_zone}, but {roundtable.venue} is in {state.name},"
            f" where clocks show {' or '.join(sorted(zones))}.",
            fix=flight.fix("roundtable_move", "Change the zone"),
        )


def _notice(flight: Flight) -> Iterator[Finding]:
    notice = flight.roundtable.shown_notice
    if notice is None:
        yield Finding(
            BLOCK,
            "The privacy officer has not signed the privacy notice.",
            fix=flight.fix("notice_edit", "Open the notice"),
        )
        return
    readers = [person.name for person in flight.people if person.language == Language.SPANISH]
    if readers and notice.read_in(Language.SPANISH).language != Language.SPANISH:
        yield Finding(
            WARN,
            "The signed privacy notice has no Spanish text. These people read Spanish and would see"
            " it in English:",
            readers,
            flight.fix("notice_edit", "Open the notice"),
        )


def _list(flight: Flight) -> Iterator[Finding]:
    fix = flight.fix("invitation_recipients", "Change the list")
    if not flight.people:
        yield Finding(BLOCK, "Nobody is on the list.", fix=fix)
        return
    without = [person.name for person in flight.people if not person.email]
    if without:
        yield Finding(BLOCK, "No e-mail address:", without, fix)
    unwanted = [p.name for p in flight.people if p.contact and p.contact.do_not_contact]
    if unwanted:
        yield Finding(BLOCK, "Asked not to be contacted:", unwanted, fix=fix)
    refusing = suppressed_among(person.email for person in flight.people if person.email)
    if refusing:
        names = [f"{p.name} ({p.email})" for p in flight.people if p.email in refusing]
        yield Finding(BLOCK, "The address has refused our mails before:", names, fix=fix)
    yield from _twice(flight, fix)


def _twice(flight: Flight, fix: Fix) -> Iterator[Finding]:
    roundtable = flight.roundtable
    standing = roundtable.invitations.exclude(state=InvitationState.WITHDRAWN)
    counts = Counter(address.lower() for address in standing.values_list("email", flat=True))
    twice = [
        f"{p.name} ({p.email})" for p in flight.people if counts[p.email.lower()] > 1 and p.email
    ]
    if twice and flight.kind == MessageKind.INVITATION:
        yield Finding(BLOCK, "The same address stands on the list more than once:", twice, fix=fix)
    namesakes = Counter(map(_who, flight.people))
    same = [person.name for person in flight.people if namesakes[_who(person)] > 1 and person.name]
    if same:
        yield Finding(WARN, "The same name stands on the list more than once:", same, fix)
    voices = Counter(p.organization_id for p in flight.people if p.organization_id)
    several = [
        f"{person.organization_name}: {person.name}"
        for person in flight.people
        if person.organization_id and voices[person.organization_id] > 1
    ]
    if several and not roundtable.allows_several_voices:
        yield Finding(WARN, "More than one person of an organization:", several, fix=fix)


def _who(person: Invitation) -> tuple[str, str]:
    return person.name.lower(), person.organization_name.lower()


def _message(flight: Flight) -> Iterator[Finding]:
    roundtable = flight.roundtable
    fix = flight.fix("message_list", "Change the message")
    for language in sorted({person.language for person in flight.people}):
        subject, body = texts.text_of(roundtable, flight.kind, language)
        people = [person for person in flight.people if person.language == language]
        label = Language(language).label
        yield from _empty_values(roundtable, people, merging.used_in(subject, body), fix)
        if unknown := merging.unknown_in(subject, body):
            marks = ", ".join(f"{{{name}}}" for name in unknown)
            yield Finding(
                WARN, f"Prints as it stands, since it is no merge field: {marks}.", fix=fix
            )
        for address in dead_links(f"{subject} {body}"):
            yield Finding(
                BLOCK, f"This link in the {label} message leads nowhere: {address}", fix=fix
            )
        if not _is_approved(roundtable, flight.kind, language):
            yield Finding(
                approval_level(),
                f"The director has not approved the {label} message.",
                fix=fix,
            )


def _empty_values(
    roundtable: Roundtable, people: list[Invitation], used: list[str], fix: Fix
) -> Iterator[Finding]:
    shared = composing.shared_values(roundtable, Language.ENGLISH, None)
    empty: dict[str, list[str]] = {}
    for person in people:
        values = {**shared, **composing.personal_values(person)}
        for name in merging.empty_for(values, used):
            empty.setdefault(name, []).append(person.name or person.email)
    for name, names in empty.items():
        if name in merging.PERSONAL:
            yield Finding(BLOCK, f"Nothing to print for {{{name}}}:", names, fix=fix)
        elif name == "purpose":
            yield Finding(WARN, f"There is nothing to print for {{{name}}}.", fix=fix)
        else:
            yield Finding(BLOCK, f"There is nothing to print for {{{name}}}.", fix=fix)


def _is_approved(roundtable: Roundtable, kind: str, language: str) -> bool:
    return roundtable.messages.filter(
        kind=kind, language=language, approved_at__isnull=False
    ).exists()


def approval_level() -> str:
    """What a message without the director's approval means: a warning, or a block by setting."""
    return BLOCK if getattr(settings, "MESSAGE_APPROVAL", WARN) == BLOCK else WARN


def dead_links(text: str) -> list[str]:
    """Web addresses in a text that cannot lead anywhere: pages of this site that do not exist,
    samples, and names that are no hosts. Nothing is fetched.
    """
    return [address for address in LINK.findall(text) if _is_dead(address.rstrip(".,;:!?"))]


def _is_dead(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return True
    if address.startswith(settings.SITE_URL):
        try:
            resolve(parts.path or "/")
        except Resolver404:
            return True
        return False
    is_sample = host.endswith((".invalid", ".test", ".localhost")) or host in SAMPLES
    return is_sample or "." not in host.strip(".")


SAMPLES = {"localhost", "127.0.0.1", "example.com", "www.example.com"}


def _seats(flight: Flight) -> Iterator[Finding]:
    if flight.kind != MessageKind.INVITATION:
        return
    open_answers = flight.roundtable.invitations.asked().filter(rsvp__in=[Rsvp.NONE, Rsvp.MAYBE])
    hoped = Counter(open_answers.values_list("sector_id", flat=True))
    hoped.update(person.sector_id for person in flight.people)
    asked = {person.sector_id: person.sector.name for person in flight.people}
    count = flight.roundtable.count_seats()
    tight = [
        f"{name} ({counted(hoped[code], 'person', 'people')},"
        f" {counted(count.free_for([code]), 'seat')})"
        for code, name in sorted(asked.items(), key=lambda one: one[1])
        if hoped[code] > count.free_for([code])
    ]
    free, people = count.free_for(hoped), counted(hoped.total(), "person", "people")
    if hoped.total() > free or tight:
        yield Finding(
            WARN,
            f"{people} may still say Yes, and their sectors may take {counted(free, 'seat')}"
            f" ({say_seats(count)}). Who comes late gets a place on the waitlist."
            f"{' More people than seats:' if tight else ''}",
            tight,
            fix=flight.fix("wave_list", "Seats and waves"),
        )


def _packet(flight: Flight) -> Iterator[Finding]:
    released = flight.roundtable.packets.filter(edition="participant", state="released")
    if not released.exists():
        yield Finding(
            WARN,
            "The packet is not released yet; invitees find it on their page once it is.",
            fix=flight.fix("packet_detail", "Open the packet"),
        )


PARTS = (_date, _notice, _list, _message, _seats, _zone, _packet)

"""What the workspace of a roundtable shows: phases, numbers, agenda with clock times, concerns."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bcp.core import datetimes
from bcp.mail.enums import WAITING_STATES, MailState
from engagements.phases import line_of
from roundtables import agendas, guests, reaching, readiness, speaking
from roundtables.enums import AssignmentState, PacketState, RoundtableState
from roundtables.models import AgendaItem, Roundtable
from roundtables.readiness import page_of

NOTHING_YET = "\N{EN DASH}"


@dataclass(frozen=True)
class Tile:
    """One number of the workspace and where it comes from."""

    number: str
    label: str
    url: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class AgendaRow:
    """One agenda item with its clock times in the venue's zone, or minutes without a date."""

    item: AgendaItem
    begins: str
    ends: str
    over: int


@dataclass(frozen=True)
class Agenda:
    """The agenda as its page shows it; `left` is negative when the items take too long."""

    rows: list[AgendaRow]
    problems: list[agendas.Problem]
    total: int
    window: int
    discussion: int
    zone_name: str

    @property
    def left(self) -> int:
        """Minutes of the window that no item takes."""
        return self.window - self.total

    @property
    def over(self) -> int:
        """Minutes past the end; 0 when all fits."""
        return max(0, -self.left)


def workspace_of(roundtable: Roundtable) -> dict[str, Any]:
    """Context of the workspace: `tabs`, `phases`, `tiles`, `concerns`."""
    return {
        "tabs": tabs_of(roundtable, "roundtable_detail"),
        "phases": line_of(roundtable.engagement),
        "tiles": tiles_of(roundtable),
        "concerns": readiness.concerns_of(roundtable),
    }


@dataclass(frozen=True)
class Tab:
    """One page of a roundtable."""

    label: str
    url: str
    is_current: bool


INVITATIONS = "invitation_list"
ALWAYS, DRAFT, SCHEDULED, FROM_THE_DAY = "always", "draft", "scheduled", "day"
PAGES = (
    ("Overview", "roundtable_detail", ALWAYS),
    ("Dates", "date_poll_detail", DRAFT),
    ("Agenda", "agenda_detail", ALWAYS),
    ("Experts", "assignment_list", ALWAYS),
    ("Invitations", INVITATIONS, SCHEDULED),
    ("Packet", "packet_detail", ALWAYS),
    ("Check-in", "check_in_list", SCHEDULED),
    ("Notes", "note_list", FROM_THE_DAY),
    ("Commitments", "commitment_list", FROM_THE_DAY),
    ("Follow-up", "roundtable_follow_up", FROM_THE_DAY),
)


def tabs_of(roundtable: Roundtable, current: str) -> list[Tab]:
    """The pages of a roundtable that make sense now; `current` names the one that is open."""
    is_scheduled = roundtable.state in (RoundtableState.SCHEDULED, RoundtableState.HELD)
    shown = {
        ALWAYS: True,
        DRAFT: roundtable.state == RoundtableState.DRAFT,
        SCHEDULED: is_scheduled,
        FROM_THE_DAY: is_scheduled and roundtable.has_begun,
    }
    tabs = [
        Tab(label, page_of(name, roundtable), name == current)
        for label, name, when in PAGES
        if shown[when] or name == current
    ]
    return [tab for tab in tabs if tab.url]


def agenda_of(roundtable: Roundtable) -> Agenda:
    """The agenda with running clock times and broken rules."""
    items = list(roundtable.agenda_items.prefetch_related("topics"))
    slots = readiness.slots_of(items)
    by_key = {item.pk: item for item in items}
    rows = [
        AgendaRow(
            by_key[timed.slot.key],
            clock(roundtable, timed.begins),
            clock(roundtable, timed.ends),
            timed.over,
        )
        for timed in agendas.timetable(slots, roundtable.minutes)
    ]
    starts_at = roundtable.starts_at
    return Agenda(
        rows=rows,
        problems=agendas.problems(slots, roundtable.minutes),
        total=agendas.total(slots),
        window=roundtable.minutes,
        discussion=round(100 * agendas.discussion_share(slots)),
        zone_name=datetimes.zone_name(starts_at, roundtable.zone) if starts_at else "",
    )


def clock(roundtable: Roundtable, minutes: int) -> str:
    """The time on the wall after so many minutes, such as "9:45 AM"; "0:45" without a date."""
    if roundtable.starts_at is None:
        return f"{minutes // 60}:{minutes % 60:02}"
    wall = (roundtable.starts_at + timedelta(minutes=minutes)).astimezone(roundtable.zone)
    return f"{wall.hour % 12 or 12}:{wall:%M %p}"


def tiles_of(roundtable: Roundtable) -> list[Tile]:
    """The numbers of the roundtable, each a link to its page."""
    return [
        *_answers(roundtable),
        _agenda(roundtable),
        _experts(roundtable),
        _packet(roundtable),
        *_mails(roundtable),
    ]


def _answers(roundtable: Roundtable) -> list[Tile]:
    counts = readiness.answer_counts(roundtable)
    url = page_of(INVITATIONS, roundtable)
    seats = roundtable.count_seats()
    waiting = f"{counts['waitlisted']} on the waitlist" if counts["waitlisted"] else ""
    open_answers = counts["none"] + counts["maybe"]
    return [
        Tile(
            str(counts["invited"]),
            "invited",
            url,
            f"{counts['planned']} on the list, not asked yet" if counts["planned"] else "",
        ),
        Tile(
            f"{seats.taken} of {seats.seats}",
            "seats taken",
            url,
            ", ".join(filter(None, [speaking.say_kept(seats), waiting])),
        ),
        Tile(str(open_answers), "no answer or maybe", url, f"{counts['no']} said no"),
    ]


def _agenda(roundtable: Roundtable) -> Tile:
    minutes = sum(roundtable.agenda_items.values_list("minutes", flat=True))
    url = page_of("agenda_detail", roundtable)
    over = minutes - roundtable.minutes
    if not minutes:
        return Tile(NOTHING_YET, "agenda", url, "not begun", "warning")
    if over > 0:
        return Tile(f"{minutes} min", "agenda", url, f"{over} min over", "danger")
    note = f"{-over} min not planned" if over else "fits the time"
    return Tile(f"{minutes} min", "agenda", url, note, "warning" if over else "")


def _experts(roundtable: Roundtable) -> Tile:
    states = list(roundtable.assignments.standing().values_list("state", flat=True))
    confirmed = states.count(AssignmentState.ACCEPTED)
    waiting = len(states) - confirmed
    return Tile(
        str(confirmed),
        "experts confirmed",
        page_of("assignment_list", roundtable),
        f"{waiting} unconfirmed" if waiting else "",
        "warning" if waiting else "",
    )


def _packet(roundtable: Roundtable) -> Tile:
    packet = roundtable.packets.filter(edition="participant").first()
    url = page_of("packet_detail", roundtable)
    if packet is None:
        return Tile(NOTHING_YET, "packet", url, "not made yet")
    tone = "" if packet.state == PacketState.RELEASED else "warning"
    return Tile(f"v{packet.version}", "packet", url, packet.get_state_display().lower(), tone)


def _mails(roundtable: Roundtable) -> list[Tile]:
    """How many mails to invitees have left, and how many somebody has to look at."""
    states = list(guests.mails_of(roundtable).values_list("state", flat=True))
    counted = [state for state in states if state != MailState.CANCELLED]
    if not counted:
        return []
    attention = len(reaching.troubles_at(roundtable))
    waiting = sum(state in WAITING_STATES for state in counted)
    notes = [f"{waiting} on their way"] if waiting else []
    notes += [f"{attention} to look at"] if attention else []
    return [
        Tile(
            f"{counted.count(MailState.SENT)} of {len(counted)}",
            "mails handed over",
            page_of(INVITATIONS, roundtable),
            ", ".join(notes),
            "danger" if attention else "",
        )
    ]

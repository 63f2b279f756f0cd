"""The rules of an agenda. Pure: what stands where and what breaks a rule, without the database.

Source of the rules: the program's own planning practice (breaks, share of discussion) and its
order of topics: indicators and behaviors are never shown before the protections.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bcp.core.wording import counted

INDICATORS, PROTECTIONS = "T07", "T05"
LEAST_DISCUSSION = 0.30  # of all minutes
LONGEST_SITTING = 105  # minutes without a break


@dataclass(frozen=True)
class Slot:
    """One item of an agenda; `key` names it for whoever asks."""

    key: int
    title: str
    minutes: int
    topics: frozenset[str] = field(default_factory=frozenset)
    is_discussion: bool = False
    is_break: bool = False


@dataclass(frozen=True)
class TimedSlot:
    """A slot with its minutes counted from the beginning; `over` is how much lies past the end."""

    slot: Slot
    begins: int
    ends: int
    over: int


@dataclass(frozen=True)
class Problem:
    """A rule that is broken: what is wrong, what mends it, and the items it is about."""

    rule: str  # length, discussion, order, breaks
    text: str
    fix: str
    keys: tuple[int, ...] = ()


def timetable(slots: Sequence[Slot], window: int) -> list[TimedSlot]:
    """Put the slots one after the other; `window` is the length of the roundtable in minutes."""
    rows, at = [], 0
    for slot in slots:
        ends = at + slot.minutes
        rows.append(TimedSlot(slot, at, ends, max(0, ends - max(window, at))))
        at = ends
    return rows


def total(slots: Sequence[Slot]) -> int:
    """All minutes of the slots."""
    return sum(slot.minutes for slot in slots)


def discussion_share(slots: Sequence[Slot]) -> float:
    """The part of all minutes that is discussion, 0 to 1; 0 for an empty agenda."""
    minutes = total(slots)
    return sum(slot.minutes for slot in slots if slot.is_discussion) / minutes if minutes else 0.0


def problems(slots: Sequence[Slot], window: int) -> list[Problem]:
    """Every rule that this agenda breaks; an empty agenda breaks none, it is not begun."""
    if not slots:
        return []
    return [
        *_length(slots, window),
        *_order(slots),
        *_discussion(slots),
        *_breaks(slots),
    ]


def _length(slots: Sequence[Slot], window: int) -> list[Problem]:
    difference = total(slots) - window
    if not difference:
        return []
    sums = f"The items take {counted(total(slots), 'minute')}, the roundtable lasts {window}"
    if difference > 0:
        late = tuple(row.slot.key for row in timetable(slots, window) if row.over)
        fix = f"Shorten items by {counted(difference, 'minute')}, or make the roundtable longer."
        return [Problem("length", f"{sums}: {difference} min over.", fix, late)]
    left = -difference
    fix = f"Add {counted(left, 'minute')} to the items, or end the roundtable earlier."
    return [Problem("length", f"{sums}: {left} min not planned.", fix)]


def without_protections(topics: Sequence[Collection[str]]) -> int | None:
    """Which item, of their topics in order, is the first to show indicators although no item before
    it speaks of the protections; None when all is well. The same item is too late.
    """
    for place, codes in enumerate(topics):
        if INDICATORS in codes:
            return place
        if PROTECTIONS in codes:
            return None
    return None


def _order(slots: Sequence[Slot]) -> list[Problem]:
    place = without_protections([slot.topics for slot in slots])
    if place is None:
        return []
    slot = slots[place]
    text = (
        f"“{slot.title}” shows indicators and behaviors ({INDICATORS}) before privacy, "
        f"civil rights and civil liberties protections ({PROTECTIONS}) were spoken of."
    )
    later = next((other for other in slots if PROTECTIONS in other.topics), None)
    fix = (
        f"Move “{later.title}” before it."
        if later and later is not slot
        else f"Put an item of its own on topic {PROTECTIONS} before it."
    )
    return [Problem("order", text, fix, (slot.key,))]


def _discussion(slots: Sequence[Slot]) -> list[Problem]:
    share, minutes = discussion_share(slots), total(slots)
    if share >= LEAST_DISCUSSION:
        return []
    talked = sum(slot.minutes for slot in slots if slot.is_discussion)
    wanted = -(-minutes * 3 // 10)  # rounded up
    text = (
        f"{talked} of {minutes} minutes ({int(share * 100)}%) are discussion; "
        f"at least {LEAST_DISCUSSION:.0%} should be."
    )
    fix = f"Turn {counted(wanted - talked, 'more minute')} into discussion."
    return [Problem("discussion", text, fix)]


def _breaks(slots: Sequence[Slot]) -> list[Problem]:
    """One problem for each stretch that is too long."""
    found, stretch = [], list[Slot]()
    for slot in [*slots, None]:
        if slot is not None and not slot.is_break:
            stretch.append(slot)
            continue
        if total(stretch) > LONGEST_SITTING:
            found.append(_too_long(stretch))
        stretch = []
    return found


def _too_long(stretch: Sequence[Slot]) -> Problem:
    text = (
        f"{total(stretch)} minutes without a break, from “{stretch[0].title}” to "
        f"“{stretch[-1].title}”; at most {LONGEST_SITTING} minutes should be."
    )
    if len(stretch) == 1:
        fix = f"Split “{stretch[0].title}” and put a break between the parts."
    else:
        fix = f"Put a break after “{_best_cut(stretch).title}”."
    return Problem("breaks", text, fix, tuple(slot.key for slot in stretch))


def _best_cut(stretch: Sequence[Slot]) -> Slot:
    """The slot, not the last, after which the two parts differ least."""
    whole = total(stretch)
    return min(
        stretch[:-1],
        key=lambda slot: abs(whole - 2 * total(stretch[: stretch.index(slot) + 1])),
    )

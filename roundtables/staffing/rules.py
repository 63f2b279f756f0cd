"""The choice of experts. Pure: facts in, reasoned suggestions out, without the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Need:
    """What a roundtable asks for. `covered` are the topics that somebody speaks on already."""

    topics: frozenset[str]
    center: int
    state: str
    region: int
    day: date | None = None
    is_virtual: bool = False
    languages: frozenset[str] = field(default_factory=frozenset)
    covered: frozenset[str] = field(default_factory=frozenset)

    @property
    def open(self) -> frozenset[str]:
        """Topics that nobody speaks on yet."""
        return self.topics - self.covered


@dataclass(frozen=True)
class Candidate:
    """An expert with what counts for a choice.

    `load` is the number of roundtables in the quarter of the need, `busy` the days on which the
    expert speaks elsewhere, `away` first and last day of each absence; no `regions` means all.
    """

    key: int
    name: str
    topics: frozenset[str]
    home_state: str = ""
    home_region: int = 0
    regions: frozenset[int] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    can_travel: bool = True
    cap: int = 6
    load: int = 0
    busy: frozenset[date] = field(default_factory=frozenset)
    away: tuple[tuple[date, date], ...] = ()
    conflicts: frozenset[int] = field(default_factory=frozenset)
    is_assigned: bool = False
    has_declined: bool = False


@dataclass(frozen=True)
class Suggestion:
    """An expert who would do: the open topics they take, why, and who else would do for these."""

    candidate: Candidate
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """An expert who knows a topic but cannot be asked, with the reason."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True)
class Staffing:
    """Suggestions that together cover what can be covered, further choices, and what stays open."""

    suggestions: tuple[Suggestion, ...]
    further: tuple[Suggestion, ...]
    left_out: tuple[LeftOut, ...]
    uncovered: tuple[str, ...]


def suggest(need: Need, pool: Sequence[Candidate], titles: Mapping[str, str]) -> Staffing:
    """Choose experts for the open topics, most topics first; `titles` names topics by code.

    The same input gives the same output: ties go to the nearer, then the less loaded, then by name.
    """
    knowing = [person for person in pool if person.topics & need.open and not person.is_assigned]
    fit, left_out = list[Candidate](), list[LeftOut]()
    for person in knowing:
        reason = obstacle(need, person)
        if reason:
            left_out.append(LeftOut(person, reason))
        else:
            fit.append(person)
    chosen, still_open = _cover(need, fit)
    taken = {person.key for person, _ in chosen}
    further = [
        (person, person.topics & need.open)
        for person in sorted(fit, key=lambda person: _rank(need, person, need.open))
        if person.key not in taken
    ]
    return Staffing(
        suggestions=tuple(_explain(need, fit, titles, *pair) for pair in chosen),
        further=tuple(_explain(need, fit, titles, *pair) for pair in further),
        left_out=tuple(sorted(left_out, key=lambda row: row.candidate.name)),
        uncovered=tuple(sorted(still_open)),
    )


def obstacle(need: Need, person: Candidate) -> str:
    """Why this expert cannot be asked, as a sentence; empty when they can."""
    if need.center in person.conflicts:
        return "Has a conflict of interest with this center."
    if person.has_declined:
        return "Has declined for this roundtable."
    if need.day and any(first <= need.day <= last for first, last in person.away):
        return "Is not available that day."
    if need.day and need.day in person.busy:
        return "Speaks at another roundtable that day."
    if person.load >= person.cap:
        return f"Already speaks at {person.load} roundtables that quarter, the agreed most."
    return _too_far(need, person)


def _too_far(need: Need, person: Candidate) -> str:
    if need.is_virtual or person.home_state == need.state:
        return ""
    if not person.can_travel:
        return "Does not travel, and the roundtable is in another state."
    if person.regions and need.region not in person.regions:
        served = ", ".join(str(region) for region in sorted(person.regions))
        return f"Serves region {served}; the roundtable is in region {need.region}."
    return ""


def _cover(
    need: Need, fit: Sequence[Candidate]
) -> tuple[list[tuple[Candidate, frozenset[str]]], frozenset[str]]:
    """Take, again and again, the expert who covers most of what is open; return what stays open."""
    still_open, chosen = need.open, list[tuple[Candidate, frozenset[str]]]()
    while still_open:
        taken = {person.key for person, _ in chosen}
        useful = [p for p in fit if p.topics & still_open and p.key not in taken]
        if not useful:
            break
        best = min(useful, key=lambda person: _rank(need, person, still_open))
        chosen.append((best, best.topics & still_open))
        still_open -= best.topics
    return chosen, still_open


def _rank(need: Need, person: Candidate, wanted: frozenset[str]) -> tuple[float | int | str, ...]:
    return (
        -len(person.topics & wanted),
        -len(person.languages & need.languages),
        _distance(need, person),
        person.load / max(person.cap, 1),
        person.name,
        person.key,
    )


def _distance(need: Need, person: Candidate) -> int:
    """0 in the same state, 1 in the same region, 2 beyond; online nobody is far."""
    if need.is_virtual or person.home_state == need.state:
        return 0
    return 1 if person.home_region == need.region else 2


def _explain(
    need: Need,
    fit: Sequence[Candidate],
    titles: Mapping[str, str],
    person: Candidate,
    topics: frozenset[str],
) -> Suggestion:
    others = sorted(
        (other for other in fit if other.key != person.key and topics <= other.topics),
        key=lambda other: _rank(need, other, topics),
    )
    return Suggestion(
        candidate=person,
        topics=tuple(sorted(topics)),
        reasons=tuple(_reasons(need, person, topics, titles)),
        others=tuple(other.name for other in others[:3]),
    )


def _reasons(
    need: Need, person: Candidate, topics: frozenset[str], titles: Mapping[str, str]
) -> list[str]:
    words = "; ".join(titles.get(code, code) for code in sorted(topics))
    reasons = [f"Speaks on: {words}."]
    if need.day:
        reasons.append("Is free that day.")
    reasons.append(f"{person.load} of at most {person.cap} roundtables that quarter.")
    if need.is_virtual:
        reasons.append("Needs no travel: the roundtable is online.")
    else:
        where = ("Lives in the state.", "Lives in the region.", "Travels from another region.")
        reasons.append(where[_distance(need, person)])
    shared = sorted(person.languages & need.languages)
    if shared:
        reasons.append(f"Speaks {' and '.join(shared)}, as some invitees do.")
    return reasons

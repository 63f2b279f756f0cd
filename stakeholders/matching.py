"""Who should be at the table, and why. Pure: facts in, ranked suggestions with their chains out.

The rule. A gap needs somebody: its weight times how much its answer lacks, more where its focus
area scored low. An organization covers the gaps that list its sector, the better the further the
relationship has come, the fresher it is, the nearer it lies and the more often it came before.
Suggestions are picked one by one, each time the one that adds most to what is not yet covered: what
the people already chosen, invited or coming cover counts as covered, and every pick makes the next
one of the same kind worth less.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

BEST_ANSWER = 4
STAGE_FACTORS = {"active": 1.0, "met": 0.9, "contacted": 0.75, "identified": 0.6, "dormant": 0.4}
# How surely somebody covers a gap, by what is known of them.
CHOSEN, INVITED, COMING = 0.5, 0.5, 0.9
ASKED = 0.6  # of a new suggestion of the best kind
FAR_MILES = 200.0


@dataclass(frozen=True)
class GapFacts:
    """A question answered too low. `value` None means that the center did not know."""

    id: int
    question_code: str
    question: str
    focus_area: str
    sectors: frozenset[str]
    weight: int = 1
    value: int | None = None
    area_score: float | None = None
    topic: str = ""

    @property
    def need(self) -> float:
        """How much the gap asks for somebody: weight, lack and the weakness of its focus area."""
        lack = 1.0 if self.value is None else (BEST_ANSWER - self.value) / BEST_ANSWER
        weakness = 0.5 if self.area_score is None else (100 - self.area_score) / 100
        return self.weight * lack * (1 + weakness)


@dataclass(frozen=True)
class CandidateFacts:
    """An organization of the directory as far as the guest list needs to know it."""

    id: int
    name: str
    sector: str
    stage: str = "identified"
    days_since_contact: int | None = None
    cadence_days: int = 180
    miles: float | None = None
    times_attended: int = 0
    has_person: bool = True

    @property
    def suitability(self) -> float:
        """How likely it is to come and to count, 0 to 1."""
        return min(
            STAGE_FACTORS.get(self.stage, 0.6)
            * self._freshness()
            * self._nearness()
            * (1 + 0.1 * min(self.times_attended, 3))
            * (1.0 if self.has_person else 0.8),
            1.0,
        )

    def _freshness(self) -> float:
        if self.days_since_contact is None:
            return 0.85
        late = max(self.days_since_contact / max(self.cadence_days, 1) - 1, 0)
        return max(1.0 - 0.15 * late, 0.7)

    def _nearness(self) -> float:
        if self.miles is None:
            return 0.9
        return 1.0 - 0.4 * min(self.miles / FAR_MILES, 1.0)


@dataclass(frozen=True)
class Reason:
    """One link of the chain: this question, a gap in this focus area, asks for this sector."""

    gap: GapFacts
    sector: str


@dataclass(frozen=True)
class Suggestion:
    """An organization to approach, with every reason, the heaviest first."""

    candidate: CandidateFacts
    reasons: tuple[Reason, ...]
    rank: int
    gain: float  # what it added to what was not covered when it was picked


@dataclass(frozen=True)
class GapCoverage:
    """How far one gap is covered, as the coverage bar shows it."""

    gap: GapFacts
    chosen: tuple[int, ...] = ()
    invited: tuple[int, ...] = ()
    coming: tuple[int, ...] = ()

    @property
    def state(self) -> str:
        """coming, invited, chosen or nobody."""
        for state in ("coming", "invited", "chosen"):
            if getattr(self, state):
                return state
        return "nobody"

    @property
    def is_covered_by_invitation(self) -> bool:
        """Whether somebody who is invited or coming covers it."""
        return bool(self.invited or self.coming)


@dataclass(frozen=True)
class Situation:
    """What people have decided and what is known of invitations: organization ids."""

    chosen: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    attendance: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def certainty(self, organization: int) -> float:
        """How surely an organization will cover its gaps, by what is known of it."""
        words = self.attendance.get(organization, frozenset())
        if words & {"coming", "attended"}:
            return COMING
        if "invited" in words:
            return INVITED
        return CHOSEN if organization in self.chosen else 0.0


def suggest(
    gaps: Sequence[GapFacts],
    candidates: Iterable[CandidateFacts],
    situation: Situation | None = None,
) -> list[Suggestion]:
    """Every organization that some gap asks for, best first; chosen and left out ones are not.

    Organizations of one sector cover the same gaps, so the best of each sector is compared at each
    step: the work grows with the organizations and the sectors, not with pairs. Equal ones come in
    the order of their names.
    """
    situation = situation or Situation()
    everyone = list(candidates)
    remaining = remaining_needs(gaps, everyone, situation)
    gaps_of = gaps_by_sector(gaps)
    queues = waiting(everyone, gaps_of, situation)
    reasons = {sector: reasons_of(sector, gaps_of[sector]) for sector in queues}
    suggestions: list[Suggestion] = []
    worth = {sector: worth_of(gaps_of[sector], remaining) for sector in queues}
    while queues:
        sector = max(queues, key=lambda name: rank_key(worth[name], queues[name][-1]))
        candidate = queues[sector].pop()
        sure = ASKED * candidate.suitability
        suggestions.append(
            Suggestion(candidate, reasons[sector], len(suggestions) + 1, worth[sector] * sure)
        )
        for gap in gaps_of[sector]:
            remaining[gap.id] *= 1 - sure
        if not queues[sector]:
            del queues[sector]
        for name in queues:
            if name == sector or gaps_shared(gaps_of, sector, name):
                worth[name] = worth_of(gaps_of[name], remaining)
    return suggestions


def rank_key(worth: float, best: CandidateFacts) -> tuple[float, float, str]:
    """What the best organizations of two sectors are compared by."""
    return worth * best.suitability, best.suitability, best.sector


def waiting(
    everyone: Iterable[CandidateFacts],
    gaps_of: Mapping[str, Sequence[GapFacts]],
    situation: Situation,
) -> dict[str, list[CandidateFacts]]:
    """Sector -> its undecided organizations, the best last."""
    queues: dict[str, list[CandidateFacts]] = defaultdict(list)
    for candidate in everyone:
        is_decided = candidate.id in situation.chosen or candidate.id in situation.left_out
        if candidate.sector in gaps_of and not is_decided and not situation.certainty(candidate.id):
            queues[candidate.sector].append(candidate)
    for queue in queues.values():
        queue.sort(key=lambda one: one.name, reverse=True)
        queue.sort(key=lambda one: one.suitability)
    return dict(queues)


def remaining_needs(
    gaps: Sequence[GapFacts], everyone: Iterable[CandidateFacts], situation: Situation
) -> dict[int, float]:
    """Gap id -> what is left of its need after those who are chosen, invited or coming."""
    remaining = {gap.id: gap.need for gap in gaps}
    gaps_of = gaps_by_sector(gaps)
    for candidate in everyone:
        if candidate.id in situation.left_out:
            continue
        sure = situation.certainty(candidate.id)
        if sure:
            for gap in gaps_of.get(candidate.sector, ()):
                remaining[gap.id] *= 1 - sure
    return remaining


def gaps_by_sector(gaps: Iterable[GapFacts]) -> dict[str, list[GapFacts]]:
    """Sector -> the gaps that ask for it: those that need it most and few others first."""
    found: dict[str, list[GapFacts]] = defaultdict(list)
    for gap in gaps:
        for sector in gap.sectors:
            found[sector].append(gap)
    for asked in found.values():
        asked.sort(key=lambda gap: (-gap.need / len(gap.sectors), gap.question_code))
    return dict(found)


def reasons_of(sector: str, gaps: Sequence[GapFacts]) -> tuple[Reason, ...]:
    """The chains that lead to a sector."""
    return tuple(Reason(gap, sector) for gap in gaps)


def worth_of(gaps: Iterable[GapFacts], remaining: Mapping[int, float]) -> float:
    """What a sector could still add."""
    return sum(remaining[gap.id] for gap in gaps)


def gaps_shared(gaps_of: Mapping[str, Sequence[GapFacts]], one: str, other: str) -> bool:
    """Whether two sectors cover some gap together."""
    return bool({gap.id for gap in gaps_of[one]} & {gap.id for gap in gaps_of[other]})


def coverage(
    gaps: Sequence[GapFacts], sector_of: Mapping[int, str], situation: Situation
) -> list[GapCoverage]:
    """For each gap who of the decided organizations covers it; `sector_of` names their sectors."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for organization, sector in sector_of.items():
        if organization in situation.left_out:
            continue
        words = situation.attendance.get(organization, frozenset())
        if organization in situation.chosen:
            groups["chosen"][sector].append(organization)
        if words & {"invited", "coming", "attended"}:
            groups["invited"][sector].append(organization)
        if words & {"coming", "attended"}:
            groups["coming"][sector].append(organization)

    def of(state: str, gap: GapFacts) -> tuple[int, ...]:
        return tuple(pk for sector in sorted(gap.sectors) for pk in groups[state].get(sector, ()))

    return [
        GapCoverage(gap, of("chosen", gap), of("invited", gap), of("coming", gap)) for gap in gaps
    ]


def sectors_without(
    gaps: Sequence[GapFacts], candidates: Iterable[CandidateFacts], situation: Situation
) -> list[str]:
    """Sectors that gaps ask for and of which the directory has nobody, neediest first."""
    present = {one.sector for one in candidates if one.id not in situation.left_out}
    asked = gaps_by_sector(gaps)
    missing = [sector for sector in asked if sector not in present]
    return sorted(missing, key=lambda sector: (-sum(gap.need for gap in asked[sector]), sector))

"""From a suggestion to an assignment, and the board over all open roundtables."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bcp.accounts.models import User
from bcp.core.actions import Refused, action
from engagements.models import Topic
from roundtables.enums import AssignmentState
from roundtables.models import Assignment, Expert, Roundtable
from roundtables.staffing.gathering import (
    candidates,
    day_of,
    need_of,
    quarter_of,
    standing_between,
    wanted_topics,
)
from roundtables.staffing.rules import Staffing, suggest

BOARD_LIMIT = 200


def plan_for(roundtable: Roundtable) -> Staffing:
    """Suggestions for the topics of a roundtable on which nobody speaks yet."""
    return suggest(need_of(roundtable), candidates(roundtable), topic_titles())


def topic_titles() -> dict[str, str]:
    """Titles of all topics by code."""
    return dict(Topic.objects.values_list("code", "title"))


@action
def assign(roundtable: Roundtable, expert: Expert, *, by: User, asks: bool) -> Assignment:
    """Propose an expert with the reasons of the suggestion, and with `asks` send the request.

    A coordinator may go against an obstacle, except a conflict of interest.
    """
    if expert.conflicts.filter(pk=roundtable.center.pk).exists():
        raise Refused(f"{expert} has a conflict of interest with this center.")
    plan = plan_for(roundtable)
    rows = {row.candidate.key: row for row in (*plan.suggestions, *plan.further)}
    against = {row.candidate.key: row.reason for row in plan.left_out}
    if expert.pk in rows:
        codes, why = rows[expert.pk].topics, rows[expert.pk].reasons
    else:
        known = set(expert.topics.values_list("code", flat=True))
        codes = tuple(sorted(known & wanted_topics(roundtable)))
        reason = against.get(expert.pk, "")
        why = (f"Chosen by hand. {reason}".strip(),)
    assignment: Assignment = Assignment.objects.propose(
        roundtable, expert, by=by, topics=Topic.objects.filter(code__in=codes), why=why
    )
    if asks and assignment.state == AssignmentState.PROPOSED:
        assignment.request(by=by)
    return assignment


# The board


@dataclass(frozen=True)
class TopicCell:
    """Who speaks on one topic of a roundtable; nobody when `names` is empty."""

    code: str
    title: str
    names: tuple[str, ...]
    is_confirmed: bool


@dataclass(frozen=True)
class BoardRow:
    """One open roundtable with its topics and what is still open about its experts."""

    roundtable: Roundtable
    cells: tuple[TopicCell, ...]
    waiting: tuple[str, ...]
    declined: tuple[str, ...]
    days_left: int | None

    @property
    def unstaffed(self) -> tuple[TopicCell, ...]:
        """Topics on which nobody speaks."""
        return tuple(cell for cell in self.cells if not cell.names)


@dataclass(frozen=True)
class Load:
    """How much an expert has in this quarter and the next."""

    expert: Expert
    now: int
    then: int

    @property
    def is_full(self) -> bool:
        """Whether a quarter holds as many as agreed."""
        return max(self.now, self.then) >= self.expert.roundtables_per_quarter


def board_rows() -> list[BoardRow]:
    """Every open roundtable, the soonest first, those without a date last."""
    titles = topic_titles()
    rows = (
        Roundtable.objects.open()
        .select_related("engagement__center", "venue")
        .prefetch_related("topics", "agenda_items__topics", "assignments__expert")
        .prefetch_related("assignments__topics")
    )
    made = [_board_row(roundtable, titles) for roundtable in rows[:BOARD_LIMIT]]
    far = 10**6
    return sorted(made, key=lambda row: far if row.days_left is None else row.days_left)


def _board_row(roundtable: Roundtable, titles: dict[str, str]) -> BoardRow:
    assignments = list(roundtable.assignments.all())
    standing = [row for row in assignments if row.is_standing]
    cells = []
    for code in sorted(wanted_topics(roundtable)):
        speaking = [row for row in standing if code in {topic.code for topic in row.topics.all()}]
        cells.append(
            TopicCell(
                code,
                titles.get(code, code),
                tuple(row.expert.name for row in speaking),
                any(row.state == AssignmentState.ACCEPTED for row in speaking),
            )
        )
    day = day_of(roundtable)
    return BoardRow(
        roundtable=roundtable,
        cells=tuple(cells),
        waiting=_names(assignments, AssignmentState.REQUESTED),
        declined=_names(assignments, AssignmentState.DECLINED),
        days_left=(day - timezone.localdate()).days if day else None,
    )


def _names(assignments: list[Assignment], state: AssignmentState) -> tuple[str, ...]:
    return tuple(row.expert.name for row in assignments if row.state == state)


def loads(today: date) -> list[Load]:
    """Every active expert with the roundtables of this quarter and the next, fullest first."""
    first, after = quarter_of(today)
    now = Counter(row.expert_id for row in standing_between(first, after))
    then = Counter(row.expert_id for row in standing_between(*quarter_of(after)))
    rows = [Load(expert, now[expert.pk], then[expert.pk]) for expert in Expert.objects.active()]
    return sorted(rows, key=lambda row: (-row.now - row.then, row.expert.name))

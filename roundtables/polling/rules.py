"""The ranking of candidate dates. Pure: votes in, reasoned order out, without the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

YES, IF_NEEDED, NO = "yes", "if_needed", "no"


@dataclass(frozen=True)
class Option:
    """One date: votes by person, experts who could not come, what else speaks against the day."""

    key: int
    votes: Mapping[int, str] = field(default_factory=dict)
    experts_missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a date stands. `missing` are required sectors of which nobody could come, `also_missing`
    the other sectors that were asked; `present` says how many of each sector could come."""

    key: int
    yes: int
    if_needed: int
    no: int
    unanswered: int
    present: Mapping[str, int]
    missing: tuple[str, ...]
    also_missing: tuple[str, ...]
    experts_missing: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def has_quorum(self) -> bool:
        """Whether every required sector could be there."""
        return not self.missing


def rank(
    options: Sequence[Option], sector_of: Mapping[int, str], required: Sequence[str]
) -> list[Standing]:
    """Put the dates in order, the best first; `sector_of` names each asked person's sector.

    A date on which every required sector could be there stands before any other, whatever its
    votes. Then: fewer sectors missing, fewer experts missing, more people for whom it is fine,
    more for whom it is possible, fewer notes, and the order in which they came.
    """
    standings = [_standing(option, sector_of, required) for option in options]
    return sorted(standings, key=_order)


def _order(standing: Standing) -> tuple[int, ...]:
    return (
        len(standing.missing),
        len(standing.experts_missing),
        -standing.yes,
        -standing.if_needed,
        len(standing.also_missing),
        len(standing.notes),
    )


def _standing(option: Option, sector_of: Mapping[int, str], required: Sequence[str]) -> Standing:
    votes = {key: vote for key, vote in option.votes.items() if key in sector_of}
    counts = {vote: list(votes.values()).count(vote) for vote in (YES, IF_NEEDED, NO)}
    present: dict[str, int] = {}
    for key, vote in votes.items():
        if vote != NO:
            present[sector_of[key]] = present.get(sector_of[key], 0) + 1
    asked = sorted(set(sector_of.values()) - set(required))
    return Standing(
        key=option.key,
        yes=counts[YES],
        if_needed=counts[IF_NEEDED],
        no=counts[NO],
        unanswered=len(sector_of) - len(votes),
        present=present,
        missing=tuple(sector for sector in required if sector not in present),
        also_missing=tuple(sector for sector in asked if sector not in present),
        experts_missing=option.experts_missing,
        notes=option.notes,
    )

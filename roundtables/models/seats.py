"""Seats: taken one at a time by one conditional UPDATE, so that two people never get the last one.

A sector with a minimum has seats kept for it. What is kept and not yet taken may be taken by nobody
else: `taken + kept <= seats` holds at every moment. Whoever calls holds the roundtable's row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from bcp.core.actions import Refused
from bcp.core.wording import counted
from roundtables.enums import Rsvp
from roundtables.models import statements

if TYPE_CHECKING:
    from roundtables.models.invitations import Invitation
    from roundtables.models.inviting import Inviting


@dataclass(frozen=True)
class SeatCount:
    """How many seats there are, how many are taken, and how many of the rest are kept for whom."""

    seats: int
    taken: int
    kept: dict[str, int]  # code of the sector -> seats kept for it and not taken yet
    names: dict[str, str]  # code of the sector -> its name

    def free_for(self, sectors: Collection[str]) -> int:
        """Seats that people of these sectors could still take, all of them together."""
        kept = sum(number for sector, number in self.kept.items() if sector not in sectors)
        return max(0, self.seats - self.taken - kept)


def count_seats(roundtable: "Inviting") -> SeatCount:
    """Count the seats of a roundtable: two queries, one when it keeps none."""
    minima = {row.sector_id: row for row in roundtable.sector_seats.select_related("sector")}
    taken: dict[str, int] = {}
    if minima:
        rows = roundtable.invitations.filter(rsvp=Rsvp.YES, sector__in=minima).order_by()
        taken = dict(rows.values_list("sector_id").annotate(Count("pk")))
    left = {code: row.minimum - taken.get(code, 0) for code, row in minima.items()}
    return SeatCount(
        roundtable.seats,
        roundtable.seats_taken,
        {code: number for code, number in left.items() if number > 0},
        {code: row.sector.name for code, row in minima.items()},
    )


def take_seat(roundtable: "Inviting", sector_id: str) -> bool:
    """Take one seat for somebody of this sector; False when none is left for them."""
    # Whoever calls holds the row, so its numbers are true.
    is_full = roundtable.seats_taken >= roundtable.seats
    is_taken = not is_full and statements.take_seat(roundtable.pk, sector_id)
    roundtable.seats_taken += is_taken
    return is_taken


def fill_free_seats(roundtable: "Inviting") -> "list[Invitation]":
    """Move people up from the waitlist, first come first, until no seat is left for any of them.

    Somebody for whom no seat is left (the rest is kept for other sectors) keeps their place.
    """
    moved: list[Invitation] = []
    free = roundtable.seats - roundtable.seats_taken
    for row in statements.waiting(roundtable.pk, free) if free > 0 else ():
        invitation = statements.partial(roundtable.invitations.model, **row)
        invitation.roundtable = roundtable
        if invitation.move_up():
            moved.append(invitation)
        if len(moved) == free:
            break
    return moved


def require_room(roundtable: "Inviting", seats: int) -> None:
    """Refuse a number of seats that would put somebody out who has been told they are going."""
    kept = sum(count_seats(roundtable).kept.values())
    needed = roundtable.seats_taken + kept
    if seats >= needed:
        return
    also = f" and {counted(kept, 'more is', 'more are')} kept for sectors" if kept else ""
    people = counted(roundtable.seats_taken, "person has", "people have")
    raise Refused(
        f"{people} been told that they have a seat{also}, so there must be at least"
        f" {counted(needed, 'seat')}. Choose a larger number, keep fewer for sectors, or withdraw"
        " somebody first."
    )

"""Seats: taken one at a time by one conditional UPDATE, so that two people never get the last one.

A sector with a minimum has seats kept for it. What is kept and not yet taken may be taken by nobody
else: `taken + kept <= seats` holds at every moment. Whoever calls holds the roundtable's row.
"""

from typing import TYPE_CHECKING

from django.db.models import Count

from bcp.core.actions import Refused
from roundtables.enums import Rsvp
from roundtables.models import statements

if TYPE_CHECKING:
    from roundtables.models.invitations import Invitation
    from roundtables.models.inviting import Inviting


def kept_seats(roundtable: "Inviting", *, besides: str = "") -> int:
    """Seats kept for sectors and not taken yet; `besides` leaves one sector out."""
    minima = dict(roundtable.sector_seats.values_list("sector_id", "minimum"))
    minima.pop(besides, None)
    if not minima:
        return 0
    taken = dict(
        roundtable.invitations.filter(rsvp=Rsvp.YES, sector__in=minima)
        .order_by()
        .values_list("sector_id")
        .annotate(Count("pk"))
    )
    return sum(max(0, minimum - taken.get(sector, 0)) for sector, minimum in minima.items())


def free_seats(roundtable: "Inviting", sector_id: str = "") -> int:
    """Seats that somebody of this sector could still take (of no sector: not even kept ones)."""
    free = roundtable.seats - roundtable.seats_taken
    return max(0, free - kept_seats(roundtable, besides=sector_id))


def take_seat(roundtable: "Inviting", sector_id: str) -> bool:
    """Take one seat for somebody of this sector; False when none is left for them."""
    # Whoever calls holds the row, so its numbers are true.
    is_full = roundtable.seats_taken >= roundtable.seats
    is_taken = not is_full and statements.take_seat(roundtable.pk, sector_id)
    roundtable.seats_taken += is_taken
    return is_taken


def give_back_seat(roundtable: "Inviting") -> None:
    """Return one seat."""
    roundtable.seats_taken -= statements.give_back_seat(roundtable.pk)


def fill_free_seats(roundtable: "Inviting") -> "list[Invitation]":
    """Move people up from the waitlist, first come first, until no seat is left for any of them.

    Somebody for whom no seat is left (the rest is kept for other sectors) keeps their place.
    """
    moved = []
    for row in statements.waiting(roundtable.pk):
        if roundtable.seats_taken >= roundtable.seats:
            break
        invitation = statements.partial(roundtable.invitations.model, **row)
        invitation.roundtable = roundtable
        if invitation.move_up():
            moved.append(invitation)
    return moved


def require_room(roundtable: "Inviting", seats: int) -> None:
    """Refuse a number of seats that would put somebody out who has been told they are going."""
    needed = roundtable.seats_taken + kept_seats(roundtable)
    if seats >= needed:
        return
    kept = needed - roundtable.seats_taken
    also = f" and {kept} more are kept for sectors" if kept else ""
    raise Refused(
        f"{roundtable.seats_taken} people have been told that they have a seat{also}, so there must"
        f" be at least {needed} seats. Choose a larger number, keep fewer for sectors, or withdraw"
        " somebody first."
    )

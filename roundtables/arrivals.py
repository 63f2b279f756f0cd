"""Who is expected, who came, and what a door without network noted meanwhile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bcp.accounts.models import User
from bcp.core.actions import Refused
from bcp.core.ids import number
from engagements.models import Sector
from roundtables.enums import InvitationState, Rsvp
from roundtables.models import CheckIn, Invitation, Roundtable

LONGEST_OFFLINE = timedelta(days=2)


@dataclass(frozen=True)
class Expected:
    """One person of the list at the door."""

    invitation: Invitation
    check_in: CheckIn | None


@dataclass(frozen=True)
class SectorCount:
    """How many of a sector said yes, and how many came."""

    name: str
    yes: int
    came: int


@dataclass(frozen=True)
class Door:
    """The list at the door: people expected, others invited, walk-ins, and the counts."""

    expected: list[Expected]
    others: list[Expected]
    walk_ins: list[CheckIn]
    sectors: list[SectorCount]

    @property
    def came(self) -> int:
        """Everyone who has arrived."""
        return sum(row.came for row in self.sectors)

    @property
    def said_yes(self) -> int:
        """Everyone who said yes."""
        return sum(row.yes for row in self.sectors)


def door_of(roundtable: Roundtable, wanted: str = "") -> Door:
    """The list at the door; `wanted` keeps people whose name or organization contains it."""
    noted = list(roundtable.check_ins.select_related("sector"))
    arrived = {row.invitation_id: row for row in noted if row.invitation_id}
    walk_ins = [row for row in noted if not row.invitation_id]
    people = [
        Expected(person, arrived.get(person.pk))
        for person in roundtable.invitations.exclude(state=InvitationState.WITHDRAWN)
        .exclude(rsvp=Rsvp.DELEGATED)
        .select_related("sector")
        .order_by("name")
    ]
    said_yes = Counter(
        row.invitation.sector.name for row in people if row.invitation.rsvp == Rsvp.YES
    )
    came = Counter(row.sector.name if row.sector else "Not given" for row in noted)
    fits = [row for row in people if _fits(row.invitation, wanted)]
    return Door(
        expected=[row for row in fits if row.invitation.rsvp == Rsvp.YES],
        others=[row for row in fits if row.invitation.rsvp != Rsvp.YES],
        walk_ins=[row for row in walk_ins if _fits(row, wanted)],
        sectors=[
            SectorCount(name, said_yes[name], came[name]) for name in sorted({*said_yes, *came})
        ],
    )


def _fits(person: Invitation | CheckIn, wanted: str) -> bool:
    text = f"{person.name} {person.organization_name}".casefold()
    return all(word in text for word in wanted.casefold().split())


# What a door without network noted


def replay(
    roundtable: Roundtable, operations: Sequence[Mapping[str, Any]], *, by: User
) -> list[tuple[int, str]]:
    """Carry out, in order, what was noted without network; return what was refused, with why.

    Each operation may come twice: arrivals and walk-ins are known by invitation or key.
    """
    refused = []
    for place, operation in enumerate(operations):
        try:
            _carry_out(roundtable, operation, by=by)
        except Refused as no:
            refused.append((place, no.reason))
    return refused


def _carry_out(roundtable: Roundtable, operation: Mapping[str, Any], *, by: User) -> None:
    kind, at = operation.get("kind"), _moment(operation.get("at"))
    if kind == "arrive":
        roundtable.check_in(_invitation(roundtable, operation), by=by, at=at)
    elif kind == "walk_in":
        code, name = (str(operation.get(part, "")).strip() for part in ("sector", "name"))
        sector = Sector.objects.filter(pk=code).first() if code.isprintable() else None
        name = name[:120]
        if sector is None or not name or not name.isprintable():
            raise Refused("A walk-in needs a name and a sector.")
        organization = str(operation.get("organization_name", "")).strip()[:200]
        roundtable.walk_in(
            name=name,
            sector=sector,
            organization_name=organization if organization.isprintable() else "",
            by=by,
            at=at,
            key=_key(operation),
        )
    elif kind == "undo":
        row = _noted(roundtable, operation)
        if row is not None:
            row.undo(by=by)
    else:
        raise Refused("This entry of the kept list cannot be read.")


def _invitation(roundtable: Roundtable, operation: Mapping[str, Any]) -> Invitation:
    pk = number(str(operation.get("invitation", "")))
    row: Invitation | None = roundtable.invitations.filter(pk=pk).first()
    if row is None:
        raise Refused("This person is not on the list of this roundtable.")
    return row


def _noted(roundtable: Roundtable, operation: Mapping[str, Any]) -> CheckIn | None:
    pk = number(str(operation.get("invitation", "")))
    rows = roundtable.check_ins
    row: CheckIn | None = (
        rows.filter(invitation=pk).first() if pk else rows.filter(key=_key(operation)).first()
    )
    return row


def _key(operation: Mapping[str, Any]) -> UUID:
    try:
        return UUID(str(operation.get("key")))
    except ValueError:
        raise Refused("This entry of the kept list has no key.") from None


def _moment(text: Any) -> datetime | None:
    """When it was noted, if the clock of the device can be right; otherwise now."""
    try:
        moment = parse_datetime(str(text))
    except ValueError:
        return None
    now = timezone.now()
    if moment is None or moment.tzinfo is None or not now - LONGEST_OFFLINE < moment <= now:
        return None
    return moment

"""On whose clocks days are counted: those of a person's center, or of the program office."""

from zoneinfo import ZoneInfo

from django.conf import settings

from bcp.accounts.access import own_center
from bcp.accounts.models import Center, User
from bcp.core.datetimes import zone_of


def office_zone() -> ZoneInfo:
    """The zone of the program office, which works for every center."""
    return zone_of(settings.OFFICE_TIME_ZONE)


def zone_at(center: Center | None) -> ZoneInfo:
    """A center's zone; without a center the program office's."""
    return center.zone if center else office_zone()


def own_zone(user: User) -> ZoneInfo:
    """The zone of a person's center; DHS coordinators and guests count with the program office."""
    return zone_at(None if user.is_coordinator else own_center(user))

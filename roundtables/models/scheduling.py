"""What a roundtable does with its date: fix it, move it, keep it on the wall."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.datetimes import InZone, MissingHour, localize, zone_of
from bcp.core.models import StatefulModel
from roundtables.enums import RoundtableState

if TYPE_CHECKING:
    from engagements.models import Engagement

ANSWER_DAYS = 3  # without another wish, answers are open until so many days before


class Scheduling(InZone, StatefulModel):
    """The part of a roundtable that deals with its date."""

    time_zone = models.CharField(max_length=50)  # IANA name
    # The wall times are what people were told; the instants follow from them by the zone's rules.
    wall_start = models.CharField(max_length=16, blank=True)  # "2027-03-09T09:00"
    fold = models.PositiveSmallIntegerField(default=0)  # 1: the second of two equal wall times
    starts_at = models.DateTimeField(null=True, blank=True)
    wall_close = models.CharField(max_length=16, blank=True)
    answers_close_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        # The type checker knows these only on the concrete model.
        engagement: Engagement
        minutes: int
        revision: int
        assignments: Any

        def make_feedback_link(self) -> None: ...

    class Meta:
        abstract = True

    @property
    def ends_at(self) -> datetime | None:
        """When it ends (UTC), or None without a date."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def has_begun(self) -> bool:
        """Whether its day has come, in its own zone."""
        if self.starts_at is None:
            return False
        return timezone.localdate(timezone=self.zone) >= self.starts_at.astimezone(self.zone).date()

    @action
    def schedule(self, starts_at: datetime, *, by: User, **place: Any) -> None:
        """Fix day, time and place. Answers are open until three days before, unless said otherwise.

        `place` may hold time_zone, minutes, format, venue, online_url and answers_close_at.
        """
        self.require(RoundtableState.DRAFT)
        self._set_time_and_place(starts_at, place)
        self.change(state=RoundtableState.SCHEDULED)
        self.make_feedback_link()
        record("roundtable.scheduled", self, by=by, starts_at=self.wall_start)
        self.engagement.set_event_day(self._day())

    @action
    def move(self, starts_at: datetime, *, by: User, **place: Any) -> None:
        """Move it to another day, time or place; calendars change and experts are asked again.

        Invitees are told by `roundtables.moving`, which calls this.
        """
        self.require(RoundtableState.SCHEDULED)
        if starts_at == self.starts_at and not self._differs(place):
            raise Refused("Date, time and place are the same as before. Nobody was told anything.")
        before = self.wall_start
        self._set_time_and_place(starts_at, place)
        self.change(revision=self.revision + 1)
        record("roundtable.moved", self, by=by, before=before, after=self.wall_start)
        self.engagement.set_event_day(self._day())
        for assignment in self.assignments.standing():
            assignment.ask_again(by=by)

    @property
    def has_drifted(self) -> bool:
        """Whether it begins, or answers close, at another wall time than people were told."""
        told = ((self.starts_at, self.wall_start), (self.answers_close_at, self.wall_close))
        return any(
            instant and wall and wall_of(instant, self.zone) != wall for instant, wall in told
        )

    @action
    def follow_zone(self) -> bool:
        """Keep the wall times that people were told, when the rules of the zone have changed: the
        instants move. Returns whether it begins at another instant now.

        A wall time that the new rules leave out keeps its instant; `lost_hour` says so. One that
        they have twice is the one it was, else the first. Who holds the entry is told by
        `roundtables.rezoning`, which calls this.
        """
        if self.lock().state != RoundtableState.SCHEDULED:
            return False
        before, closed_before = self.starts_at, self.answers_close_at
        starts_at = on_the_wall(before, self.wall_start, self.zone, fold=self.fold)
        closes_at = on_the_wall(closed_before, self.wall_close, self.zone)
        if (starts_at, closes_at) == (before, closed_before):
            return False
        self.change(starts_at=starts_at, answers_close_at=closes_at)
        record("roundtable.zone_followed", self, by=None, before=f"{before}", after=f"{starts_at}")
        return starts_at != before

    @property
    def lost_hour(self) -> str:
        """Why no clock will show the wall time that people were told, in a sentence; else empty."""
        try:
            if self.wall_start:
                _instant_of(self.wall_start, self.zone, self.fold)
        except MissingHour as no:
            return str(no)
        return ""

    def _differs(self, place: dict[str, Any]) -> bool:
        return any(
            value != getattr(self, name)
            for name, value in place.items()
            if name != "answers_close_at" or value
        )

    def _set_time_and_place(self, starts_at: datetime, place: dict[str, Any]) -> None:
        zone = zone_of(place.get("time_zone", self.time_zone))
        closes_at = place.pop("answers_close_at", None)
        if problems := problems_of_times(starts_at, closes_at):
            raise Refused(" ".join(problems.values()))
        closes_at = closes_at or default_close(starts_at, zone)
        self.change(
            starts_at=starts_at,
            wall_start=wall_of(starts_at, zone),
            fold=starts_at.astimezone(zone).fold,
            answers_close_at=closes_at,
            wall_close=wall_of(closes_at, zone),
            **place,
        )

    def _day(self) -> date:
        return date.fromisoformat(self.wall_start[:10])


def wall_of(instant: datetime, zone: ZoneInfo) -> str:
    """What the clocks show at an instant, as `wall_start` keeps it."""
    return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def on_the_wall(
    instant: datetime | None, wall: str, zone: ZoneInfo, *, fold: int = 0
) -> datetime | None:
    """The instant at which clocks show this wall time; the one given while they show it then, and
    when they never show it. What is over stays as it was.
    """
    if instant is None or not wall or instant <= timezone.now() or wall_of(instant, zone) == wall:
        return instant
    try:
        return _instant_of(wall, zone, fold)
    except MissingHour:
        return instant


def _instant_of(wall: str, zone: ZoneInfo, fold: int) -> datetime:
    told = datetime.fromisoformat(wall)
    return localize(told.date(), told.time(), zone, fold=fold)


def problems_of_times(starts_at: datetime, closes_at: datetime | None) -> dict[str, str]:
    """Field -> why a roundtable cannot begin then, or answers cannot close then."""
    problems = {}
    if starts_at <= timezone.now():
        problems["starts_at"] = "This date is in the past. Choose a day and time that lie ahead."
    if closes_at and closes_at > starts_at:
        problems["answers_close_at"] = "Answers must close before the roundtable begins."
    elif closes_at and closes_at <= timezone.now():
        problems["answers_close_at"] = (
            "Answers would be closed already. Choose a day and time that lie ahead."
        )
    return problems


def default_close(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when answers are open: the evening three days before, or the start when it is near."""
    day = starts_at.astimezone(zone).date() - timedelta(days=ANSWER_DAYS)
    evening = datetime.combine(day, time(23, 59), tzinfo=zone)
    return evening if evening > timezone.now() else starts_at

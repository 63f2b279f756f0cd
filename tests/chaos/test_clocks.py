"""A worker whose clock is two hours ahead, and the nights in which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bcp.core.datetimes import AmbiguousHour, MissingHour, localize, zone_of
from bcp.mail.zones import changes_of, zone_component
from tests.chaos.rig import Rig
from tests.zones import ALWAYS_SUMMER_TIME, NO_SUMMER_TIME, write_zone, zone_data

AHEAD = 2 * 3600
LONG = {"LEASE_SECONDS": 60, "DATA_LEASE_SECONDS": 60}
SLOW = {"slow_seconds": 6}  # within which a lease of 60 s is not over, whatever a clock says
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def deliver_beside_a_wrong_clock(rig: Rig) -> None:
    """One worker waits for a slow answer; another one comes whose clock is ahead."""
    rig.order(addresses=["slow1@example.org"])
    rig.order(1, first=2, key="later", minutes=60)  # nobody may send it yet
    rig.start_worker(**LONG)
    rig.wait_until(lambda: len(rig.arrived()) == 1)
    assert rig.row()["state"] == "data_started"
    rig.start_worker(clock_ahead=AHEAD, **LONG)
    rig.wait_until(lambda: len(skews(rig)) == 2)


def skews(rig: Rig) -> list[float]:
    """By how many seconds each worker's clock is ahead of the database's."""
    rows = rig.cluster.rows("SELECT clock_skew FROM mail_mailworker ORDER BY clock_skew")
    return [row["clock_skew"] for row in rows]


@fault("F24")
@pytest.mark.parametrize("rig", [SLOW], indirect=True)
def test_worker_with_a_wrong_clock_takes_nothing_early(rig: Rig) -> None:
    deliver_beside_a_wrong_clock(rig)

    assert rig.holds_for(2, lambda: rig.row()["state"] in {"data_started", "sent"})
    rig.wait_until(lambda: rig.states() == {"sent": 1, "queued": 1})
    assert rig.arrived() == ["slow1@example.org"]
    rig.wait_until(lambda: skews(rig)[-1] > AHEAD - 60)  # which the page of mail shows


@fault("F24")
@pytest.mark.parametrize("rig", [SLOW], indirect=True)
def test_control_by_workers_clocks_mail_leaves_early_and_twice(rig: Rig) -> None:
    rig.without("clock,fence")

    deliver_beside_a_wrong_clock(rig)

    rig.wait_until(lambda: len(rig.arrived()) == 3)
    assert rig.arrived().count("slow1@example.org") == 2
    assert "person2@example.org" in rig.arrived()


AUTUMN, SPRING = date(2026, 11, 1), date(2027, 3, 14)
ZONES = {  # hours behind UTC before and after each of the two nights
    "America/New_York": (4, 5, 5, 4),
    "America/Denver": (6, 7, 7, 6),
    "America/Phoenix": (7, 7, 7, 7),
    "America/Puerto_Rico": (4, 4, 4, 4),
    "Pacific/Honolulu": (10, 10, 10, 10),
    "Pacific/Guam": (-10, -10, -10, -10),
}


@fault("F25")
@pytest.mark.parametrize("name", ZONES)
def test_wall_times_of_both_nights_name_the_right_instant(name: str) -> None:
    zone = ZoneInfo(name)
    before_autumn, after_autumn, before_spring, after_spring = ZONES[name]

    def behind(day: date, hour: int) -> float:
        wall = datetime.combine(day, time(hour), UTC)
        return (localize(day, time(hour), zone) - wall).total_seconds() / 3600

    assert (behind(AUTUMN, 0), behind(AUTUMN, 9)) == (before_autumn, after_autumn)
    assert (behind(SPRING, 0), behind(SPRING, 9)) == (before_spring, after_spring)


@fault("F25")
@pytest.mark.parametrize("name", ZONES)
def test_hour_that_comes_twice_is_asked_for_and_missing_one_refused(name: str) -> None:
    zone = ZoneInfo(name)
    has_summer_time = len(set(ZONES[name])) > 1
    if not has_summer_time:
        assert localize(AUTUMN, time(1, 30), zone) == localize(AUTUMN, time(1, 30), zone, fold=1)
        assert localize(SPRING, time(2, 30), zone)
        return

    with pytest.raises(AmbiguousHour):
        localize(AUTUMN, time(1, 30), zone)
    first, second = (localize(AUTUMN, time(1, 30), zone, fold=fold) for fold in (0, 1))
    assert (second - first).total_seconds() == 3600
    with pytest.raises(MissingHour):
        localize(SPRING, time(2, 30), zone)


@fault("F25")
def test_control_python_alone_takes_both_hours_and_says_nothing() -> None:
    zone = ZoneInfo("America/New_York")
    twice = datetime.combine(AUTUMN, time(1, 30), zone)
    missing = datetime.combine(SPRING, time(2, 30), zone)

    assert twice.utcoffset() != twice.replace(fold=1).utcoffset()  # and the first is chosen
    assert missing.astimezone(UTC).astimezone(zone).time() == time(3, 30)


@fault("F25")
@pytest.mark.parametrize("name", ZONES)
def test_calendar_entries_carry_the_zone_with_its_changes(name: str) -> None:
    near = datetime(2026, 11, 1, 17, tzinfo=UTC)
    text = zone_component(ZoneInfo(name), near).to_ical().decode()

    assert f"TZID:{name}" in text
    changes = len(set(ZONES[name])) > 1
    assert ("BEGIN:DAYLIGHT" in text) == changes
    assert bool(list(changes_of(ZoneInfo(name), near))) == changes


DENVER = "America/Denver"
START = "SELECT starts_at, wall_start FROM roundtables_roundtable"


def change_rules(rig: Rig) -> tuple[datetime, str]:
    """Denver's clocks go forward for good while a worker runs that has read the old rules; the
    instant and the wall time of a roundtable before.
    """
    write_zone(rig.zone_data, DENVER, NO_SUMMER_TIME)
    rig.act("plan", people=5, invited_days_ago=2)
    rig.start_worker()
    rig.start("scheduler")
    rig.wait_until(lambda: rig.cluster.rows("SELECT id FROM mail_mailworker"))
    assert rig.holds_for(3, lambda: rig.states() == {})
    before = rig.cluster.rows(START)[0]
    write_zone(rig.zone_data, DENVER, ALWAYS_SUMMER_TIME)
    return before["starts_at"], before["wall_start"]


def on_the_wall(rig: Rig) -> str:
    """What Denver's clocks will show when the roundtable begins."""
    with zone_data(rig.zone_data):
        [row] = rig.cluster.rows(START)
        return f"{row['starts_at'].astimezone(zone_of(DENVER)):%Y-%m-%dT%H:%M}"


@fault("F25")
def test_new_rules_of_a_zone_move_the_instant_and_not_the_wall_time(rig: Rig) -> None:
    before, wall = change_rules(rig)

    rig.wait_until(lambda: rig.states() == {"sent": 5})

    [row] = rig.cluster.rows(START)
    assert (row["starts_at"], on_the_wall(rig)) == (before - timedelta(hours=1), wall)
    assert rig.holds_for(3, lambda: rig.states() == {"sent": 5})
    assert len(set(rig.arrived())) == len(rig.arrived()) == 5
    told = wall.replace("-", "").replace(":", "") + "00"
    for message in rig.sink.messages():
        [entry] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        assert f"DTSTART;TZID={DENVER}:{told}" in entry.get_content()


@fault("F25")
@pytest.mark.parametrize("guard", ["zone check", "fresh zones"])
def test_control_without_the_check_people_come_an_hour_late(rig: Rig, guard: str) -> None:
    rig.without(guard)

    before, wall = change_rules(rig)

    assert rig.holds_for(3, lambda: rig.cluster.rows(START)[0]["starts_at"] == before)
    assert (wall[-5:], on_the_wall(rig)[-5:]) == ("09:00", "10:00")

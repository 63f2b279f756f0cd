"""Wall clocks, instants and the two nights on which they disagree."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.safestring import mark_safe

from bcp.core import datetimes
from tests.zones import NO_SUMMER_TIME, SUMMER_TIME, zone_data

# (zone, the night the clocks go forward, the hour that never comes,
#  the night they go back, the hour that comes twice, its two names)
NIGHTS = [
    ("America/New_York", date(2027, 3, 14), time(2, 30), date(2027, 11, 7), time(1, 30), "EDT EST"),
    ("America/Chicago", date(2027, 3, 14), time(2, 0), date(2027, 11, 7), time(1, 0), "CDT CST"),
    ("America/Denver", date(2027, 3, 14), time(2, 59), date(2027, 11, 7), time(1, 59), "MDT MST"),
    (
        "America/Los_Angeles",
        date(2028, 3, 12),
        time(2, 30),
        date(2028, 11, 5),
        time(1, 30),
        "PDT PST",
    ),
    (
        "America/Anchorage",
        date(2027, 3, 14),
        time(2, 15),
        date(2027, 11, 7),
        time(1, 15),
        "AKDT AKST",
    ),
    ("America/Adak", date(2027, 3, 14), time(2, 45), date(2027, 11, 7), time(1, 45), "HDT HST"),
]
NIGHTS_BY_ZONE = pytest.mark.parametrize(
    ("name", "spring", "missing", "autumn", "twice", "names"), NIGHTS, ids=[n[0] for n in NIGHTS]
)


@NIGHTS_BY_ZONE
def test_localize_refuses_the_hour_that_never_comes(name, spring, missing, autumn, twice, names):
    zone = ZoneInfo(name)

    with pytest.raises(datetimes.MissingHour, match="does not exist in"):
        datetimes.localize(spring, missing, zone)

    before = datetimes.localize(spring, time(1, 59), zone)
    after = datetimes.localize(spring, time(3, 0), zone)
    assert (after - before).total_seconds() == 60


@NIGHTS_BY_ZONE
def test_localize_asks_which_of_two_hours(name, spring, missing, autumn, twice, names):
    zone = ZoneInfo(name)

    with pytest.raises(datetimes.AmbiguousHour) as caught:
        datetimes.localize(autumn, twice, zone)

    first = datetimes.localize(autumn, twice, zone, fold=0)
    second = datetimes.localize(autumn, twice, zone, fold=1)
    assert (second - first).total_seconds() == 3600
    assert caught.value.names == tuple(names.split())
    assert [datetimes.zone_name(instant, zone) for instant in (first, second)] == names.split()


@pytest.mark.parametrize("name", ["America/Puerto_Rico", "Pacific/Honolulu", "Pacific/Guam"])
def test_localize_knows_zones_that_never_change(name):
    zone = ZoneInfo(name)

    offsets = {
        datetimes.localize(date(2027, month, 14), time(2, 30), zone).astimezone(zone).utcoffset()
        for month in (3, 11)
    }

    assert len(offsets) == 1


def test_localize_ignores_the_choice_where_the_hour_comes_once():
    zone = ZoneInfo("America/New_York")

    instants = {
        datetimes.localize(date(2027, 3, 9), time(9), zone, fold=fold) for fold in (None, 0, 1)
    }

    assert instants == {datetime(2027, 3, 9, 14, 0, tzinfo=UTC)}


def test_missing_hour_says_what_to_do():
    with pytest.raises(datetimes.MissingHour) as caught:
        datetimes.localize(date(2027, 3, 14), time(2, 30), ZoneInfo("America/New_York"))

    assert str(caught.value) == (
        "2:30 AM on Sunday, March 14, 2027 does not exist in America/New_York: the clocks go"
        " forward over it that night. Choose an earlier or a later time."
    )


def test_describe_names_the_zone():
    zone = ZoneInfo("America/New_York")
    instant = datetime(2027, 3, 9, 14, 0, tzinfo=UTC)

    said = (
        datetimes.describe(instant, zone),
        datetimes.describe_briefly(instant, zone),
        datetimes.describe_clock(instant, zone),
    )

    assert said == (
        "Tuesday, March 9, 2027, 9:00 AM EST (America/New_York)",
        "Mar 9, 2027, 9:00 AM EST",
        "9:00 AM EST",
    )


def test_describe_span_says_noon_and_the_other_day():
    zone = ZoneInfo("America/Chicago")
    start = datetime(2027, 6, 1, 14, 0, tzinfo=UTC)

    morning = datetimes.describe_span(start, datetime(2027, 6, 1, 17, 0, tzinfo=UTC), zone)
    night = datetimes.describe_span(start, datetime(2027, 6, 2, 5, 30, tzinfo=UTC), zone)

    assert morning == "Tuesday, June 1, 2027, 9:00 AM to 12:00 PM CDT (America/Chicago)"
    assert night == (
        "Tuesday, June 1, 2027, 9:00 AM to Wednesday, June 2, 2027, 12:30 AM CDT (America/Chicago)"
    )


def test_describe_span_names_both_when_the_clocks_change_between():
    zone = ZoneInfo("America/New_York")
    start = datetimes.localize(date(2027, 11, 7), time(0, 30), zone)
    end = datetimes.localize(date(2027, 11, 7), time(3), zone)

    assert datetimes.describe_span(start, end, zone) == (
        "Sunday, November 7, 2027, 12:30 AM EDT to 3:00 AM EST (America/New_York)"
    )


def test_zone_name_is_never_a_bare_offset():
    instant = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)

    assert datetimes.zone_name(instant, ZoneInfo("America/Sao_Paulo")) == "UTC-03"


def test_zone_or_none_knows_only_iana_names():
    assert datetimes.zone_or_none("../etc/passwd") is None
    assert datetimes.zone_or_none("EST5") is None
    assert datetimes.zone_or_none("Pacific/Guam") == ZoneInfo("Pacific/Guam")


def test_new_rules_of_a_zone_hold_at_once(tmp_path):
    morning = datetime(2027, 7, 1, 15, tzinfo=UTC)
    with zone_data(tmp_path) as put:
        put("America/Denver", SUMMER_TIME)
        before = datetimes.zone_of("America/Denver")
        put("America/Denver", NO_SUMMER_TIME)
        after = datetimes.zone_of("America/Denver")
        hours = [morning.astimezone(zone).hour for zone in (before, after)]

        assert hours == [9, 8]
        assert datetimes.zone_of("America/Denver") is after
    assert morning.astimezone(datetimes.zone_of("America/Denver")).hour == 9


def test_zone_may_be_named_by_a_template():
    assert datetimes.zone_or_none(mark_safe("UTC")) == ZoneInfo("UTC")

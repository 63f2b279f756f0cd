"""What the date poll's page says against a date: experts, holidays, the clocks, the venue."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roundtables.models import DatePoll
from tests.factories.accounts import StateFactory
from tests.factories.engagements import EngagementFactory, SectorFactory, TopicFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    ExpertFactory,
    RoundtableFactory,
    UnavailabilityFactory,
    VenueFactory,
)

NEXT_YEAR = timezone.localdate().year + 1


@pytest.fixture
def poll(center, director):
    engagement = EngagementFactory(center=center, sectors=[SectorFactory()])
    roundtable = RoundtableFactory(engagement=engagement, draft=True, dateless=True)
    return DatePoll.objects.begin(roundtable, by=director)


def weekday_of(month: int, weekday: int, number: int) -> date:
    """The first (number 1), second … such weekday of a month of next year; Monday is 0."""
    first = date(NEXT_YEAR, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def days_until(day: date, poll: DatePoll) -> int:
    """As the factory counts them, where the roundtable is."""
    return (day - timezone.localdate(timezone=poll.roundtable.zone)).days


def offer(poll, day, director, clock=time(9)):
    poll.offer(datetime.combine(day, clock, tzinfo=poll.roundtable.zone), by=director)


def said_of(client, poll):
    """The page's words, and what it says of each date in the order of the days."""
    page = client.get(reverse("roundtables:date_poll_detail", args=[poll.roundtable_id]))
    rows = sorted(page.context["dates"], key=lambda row: row.date.starts_at)
    return page.text, [(row.standing.experts_missing, row.standing.notes) for row in rows]


WEDNESDAYS = [weekday_of(6, 2, 2), weekday_of(6, 2, 3)]


def test_an_expert_who_is_away_is_named_on_that_date_only(poll, director, director_client):
    expert = AssignmentFactory(
        roundtable=poll.roundtable, accepted=True, expert__name="Ada Expert"
    ).expert
    UnavailabilityFactory(expert=expert, first_on=WEDNESDAYS[0], last_on=WEDNESDAYS[0])
    for day in WEDNESDAYS:
        offer(poll, day, director)

    text, said = said_of(director_client, poll)

    assert said == [(("Ada Expert",), ()), ((), ())]
    assert text.count("Experts missing: Ada Expert") == 1


def test_an_expert_who_speaks_elsewhere_that_day_is_missing(poll, director, director_client):
    expert = AssignmentFactory(
        roundtable=poll.roundtable, accepted=True, expert__name="Ada Expert"
    ).expert
    elsewhere = RoundtableFactory(scheduled=True, days=days_until(WEDNESDAYS[1], poll))
    AssignmentFactory(roundtable=elsewhere, expert=expert, accepted=True)
    for day in WEDNESDAYS:
        offer(poll, day, director)

    _, said = said_of(director_client, poll)

    assert [missing for missing, _ in said] == [(), ("Ada Expert",)]


def test_a_topic_that_nobody_free_speaks_on_is_named(poll, director, director_client):
    topic = TopicFactory()
    item = AgendaItemFactory(roundtable=poll.roundtable, needs_expert=True)
    item.topics.set([topic])
    only = ExpertFactory(topics=[topic])
    UnavailabilityFactory(expert=only, first_on=WEDNESDAYS[0], last_on=WEDNESDAYS[0])
    for day in WEDNESDAYS:
        offer(poll, day, director)

    _, said = said_of(director_client, poll)

    assert [missing for missing, _ in said] == [(f"somebody for {topic.code}",), ()]


def test_a_holiday_of_the_state_is_named_and_one_of_the_country_as_such(
    poll, director, director_client
):
    offer(poll, weekday_of(10, 0, 1), director)
    offer(poll, weekday_of(10, 0, 2), director)

    text, said = said_of(director_client, poll)

    assert [notes for _, notes in said] == [
        ("Frances Xavier Cabrini Day is a holiday that day (state).",),
        ("Columbus Day is a holiday that day (federal).",),
    ]
    assert "Frances Xavier Cabrini Day is a holiday that day (state)." in text


def test_the_holidays_are_those_of_the_venues_state(poll, director, director_client):
    neighbor = StateFactory(code="NM", name="New Mexico")
    poll.roundtable.change(venue=VenueFactory(center=poll.center, state=neighbor))
    offer(poll, weekday_of(10, 0, 1), director)

    _, said = said_of(director_client, poll)

    assert said == [((), ())]


@pytest.mark.parametrize(
    ("day", "way"), [(weekday_of(3, 6, 2), "forward"), (weekday_of(11, 6, 1), "back")]
)
def test_a_date_on_which_the_clocks_change_says_so(poll, director, director_client, day, way):
    offer(poll, day, director)
    offer(poll, day + timedelta(days=2), director)

    text, said = said_of(director_client, poll)

    sentence = f"The clocks go {way} that day in America/Denver; check the time with everyone."
    assert [notes for _, notes in said] == [("It is a Sunday.", sentence), ()]
    assert sentence in text


def test_a_date_on_which_the_venue_is_taken_names_the_roundtable_there(
    poll, director, director_client
):
    venue = poll.roundtable.venue
    RoundtableFactory(
        engagement__center=poll.center,
        scheduled=True,
        days=days_until(WEDNESDAYS[0], poll),
        venue=venue,
        title="Chambers",
    )
    offer(poll, WEDNESDAYS[0], director, time(13))  # the other one ends at 13:15
    offer(poll, WEDNESDAYS[0], director, time(14))

    text, said = said_of(director_client, poll)

    (taken,), free = said[0][1], said[1][1]
    assert taken.startswith(f"{venue} is taken: “Chambers” is there Wednesday, June")
    assert free == ()
    assert taken in text

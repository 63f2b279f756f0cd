"""Forecasts: four of five ranges hold what came, and without a past they say so and widen."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from roundtables import forecasts
from roundtables.forecasting import (
    arrivals,
    convolve,
    forecast,
    hit_rate,
    learn,
    range_of,
    wave_size,
)
from roundtables.models import Forecast
from tests.factories.accounts import CenterFactory
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import CheckInFactory, InvitationFactory, RoundtableFactory

TRUE = {"yes": 0.78, "maybe": 0.4, "none": 0.1, "no": 0.01}
SECTORS = 5


def drawn(dice: random.Random, mean: float, alike: float) -> float:
    return dice.betavariate(mean * alike, (1 - mean) * alike)


def season(seed: int, *, alike: float) -> list[tuple[str, bool]]:
    """Six centers hold eight roundtables each; every forecast is held against what came."""
    dice = random.Random(seed)  # noqa: S311 - a season, not a secret
    centers = [{a: drawn(dice, p, 60) for a, p in TRUE.items()} for _ in range(6)]
    past: list[list[dict]] = [[] for _ in centers]
    found = []
    for _ in range(8):
        for number, habits in enumerate(centers):
            chances = {a: drawn(dice, p, alike) for a, p in habits.items()}
            asked = [{a: dice.randint(0, 8) for a in TRUE} for _ in range(SECTORS)]
            came = [
                {a: sum(dice.random() < chances[a] for _ in range(n)) for a, n in sector.items()}
                for sector in asked
            ]
            others = [one for at, rows in enumerate(past) if at != number for one in rows]
            learned = learn(past[number], others)
            whole = {a: sum(sector[a] for sector in asked) for a in TRUE}
            arrived = {a: sum(sector[a] for sector in came) for a in TRUE}
            if len(past[number]) >= 2:
                sectors = [("sector", *row) for row in zip(asked, came, strict=True)]
                pairs = [("all", whole, arrived), *sectors]
                for kind, people, arrivals_ in pairs:
                    seen = forecast(people, learned)
                    found.append((kind, seen.low <= sum(arrivals_.values()) <= seen.high))
            past[number].append({a: (whole[a], arrived[a]) for a in TRUE})
    return found


@pytest.mark.parametrize("alike", [10, 25, 60])
def test_forecast_holds_four_of_five_in_simulated_seasons(alike):
    found = [one for seed in range(20) for one in season(seed, alike=alike)]

    for kind in ("all", "sector"):
        hits = [is_hit for name, is_hit in found if name == kind]
        assert 0.75 <= sum(hits) / len(hits) <= 0.85


def test_forecast_without_a_past_says_so_and_is_wider():
    asked = {"yes": 20, "none": 20}
    past = [{"yes": (20, 16), "none": (20, 2)} for _ in range(8)]

    guess, known = learn([], []), learn(past, [])

    first, second = forecast(asked, guess), forecast(asked, known)
    assert (guess.is_guess, known.is_guess) == (True, False)
    assert first.high - first.low > 1.5 * (second.high - second.low)


def test_forecast_moves_from_other_centers_to_ones_own():
    others = [{"yes": (20, 10)} for _ in range(30)]
    own = [{"yes": (20, 19)} for _ in range(20)]

    pooled, mine = learn([], others), learn(own, others)

    assert abs(pooled.chances["yes"].mean - 0.5) < 0.05
    assert mine.chances["yes"].mean > 0.85


def test_forecast_never_exceeds_the_seats():
    seen = forecast({"yes": 60}, learn([], []), seats=40)

    assert seen.high <= 40
    assert seen.expected <= 40


def test_arrivals_and_sums_are_probabilities():
    chance = learn([], []).chances["yes"]

    both = convolve(arrivals(12, chance), arrivals(7, chance))

    assert abs(sum(both) - 1) < 1e-9
    assert abs(range_of(both).expected - 19 * chance.mean) < 1e-9


def test_wave_size_leaves_a_seat_for_everyone_nine_times_of_ten():
    learned = learn([{"yes": (20, 16), "none": (30, 3)} for _ in range(8)], [])
    asked = {"yes": 10, "none": 10}

    more = wave_size(asked, learned, seats=40)

    assert forecast({**asked, "none": 10 + more}, learned).high <= 40
    assert forecast({**asked, "none": 11 + more}, learned).high > 40
    assert wave_size({"yes": 80}, learned, seats=40) == 0


def test_hit_rate_counts_what_was_held():
    assert hit_rate([(1, 5, 3), (1, 5, 6), (0, 0, 0)]) == (2, 3)


def held(center, *, came: int, yes: int = 10):
    roundtable = RoundtableFactory(engagement__center=center, held=True)
    asked_at = roundtable.starts_at - timedelta(days=40)
    people = InvitationFactory.create_batch(yes, roundtable=roundtable, invited_at=asked_at)
    with time_machine.travel(roundtable.starts_at - timedelta(days=30), tick=False):
        for person in people:
            person.answers.create(rsvp="yes", source="link")
    for person in people[:came]:
        CheckInFactory(roundtable=roundtable, invitation=person, name=person.name)
    return roundtable


def test_outlook_learns_from_who_came_and_keeps_its_own_score(center, other_center):
    for came in (8, 9):
        held(center, came=came)
    for other in [other_center, *CenterFactory.create_batch(4)]:
        held(other, came=5)
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, days=7, seats=30)
    InvitationFactory.create_batch(10, roundtable=roundtable, yes=True)

    outlook = forecasts.outlook_of(roundtable)

    learned = outlook.learned
    assert (learned.roundtables, learned.others, outlook.tries) == (2, 5, 0)
    assert outlook.total.low <= 8 <= outlook.total.high
    assert [row.name for row in outlook.sectors] == ["Fire"]
    assert outlook.next_wave > 0


def test_outlook_takes_nothing_from_fewer_than_five_other_centers(center):
    for other in CenterFactory.create_batch(4):
        held(other, came=2)
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, days=7, seats=30)
    InvitationFactory.create_batch(10, roundtable=roundtable, yes=True)

    learned = forecasts.outlook_of(roundtable).learned

    assert (learned.others, learned.is_guess) == (0, True)


def test_forecasts_are_kept_once_and_settled_when_it_was_held(center, director):
    now = timezone.now()
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, days=8)
    people = InvitationFactory.create_batch(4, roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, sector=SectorFactory(code="chamber"))
    with time_machine.travel(roundtable.starts_at - timedelta(days=7, hours=12), tick=False):
        kept = [forecasts.keep_forecasts(), forecasts.keep_forecasts()]
    for person in people[:3]:
        CheckInFactory(roundtable=roundtable, invitation=person, name=person.name)
    roundtable.change(state="held", held_at=now)

    settled = forecasts.settle_forecasts()

    whole = Forecast.objects.get(sector=None)
    assert (kept, settled, whole.days_left, whole.came) == ([3, 0], 3, 7, 3)


def shown(client, roundtable):
    """The words of the page of waves, without its line breaks."""
    page = client.get(reverse("roundtables:wave_list", args=[roundtable.pk]))
    return " ".join(page.text.split())


def ahead(center):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, days=7, seats=60)
    InvitationFactory.create_batch(20, roundtable=roundtable, yes=True)
    return roundtable


def test_page_says_that_it_is_a_guess_and_is_wider_without_a_past(center, director_client):
    roundtable = ahead(center)
    sentence = "No roundtable with a check-in list lies behind this yet, so it is a guess"

    guess, words = forecasts.outlook_of(roundtable).total, shown(director_client, roundtable)
    for _ in range(8):
        held(center, came=8)
    known, later = forecasts.outlook_of(roundtable).total, shown(director_client, roundtable)

    assert f"most likely {guess.low} to {guess.high}" in words
    assert f"most likely {known.low} to {known.high}" in later
    assert (sentence in words, sentence in later) == (True, False)
    assert "Learned from 8 roundtables of your center." in later
    assert guess.high - guess.low > known.high - known.low


def test_page_shows_how_many_earlier_forecasts_held(center, other_center, director_client):
    roundtable = ahead(center)
    silent = shown(director_client, roundtable)
    for own, came in ((center, 8), (center, 10), (center, 3), (other_center, 1)):
        held_before = held(own, came=came)
        Forecast.objects.create(
            roundtable=held_before, days_left=7, expected=8, low=7, high=10, came=came
        )

    words = shown(director_client, roundtable)

    assert "so far" not in silent
    assert "should lie in the range; so far 2 of 3 did." in words

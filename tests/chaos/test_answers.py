"""Answers over the web: the last seat, and fewer seats."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.chaos.rig import Rig
from tests.chaos.visits import Answer

PEOPLE = 20
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def reply(rig: Rig, token: str, answer: str) -> Answer:
    """Open the page and answer."""
    page = rig.visit(f"/r/{token}")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key, page.text
    return rig.visit(f"/r/{token}", form={"answer": answer, "key": key[1]})


def answers(rig: Rig) -> list[str]:
    """The answers, by invitation."""
    rows = rig.cluster.rows("SELECT rsvp FROM roundtables_invitation ORDER BY id")
    return [row["rsvp"] for row in rows]


@fault("F28")
def test_twenty_at_once_for_the_last_seat_give_it_to_one(rig: Rig) -> None:
    tokens = rig.act("plan", people=PEOPLE, seats=1, invited_days_ago=1)["tokens"]
    rig.start_web()

    with ThreadPoolExecutor(PEOPLE) as pool:
        said = list(pool.map(lambda token: reply(rig, token, "yes"), tokens))

    assert {answer.status for answer in said} == {303}
    assert sorted(answers(rig)) == ["waitlisted"] * (PEOPLE - 1) + ["yes"]

    first = waiting(rig)[0]
    reply(rig, tokens[answers(rig).index("yes")], "no")
    assert answers(rig).count("yes") == 1
    assert first not in waiting(rig)
    rig.start_worker()
    rig.start("scheduler")
    # Each answer is confirmed, once; whoever moved up hears of the seat and not of the waitlist.
    rig.wait_until(lambda: len(rig.rows()) == PEOPLE)
    rig.drain()
    assert rig.states() == {"sent": PEOPLE}
    assert len(set(rig.arrived())) == PEOPLE


def waiting(rig: Rig) -> list[int]:
    """The waitlist."""
    rows = rig.cluster.rows(
        "SELECT id FROM roundtables_invitation WHERE rsvp = 'waitlisted' ORDER BY waitlisted_at, id"
    )
    return [row["id"] for row in rows]


@fault("F28")
def test_control_looking_before_taking_overbooks(rig: Rig) -> None:
    tokens = rig.act("plan", people=8, seats=1, invited_days_ago=1)["tokens"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda token: rig.act("accept_naively", token=token), tokens))

    assert answers(rig).count("yes") > 1


BOOKS = "SELECT seats, seats_taken FROM roundtables_roundtable"


def offer_two_seats_to_three(rig: Rig) -> tuple[dict[str, Any], str]:
    """Three of four seats are taken; somebody wants there to be two."""
    done = rig.act("plan", people=4, seats=4, invited_days_ago=1)
    rig.start_web()
    for token in done["tokens"][:3]:
        reply(rig, token, "yes")
    path = f"/roundtables/{done['pk']}/seats/"
    answer = rig.visit(path, form={"seats": "2"}, session=done["session"])
    assert answer.status in {200, 302, 409, 422}
    assert answers(rig).count("yes") == 3
    return done, path


@fault("F29")
def test_fewer_seats_than_were_promised_are_refused(rig: Rig) -> None:
    done, path = offer_two_seats_to_three(rig)
    assert rig.cluster.rows(BOOKS) == [{"seats": 4, "seats_taken": 3}]

    assert rig.visit(path, form={"seats": "3"}, session=done["session"]).status == 302

    assert rig.cluster.rows(BOOKS) == [{"seats": 3, "seats_taken": 3}]


@fault("F29")
def test_control_without_a_look_at_who_has_one_seats_are_overbooked(rig: Rig) -> None:
    rig.without("room")
    rig.cluster.rows("ALTER TABLE roundtables_roundtable DROP CONSTRAINT seats_never_overrun")

    offer_two_seats_to_three(rig)

    assert rig.cluster.rows(BOOKS) == [{"seats": 2, "seats_taken": 3}]

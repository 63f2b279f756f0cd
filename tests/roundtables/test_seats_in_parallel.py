"""N people click Yes in the same moment for k seats: exactly k get one, the rest wait in line."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from bcp.core.actions import Refused
from roundtables.enums import Rsvp
from roundtables.models import Channel, Invitation
from roundtables.opening import NoSuchLink
from roundtables.replying import reply
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, link_token

PEOPLE, SEATS = 12, 3


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that several connections can use at once, as on a real site.

    The tests' SQLite lives in memory, where a second writer fails instead of waiting its turn.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    file = tmp_path / "shared.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    in_memory, name = connections["default"], connection.settings_dict["NAME"]
    connections.settings["default"]["NAME"] = str(file)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = in_memory
    connections.settings["default"]["NAME"] = name


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run these in threads of their own, started together."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def fresh(pk: int) -> Invitation:
    return Invitation.objects.select_related("roundtable").get(pk=pk)


def test_accept_gives_exactly_the_seats_when_all_come_at_once(shared_database):
    roundtable = RoundtableFactory(scheduled=True, seats=SEATS)
    people = InvitationFactory.create_batch(PEOPLE, roundtable=roundtable)

    at_once([lambda pk=person.pk: fresh(pk).accept() for person in people])

    roundtable.refresh_from_db()
    answers = list(roundtable.invitations.values_list("rsvp", flat=True))
    assert (roundtable.seats_taken, answers.count(Rsvp.YES)) == (SEATS, SEATS)
    assert answers.count(Rsvp.WAITLISTED) == PEOPLE - SEATS


def test_decline_and_accept_at_once_leave_no_seat_empty(shared_database):
    roundtable = RoundtableFactory(scheduled=True, seats=SEATS)
    people = InvitationFactory.create_batch(PEOPLE, roundtable=roundtable)
    for person in people[:8]:
        fresh(person.pk).accept()

    acts = [lambda pk=person.pk: fresh(pk).decline() for person in people[:8:2]]
    acts += [lambda pk=person.pk: fresh(pk).accept() for person in people[8:]]
    at_once(acts)

    roundtable.refresh_from_db()
    yes = roundtable.invitations.filter(rsvp=Rsvp.YES).count()
    assert (roundtable.seats_taken, yes) == (SEATS, SEATS)
    assert roundtable.invitations.waiting().count() == PEOPLE - 4 - SEATS


def said_or_gone(token: str) -> bool:
    try:
        return answer(token, "yes")
    except (NoSuchLink, Refused):
        return False


def answer(token: str, said: str) -> bool:
    return reply(token, said, language="en", notice_version=1, seconds_open=60)


def test_reply_by_link_gives_exactly_the_seats_when_all_come_at_once(shared_database):
    roundtable = RoundtableFactory(scheduled=True, seats=SEATS)
    people = InvitationFactory.create_batch(PEOPLE, roundtable=roundtable)
    tokens = [link_token(one) for one in people]

    at_once([lambda token=token: answer(token, "yes") for token in tokens])
    at_once([lambda token=token: answer(token, "no") for token in tokens[::2]])

    roundtable.refresh_from_db()
    yes = roundtable.invitations.filter(rsvp=Rsvp.YES).count()
    assert (roundtable.seats_taken, yes) == (SEATS, SEATS)
    assert roundtable.invitations.waiting().count() == PEOPLE // 2 - SEATS


def test_who_says_no_while_moving_up_stays_out(shared_database):
    roundtable = RoundtableFactory(scheduled=True, seats=1)
    seated, first, second = InvitationFactory.create_batch(3, roundtable=roundtable)
    for person in (seated, first, second):
        fresh(person.pk).accept()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert say_no(fresh(first.pk))
            freeing = pool.submit(decline_elsewhere, seated.pk)
            wait_until_somebody_waits()
        freeing.result(timeout=10)

    answers = [fresh(person.pk).rsvp for person in (seated, first, second)]
    assert answers == [Rsvp.NO, Rsvp.NO, Rsvp.YES]


def say_no(person: Invitation) -> bool | None:
    """As the personal page does it: on PostgreSQL without the roundtable's row."""
    if connection.vendor == "postgresql":
        return person.take_answer_alone(Rsvp.NO, Channel())
    return person.take_answer(Rsvp.NO, Channel())


def decline_elsewhere(pk: int) -> None:
    try:
        fresh(pk).decline()
    finally:
        connections.close_all()


def wait_until_somebody_waits() -> None:
    """Until another connection wants a row that this one holds; SQLite does not tell, so there it
    gets the time to come and to wait for the only writer.
    """
    if connection.vendor == "sqlite":
        time.sleep(0.3)
        return
    ends_at = time.monotonic() + 10
    waits = (
        "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY("
        "pg_blocking_pids(pid))"
    )
    with connection.cursor() as cursor:
        while time.monotonic() < ends_at:
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waited for the row: the guard is gone.")


def test_answers_and_withdrawals_at_once_both_get_through(shared_database):
    roundtable = RoundtableFactory(scheduled=True, seats=SEATS)
    people = InvitationFactory.create_batch(4, roundtable=roundtable)
    tokens = [link_token(one) for one in people]
    acts = [lambda token=token: said_or_gone(token) for token in tokens[:3]]
    acts += [lambda pk=one.pk: fresh(pk).withdraw(by=None) for one in people[:3]]

    at_once(acts)

    roundtable.refresh_from_db()
    yes = roundtable.invitations.filter(rsvp=Rsvp.YES).count()
    assert roundtable.seats_taken == yes

"""The rules of a zone change: people come at the time that they were told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from bcp.audit.models import AuditEvent
from bcp.mail.messages import message_of
from roundtables import reminders, tasks
from roundtables.models import Roundtable, RsvpLink
from roundtables.moving import cancel
from tests.factories.roundtables import InvitationFactory, RoundtableFactory
from tests.roundtables.mailings import mails, sequence_of
from tests.zones import ALWAYS_SUMMER_TIME, NO_SUMMER_TIME, SUMMER_TIME, zone_data

DENVER = "America/Denver"
NOW = datetime(2027, 3, 20, 12, tzinfo=UTC)
BEGINS = datetime(2027, 6, 8, 15, tzinfo=UTC)  # 9:00 AM in summer time
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def put(tmp_path):
    """Puts other zone data on the machine; Denver has summer time at first."""
    with zone_data(tmp_path) as put_zone:
        put_zone(DENVER, SUMMER_TIME)
        yield lambda rule: put_zone(DENVER, rule)


@pytest.fixture
def roundtable(center, put):
    return planned(center, "2027-06-08T09:00")


def planned(center, wall_start, **values):
    return RoundtableFactory(
        engagement__center=center, scheduled=True, time_zone=DENVER, wall_start=wall_start, **values
    )


def wall(roundtable) -> str:
    return f"{roundtable.starts_at.astimezone(roundtable.zone):%Y-%m-%d %H:%M}"


def test_new_rules_move_the_instants_and_leave_the_wall_times(roundtable, put):
    closes_at = roundtable.answers_close_at
    put(NO_SUMMER_TIME)

    counts = [tasks.follow_zones(), tasks.follow_zones()]

    roundtable.refresh_from_db()
    assert counts == [1, 0]
    assert (roundtable.starts_at, wall(roundtable)) == (BEGINS + HOUR, "2027-06-08 09:00")
    assert roundtable.answers_close_at == closes_at + HOUR
    [event] = AuditEvent.objects.filter(verb="roundtable.zone_followed")
    assert (event.actor_id, event.data["after"]) == (None, "2027-06-08 16:00:00+00:00")


def test_who_holds_the_entry_gets_it_again_and_nobody_is_asked(roundtable, put):
    yes = InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, no=True)
    RsvpLink.objects.issue(yes)
    put(NO_SUMMER_TIME)

    for _ in range(2):
        tasks.follow_zones()

    [mail] = mails("roundtable_moved")
    text = message_of(mail).decode().replace("=\r\n", "").replace("=3D", "=")
    yes.refresh_from_db()
    assert (mail.address, sequence_of(mail)) == (yes.email, ("REQUEST", 1))
    assert "DTSTART;TZID=America/Denver:20270608T090000" in text
    assert ("BEGIN:STANDARD" in text, "BEGIN:DAYLIGHT" in text) == (True, False)
    assert "The rules for clocks have changed" in text
    assert (yes.rsvp, yes.must_confirm) == ("yes", False)
    expiries = RsvpLink.objects.filter(invitation=yes).values_list("expires_at", flat=True)
    assert (len(expiries), len(set(expiries))) == (2, 1)


def test_new_rules_elsewhere_or_in_another_season_move_nothing(center, roundtable, put, tmp_path):
    winter = planned(center, "2027-12-07T09:00")
    InvitationFactory(roundtable=winter)
    RoundtableFactory(engagement__center=center, scheduled=True, time_zone="America/Phoenix")
    cancel(roundtable, by=None, reason="Flooded")
    put(NO_SUMMER_TIME)

    assert tasks.follow_zones() == 0
    assert mails("roundtable_moved") == []


def test_of_two_equal_hours_the_one_that_was_chosen_stays(center, put):
    late = {"starts_at": datetime(2027, 11, 7, 8, 30, tzinfo=UTC)}
    second = planned(center, "2027-11-07T01:30", fold=1, **late)

    assert tasks.follow_zones() == 0
    put(ALWAYS_SUMMER_TIME)
    assert tasks.follow_zones() == 1

    second.refresh_from_db()
    assert wall(second) == "2027-11-07 01:30"


def test_hour_that_new_rules_leave_out_keeps_its_instant_and_is_told(center, put, director_client):
    put(NO_SUMMER_TIME)
    lost = planned(center, "2028-03-12T02:30")
    InvitationFactory(roundtable=lost)
    before = lost.starts_at
    put(SUMMER_TIME)

    assert tasks.follow_zones() == 0

    page = director_client.get(reverse("roundtables:roundtable_detail", args=[lost.pk]))
    lost.refresh_from_db()
    assert lost.starts_at == before
    assert mails("roundtable_moved") == []
    assert "The rules for clocks have changed. 2:30 AM on Sunday, March 12, 2028" in page.text


def test_one_that_is_cancelled_meanwhile_is_left_alone(roundtable, put):
    put(NO_SUMMER_TIME)
    seen_before = Roundtable.objects.get(pk=roundtable.pk)
    cancel(roundtable, by=None, reason="Flooded")

    assert seen_before.has_drifted
    assert not seen_before.follow_zone()


def test_reminder_that_was_sent_is_not_sent_again_an_hour_later(roundtable, put):
    roundtable.change(reminder_days=[14])
    InvitationFactory(roundtable=roundtable, invited_at=NOW)
    [due] = reminders.ladder_of(roundtable)
    with time_machine.travel(due, tick=False):
        assert reminders.send_due_reminders() == 1

    put(NO_SUMMER_TIME)

    assert reminders.ladder_of(roundtable) == [due + HOUR]
    with time_machine.travel(due + HOUR, tick=False):
        assert (reminders.send_due_reminders(), tasks.follow_zones()) == (0, 1)
        assert reminders.send_due_reminders() == 0

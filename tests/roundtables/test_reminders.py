"""Reminders: to whom, when, and only once."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from roundtables import reminders
from roundtables.sending import remind
from tests.factories.roundtables import (
    InvitationFactory,
    RoundtableFactory,
)
from tests.factories.stakeholders import ContactFactory
from tests.roundtables.mailings import mails

LONG_AGO = timezone.now() - timedelta(days=30)


def test_reminders_go_once_to_those_who_owe_an_answer(roundtable):
    owing = InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)
    maybe = InvitationFactory(roundtable=roundtable, maybe=True, invited_at=LONG_AGO)
    InvitationFactory(roundtable=roundtable, yes=True, invited_at=LONG_AGO)
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO, wants_no_reminders=True)
    due = reminders.ladder_of(roundtable)[0]

    with time_machine.travel(due, tick=False):
        counts = [reminders.send_due_reminders(), reminders.send_due_reminders()]

    assert counts == [2, 0]
    assert {mail.address for mail in mails("reminder")} == {owing.email, maybe.email}


def test_reminders_leave_out_whom_the_directory_says_not_to_contact(roundtable, director):
    unwanted, other = (
        InvitationFactory(
            roundtable=roundtable, invited_at=LONG_AGO,
            contact=ContactFactory(organization__center=roundtable.center, do_not_contact=unwanted),
        )
        for unwanted in (True, False)
    )  # fmt: skip

    with time_machine.travel(reminders.ladder_of(roundtable)[0], tick=False):
        by_rule = reminders.send_due_reminders()
    sending, _ = remind(roundtable, [unwanted, other], by=director, key="by hand")

    assert (by_rule, sending.recipients) == (1, 1)
    assert {mail.address for mail in mails("reminder")} == {other.email}


def test_reminders_catch_up_once_after_a_standstill(roundtable):
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)
    first, second, _ = reminders.ladder_of(roundtable)

    with time_machine.travel(second + timedelta(hours=5), tick=False):
        reminders.send_due_reminders()

    assert len(mails("reminder")) == 1
    assert roundtable.reminder_rounds.get().due_at == second
    assert first < second


def test_reminders_are_not_sent_when_answers_are_closed(roundtable):
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)

    with time_machine.travel(roundtable.answers_close_at + timedelta(hours=1), tick=False):
        assert reminders.send_due_reminders() == 0


def test_ladder_is_wall_time_across_the_change_of_clocks(center):
    roundtable = RoundtableFactory(
        engagement__center=center, scheduled=True, wall_start="2027-03-16T09:00",
        time_zone="America/Denver", reminder_days=[7, 1],
    )  # fmt: skip

    dues = reminders.ladder_of(roundtable)

    assert [f"{due:%Y-%m-%d %H:%M}" for due in dues] == ["2027-03-09 16:00", "2027-03-15 15:00"]


def test_remind_by_hand_leaves_out_who_has_answered(roundtable, director):
    owing = InvitationFactory(roundtable=roundtable)
    answered = InvitationFactory(roundtable=roundtable, no=True)

    sending, _ = remind(roundtable, [owing, answered], by=director, key="r1")
    again, is_new = remind(roundtable, [owing, answered], by=director, key="r1")

    assert (sending.recipients, again, is_new) == (1, sending, False)
    assert [mail.address for mail in mails("reminder")] == [owing.email]

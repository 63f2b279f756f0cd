"""Waves that open by rule."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from roundtables import waves
from roundtables.enums import WaveRule
from tests.factories.roundtables import (
    InvitationFactory,
)
from tests.roundtables.mailings import mails


def test_wave_opens_once_after_declines(roundtable, director):
    InvitationFactory.create_batch(2, roundtable=roundtable, no=True)
    InvitationFactory(roundtable=roundtable, planned=True, wave=2)
    wave = roundtable.waves.create(number=2)
    wave.set_rule(WaveRule.DECLINES, by=director, after_declines=2)

    assert [waves.open_due_waves(), waves.open_due_waves()] == [1, 0]
    assert len(mails("invitation")) == 1


def test_wave_opens_on_its_day_at_nine_on_the_wall(roundtable, director):
    InvitationFactory(roundtable=roundtable, planned=True, wave=2)
    day = timezone.localdate() + timedelta(days=2)
    wave = roundtable.waves.create(number=2)
    wave.set_rule(WaveRule.DATE, by=director, opens_on=day)
    due = waves.opens_at(wave)

    with time_machine.travel(due - timedelta(minutes=1), tick=False):
        early = waves.open_due_waves()
    with time_machine.travel(due, tick=False):
        on_time = waves.open_due_waves()

    assert (early, on_time, due.astimezone(roundtable.zone).hour) == (0, 1, 9)


def test_wave_that_is_blocked_says_why(roundtable, director):
    InvitationFactory(roundtable=roundtable, planned=True, wave=2, email="")
    InvitationFactory.create_batch(2, roundtable=roundtable, no=True)
    wave = roundtable.waves.create(number=2, rule=WaveRule.DECLINES, opens_after_declines=1)

    assert waves.open_due_waves() == 0

    wave.refresh_from_db()
    assert (wave.opened_at, wave.held_because[:18]) == (None, "No e-mail address:")

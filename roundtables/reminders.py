"""The ladder of reminders: so many days before the roundtable, at 9:00 on the venue's clocks."""

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from bcp.core.actions import Refused, action
from bcp.core.datetimes import localize
from roundtables.enums import RoundtableState
from roundtables.models import ReminderRound, Roundtable
from roundtables.sending import remind

logger = logging.getLogger(__name__)
REMINDS_AT = time(9)
FRESH = timedelta(days=1)  # who was asked less than a day before is not reminded yet
# Other rules for clocks move a step by an hour or so; it is the same step still.
SAME_STEP = timedelta(hours=12)


def send_due_reminders() -> int:
    """Send the reminders that are due; return how many mails were queued.

    May run twice, and in two places. After a standstill only the latest step that was missed is
    made up for, and none once the roundtable has begun or answers are closed.
    """
    now = timezone.now()
    open_roundtables = Roundtable.objects.filter(
        state=RoundtableState.SCHEDULED, starts_at__gt=now
    ).exclude(reminder_days=[])
    related = open_roundtables.select_related("engagement__center", "venue")
    queued = 0
    for roundtable in related:
        try:
            queued += _remind(roundtable, now)
        except Refused:  # the others' reminders do not wait for this one's
            logger.exception("roundtable %s cannot be reminded of", roundtable.pk)
    return queued


def skip_missed(roundtable: Roundtable) -> None:
    """Leave out the reminders that a new date has put into the past: everyone was just told."""
    now = timezone.now()
    for due in ladder_of(roundtable):
        if due <= now:
            roundtable.reminder_rounds.get_or_create(due_at=due)


def ladder_of(roundtable: Roundtable) -> list[datetime]:
    """When reminders are due (UTC), the earliest first."""
    if roundtable.starts_at is None:
        return []
    day = roundtable.starts_at.astimezone(roundtable.zone).date()
    dues = {
        localize(day - timedelta(days=int(before)), REMINDS_AT, roundtable.zone, fold=0)
        for before in roundtable.reminder_days
    }
    return sorted(due for due in dues if due < roundtable.starts_at)


def round_of(due: datetime, rounds: Iterable[ReminderRound]) -> ReminderRound | None:
    """The round in which the step that is due then was done; None while it was not."""
    return next((one for one in rounds if abs(one.due_at - due) < SAME_STEP), None)


def _remind(roundtable: Roundtable, now: datetime) -> int:
    closes_at = roundtable.answers_close_at or roundtable.starts_at
    due = max((due for due in ladder_of(roundtable) if due <= now), default=None)
    if due is None or (closes_at and closes_at <= now):
        return 0
    if round_of(due, roundtable.reminder_rounds.all()):
        return 0
    return _remind_once(roundtable, due)


@action
def _remind_once(roundtable: Roundtable, due: datetime) -> int:
    roundtable.lock()
    is_done = round_of(due, roundtable.reminder_rounds.all())
    if is_done or roundtable.state != RoundtableState.SCHEDULED:
        return 0
    this_round = roundtable.reminder_rounds.create(due_at=due)
    people = roundtable.invitations.to_remind().filter(invited_at__lte=due - FRESH)
    key = f"reminder:{roundtable.pk}:{int(due.timestamp())}"
    sending, _ = remind(roundtable, list(people), by=None, key=key, due=due)
    this_round.change(reminded=sending.recipients if sending else 0)
    return int(this_round.reminded)

"""The mail server's row: leave it alone while it is in trouble, and keep to its pace."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Now

from bcp.mail.knobs import Knobs
from bcp.mail.models import Relay

OPENS_AFTER = 5  # failures in a row
BURST_SECONDS = 10  # a pace is kept on average over this time


def relay_row(knobs: Knobs) -> Relay:
    """The row of the mail server that the settings name."""
    relay: Relay | None = Relay.objects.filter(name=knobs.relay).first()
    if relay is None:
        relay, _ = Relay.objects.get_or_create(name=knobs.relay)
    return relay


def may_talk(relay: Relay, knobs: Knobs) -> bool:
    """Whether to talk to it now. While the breaker is open one worker may, once in a while."""
    if not relay.is_open:
        return True
    due = Relay.objects.filter(pk=relay.pk, retry_at__lte=Now())
    return bool(due.update(retry_at=Now() + Value(timedelta(seconds=knobs.BREAKER_SECONDS))))


def note_trouble(relay: Relay, problem: str, knobs: Knobs) -> None:
    """Count a failure; the fifth in a row opens the breaker."""
    rows = Relay.objects.filter(pk=relay.pk)
    rows.update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", Now()),
        problem=problem[:300],
    )
    rows.filter(failures__gte=OPENS_AFTER).update(
        retry_at=Now() + Value(timedelta(seconds=knobs.BREAKER_SECONDS))
    )


def note_success(relay: Relay) -> None:
    """It answers: close the breaker."""
    if relay.failures:
        Relay.objects.filter(pk=relay.pk).update(
            failures=0, failing_since=None, retry_at=None, problem=""
        )
        relay.failures, relay.retry_at = 0, None


def take_tokens(relay: Relay, wanted: int, knobs: Knobs) -> int:
    """How many mails it may be given now, at most `wanted`; they count as given."""
    pace = knobs.PACE_PER_MINUTE
    if not pace:
        return wanted
    room = max(1.0, pace * BURST_SECONDS / 60)
    with transaction.atomic():
        row = Relay.objects.select_for_update().annotate(clock=Now()).get(pk=relay.pk)
        passed = (row.clock - row.tokens_at).total_seconds() if row.tokens_at else room * 60
        tokens = min(room, row.tokens + max(0.0, passed) * pace / 60)
        taken = min(wanted, int(tokens))
        row.change(tokens=tokens - taken, tokens_at=row.clock)
    return taken


def give_back_tokens(relay: Relay, number: int, knobs: Knobs) -> None:
    """Mails that were not given after all."""
    if knobs.PACE_PER_MINUTE and number:
        Relay.objects.filter(pk=relay.pk).update(tokens=F("tokens") + number)

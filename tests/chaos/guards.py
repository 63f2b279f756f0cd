"""Guards that can be left out of a process, so that a test can show what each is for.

Some have a switch in the product, for tests only (bcp/mail/failpoints.py). The others are taken out
here, in the child that the nursery has just forked: the product keeps no switch for them.
"""

import os
import ssl
from collections.abc import Callable
from contextlib import nullcontext
from hashlib import sha256
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.postgresql.features import DatabaseFeatures
from django.http import HttpResponse
from django.views import defaults

import bcp.urls
from bcp.core import datetimes
from bcp.mail import failpoints, messages, polling, replies, talks
from bcp.mail.claiming import Settlement
from bcp.mail.delivery import Delivery
from bcp.mail.enums import MailState, Problem
from bcp.mail.hands import MailInHand
from bcp.mail.sealing import opened
from roundtables import opening, reminders, rezoning
from roundtables.models import Roundtable, inviting
from roundtables.replying import reply
from roundtables.views.visits import Visit


def leave_out(names: str) -> None:
    """Leave these guards out of this process, separated by commas."""
    asked = set(filter(None, names.split(",")))
    for name in asked & REMOVALS.keys():
        REMOVALS[name]()
    switches = ",".join(asked - REMOVALS.keys())
    failpoints.OFF.update(failpoints.left_out({**os.environ, "GUARDS_OFF": switches}))


def nothing(*args: Any, **options: Any) -> None:
    """Do nothing, instead of what guards."""


def transactions() -> None:
    """Each statement is committed for itself, and nothing is locked."""
    transaction.Atomic.__enter__ = nothing  # type: ignore[method-assign]
    transaction.Atomic.__exit__ = nothing  # type: ignore[method-assign]
    DatabaseFeatures.has_select_for_update = False


def lock_limit() -> None:
    """A locked row is waited for as long as it takes."""
    connections.databases[DEFAULT_DB_ALIAS]["OPTIONS"]["options"] = "-c lock_timeout=0"


def calm_page() -> None:
    """A database that is away is a failure like any other."""
    bcp.urls.handler400 = defaults.bad_request  # type: ignore[assignment]
    bcp.urls.handler500 = defaults.server_error  # type: ignore[assignment]


def short_transactions() -> None:
    """A mail is handed over inside a transaction."""
    Delivery._deliver = transaction.atomic(Delivery._deliver)  # type: ignore[method-assign]


def slow_answers() -> None:
    """A lease is not prolonged while the other side takes its time."""
    Delivery._wait_longer = nothing  # type: ignore[method-assign]


def trouble() -> None:
    """What befalls the connection counts as the mail's own failure."""

    deliver = Delivery._deliver

    def deliver_or_fail(self: Delivery, mail: MailInHand) -> None:
        try:
            deliver(self, mail)
        except replies.RelayTrouble:
            self._settle(mail, Settlement(MailState.FAILED, Problem.REFUSED))

    Delivery._deliver = deliver_or_fail  # type: ignore[method-assign]


def trust() -> None:
    """Any certificate will do."""
    talks.ssl.create_default_context = ssl._create_unverified_context  # type: ignore[attr-defined]


def rendering() -> None:
    """A mail that cannot be made stops whoever tries."""

    def frozen(self: Delivery, mail: MailInHand) -> tuple[bytes, str]:
        message = messages.built(mail, mail.batch.skeleton, opened(mail.sealed))
        return message, sha256(message).hexdigest()

    Delivery._frozen = frozen  # type: ignore[method-assign]


def farewell() -> None:
    """A worker that is asked to end does not wait for the mail in its hand."""
    polling.STOP_SECONDS = 0


def room() -> None:
    """Seats are set without a look at who has one."""
    inviting.require_room = nothing  # type: ignore[attr-defined]  # it is imported there


def latest_step() -> None:
    """Every reminder that was missed is made up for, also of what is over."""

    def remind(roundtable: Roundtable, now: Any) -> int:
        dues = [due for due in reminders.ladder_of(roundtable) if due <= now]
        return sum(reminders._remind_once(roundtable, due) for due in dues)

    reminders._remind = remind


def zone_check() -> None:
    """Nobody looks whether the rules of a zone have changed."""
    rezoning.follow_zones = nothing  # type: ignore[assignment]


def fresh_zones() -> None:
    """A zone is read once, as Python does it."""
    datetimes._file_of = lambda _: ()


def careful_page() -> None:
    """A personal page that takes its being opened for a Yes."""
    render = Visit.render_quickly

    def render_and_answer(self: Visit, template: str, **context: Any) -> HttpResponse:
        reply(self.token, "yes", language=self.language, notice_version=None, seconds_open=60)
        return render(self, template, **context)

    Visit.render_quickly = render_and_answer  # type: ignore[method-assign]


def read_only() -> None:
    """A GET may write."""
    opening.read_only = nullcontext  # type: ignore[assignment]


REMOVALS: dict[str, Callable[[], None]] = {
    "transactions": transactions,
    "lock limit": lock_limit,
    "calm page": calm_page,
    "short transactions": short_transactions,
    "slow answers": slow_answers,
    "trouble": trouble,
    "trust": trust,
    "rendering": rendering,
    "farewell": farewell,
    "room": room,
    "latest step": latest_step,
    "zone check": zone_check,
    "fresh zones": fresh_zones,
    "careful page": careful_page,
    "read only": read_only,
}

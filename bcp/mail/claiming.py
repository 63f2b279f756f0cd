"""The statements of delivery, one function each, on the database's own clock.

A worker's clock may be wrong, and two workers' clocks may differ: leases are set and judged by the
database alone. On PostgreSQL claims pass over rows that another worker is claiming; on SQLite one
writer is at work at a time, so the same UPDATE needs no locks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bcp.mail.enums import MailState, Problem
from bcp.mail.failpoints import is_off

MAX_CLAIMS = 25  # so often a worker may vanish with a mail in hand before a person must look
# Word for word the condition of the index of open mails, or SQLite would not use it.
WAITING = '"is_open"'


@dataclass(frozen=True)
class Handed:
    """A mail that the other side took, not yet written down."""

    mail_id: int
    reply: str
    relay_queue_id: str
    headers: str


def is_postgresql() -> bool:
    """Whether the ledger lies in PostgreSQL."""
    return connection.vendor == "postgresql"


def clock() -> str:
    """SQL for this instant on the database's clock."""
    if is_off("clock"):
        return f"timestamptz '{timezone.now().isoformat()}'"
    # strftime gives milliseconds; Django stores microseconds; as texts they compare rightly.
    return "clock_timestamp()" if is_postgresql() else "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"


def clock_plus() -> str:
    """SQL for an instant some seconds from now; takes one parameter made by `seconds`."""
    if is_postgresql():
        return f"{clock()} + %s * interval '1 second'"
    return "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s)"


def seconds(number: float) -> float | str:
    """The parameter of `clock_plus`."""
    return number if is_postgresql() else f"{number:+.3f} seconds"


def run(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement in its own transaction; the rows it returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def in_doubt() -> MailState:
    """What becomes of a mail whose text may have arrived: nothing repeats it by itself."""
    return MailState.QUEUED if is_off("fence") else MailState.UNCONFIRMED


def be_durable() -> None:
    """The fence must outlive a power cut; SQLite's setting for pages may lose the last commits."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        run("PRAGMA synchronous=FULL")


def claim(token: str, *, limit: int, lease_seconds: float) -> list[int]:
    """Take up to `limit` mails that are due, for a while; returns their ids, in order."""
    skip = "FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
    sql = f"""
        UPDATE mail_outgoingmail
        SET state = 'leased', lease_token = %s, lease_until = {clock_plus()}, claims = claims + 1
        WHERE id IN (
            SELECT id FROM mail_outgoingmail
            WHERE {WAITING} AND cancelled_at IS NULL AND (
                state IN ('queued', 'retry') AND (not_before IS NULL OR not_before <= {clock()})
                OR state = 'leased' AND lease_until < {clock()}
            )
            ORDER BY priority, id LIMIT %s {skip}
        )
        RETURNING id, priority"""  # noqa: S608 - built from constants
    rows = run(sql, [token, seconds(lease_seconds), limit])
    return [mail_id for mail_id, _ in sorted(rows, key=lambda row: (row[1], row[0]))]


def renew(token: str, ids: Sequence[int], *, lease_seconds: float) -> None:
    """Keep the mails that are still in hand for another while."""
    marks = ", ".join(["%s"] * len(ids))
    sql = f"""
        UPDATE mail_outgoingmail SET lease_until = {clock_plus()}
        WHERE id IN ({marks}) AND lease_token = %s AND state = 'leased'
            AND lease_until > {clock()}"""  # noqa: S608 - built from constants
    run(sql, [seconds(lease_seconds), *ids, token])


def release(token: str, ids: Sequence[int], *, not_set_out: int = -1) -> None:
    """Give back mails of which nothing has left; they are due at once, and no attempt is used up.

    `not_set_out` is a mail whose text certainly never set out, whatever its row says by now. Its
    token is ours as long as nobody else, worker or person, has done anything with it: an end of
    its lease alone makes it unconfirmed and leaves the token.
    """
    if not ids:
        return
    marks = ", ".join(["%s"] * len(ids))
    sql = f"""
        UPDATE mail_outgoingmail
        SET state = CASE WHEN cancelled_at IS NULL THEN 'queued' ELSE 'cancelled' END,
            problem = CASE WHEN cancelled_at IS NOT NULL THEN 'withdrawn'
                WHEN state = 'leased' THEN problem ELSE '' END,
            sealed = CASE WHEN cancelled_at IS NULL THEN sealed ELSE '' END,
            attempts = CASE WHEN state = 'leased' THEN attempts ELSE attempts - 1 END,
            finished_at = cancelled_at, lease_token = '', lease_until = NULL, claims = 0
        WHERE id IN ({marks}) AND lease_token = %s
            AND (state = 'leased' OR state IN ('data_started', 'unconfirmed') AND id = %s)"""  # noqa: S608 - built from constants
    run(sql, [*ids, token, not_set_out])


def settle_sent(token: str, handed: Handed, *, keeps_text: bool) -> None:
    """Write down that the other side took the mail, and wipe its text unless it is kept."""
    sql = f"""
        UPDATE mail_outgoingmail
        SET state = 'sent', lease_until = NULL, finished_at = {clock()}, problem = '',
            sealed = CASE WHEN %s THEN sealed ELSE '' END,
            headers = %s, reply = %s, relay_queue_id = %s
        WHERE id = %s AND lease_token = %s AND state IN ('data_started', 'unconfirmed')"""  # noqa: S608 - built from constants
    run(
        sql,
        [
            keeps_text, handed.headers, handed.reply, handed.relay_queue_id, handed.mail_id, token,
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Settlement:
    """What became of a mail that was not taken."""

    state: MailState
    problem: Problem | None = None
    reply: str = ""
    retry_in: float | None = None  # seconds
    attempts: int = 0  # how many more this used up
    keeps_claims: bool = False  # whether this counts as taken up and not done
    wipes: bool = False


def settle(token: str, mail_id: int, settlement: Settlement) -> None:
    """Write down what became of a mail that is in hand; a withdrawn one does not come back."""
    waits = settlement.retry_in is not None
    goes_on = settlement.state in {MailState.RETRY, MailState.QUEUED}
    sql = f"""
        UPDATE mail_outgoingmail
        SET state = CASE WHEN %s AND cancelled_at IS NOT NULL THEN 'cancelled' ELSE %s END,
            problem = %s, reply = %s, lease_token = '', lease_until = NULL,
            claims = CASE WHEN %s THEN claims ELSE 0 END, attempts = attempts + %s,
            sealed = CASE WHEN %s OR %s AND cancelled_at IS NOT NULL THEN '' ELSE sealed END,
            not_before = CASE WHEN %s THEN {clock_plus()} END,
            finished_at = CASE WHEN %s THEN NULL ELSE {clock()} END
        WHERE id = %s AND lease_token = %s AND state IN ('leased', 'data_started')"""  # noqa: S608 - built from constants
    run(
        sql,
        [
            goes_on, settlement.state, settlement.problem or "", settlement.reply[:500],
            settlement.keeps_claims, settlement.attempts, settlement.wipes, goes_on,
            waits, seconds(settlement.retry_in or 0), goes_on, mail_id, token,
        ],
    )  # fmt: skip


def sweep(*, resend_after: float | None) -> None:
    """Move on what stands still: worker gone after the fence, withdrawn, too late, lost too often.

    `resend_after` (seconds) is set where unconfirmed mails are sent once more by themselves.
    """
    if resend_after is None and not run(f"SELECT 1 FROM mail_outgoingmail WHERE {WAITING} LIMIT 1"):  # noqa: S608 - built from constants
        return
    now = clock()
    statements = [
        f"""SET state = '{in_doubt()}', problem = 'no_answer', finished_at = {now}
            WHERE {WAITING} AND state = 'data_started' AND lease_until < {now}""",
        f"""SET state = 'cancelled', problem = 'withdrawn', sealed = '', finished_at = {now}
            WHERE {WAITING} AND cancelled_at IS NOT NULL
                AND (state IN ('queued', 'retry') OR state = 'leased' AND lease_until < {now})""",
        f"""SET state = 'failed', problem = 'given_up', finished_at = {now}
            WHERE {WAITING} AND state IN ('queued', 'retry') AND give_up_at < {now}""",
        f"""SET state = 'held', problem = 'worker_lost'
            WHERE {WAITING} AND state = 'leased' AND lease_until < {now}
                AND claims >= {MAX_CLAIMS}""",
    ]
    if resend_after is not None:
        statements.append(
            f"""SET state = 'queued', problem = '', resends = resends + 1, lease_token = ''
            WHERE state = 'unconfirmed' AND resends = 0 AND sealed <> '' AND cancelled_at IS NULL
                AND finished_at < {clock_plus()}"""
        )
    with transaction.atomic():
        for statement in statements:
            parameters = [seconds(-resend_after)] if resend_after and "resends" in statement else []
            run(f"UPDATE mail_outgoingmail {statement}", parameters)

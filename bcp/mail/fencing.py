"""The fence: the one committed statement that lets a text set out.

It is the statement that every mail needs, so PostgreSQL parses and plans it only once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bcp.mail.claiming import Handed, clock, clock_plus, seconds
from bcp.mail.failpoints import OFF, is_off

NOBODY = Handed(-1, "", "", "")
TYPES = {int: "bigint", float: "double precision", str: "text"}
PREPARED: WeakSet[Any] = WeakSet()  # connections of psycopg2 that know the statement


@dataclass(frozen=True)
class Setting:
    """A mail whose text is about to set out, and the history of the database it belongs to."""

    mail_id: int
    sha256: str
    epoch: str
    lease_seconds: float


def fence(token: str, setting: Setting, previous: Handed | None) -> bool:
    """Commit "the text of this mail is about to set out", and that the previous one was taken.

    Returns whether it may set out: the lease is ours and not over, nobody withdrew the mail, and
    the database still has the history that this worker knows. One statement, so one commit per
    mail: what is written down for the previous mail is true whatever becomes of this one.
    """
    before = previous or NOBODY
    values = {
        "own": setting.mail_id,
        "seconds": seconds(setting.lease_seconds),
        "sha256": setting.sha256,
        "headers": before.headers,
        "reply": before.reply,
        "queue_id": before.relay_queue_id,
        "before": before.mail_id,
        "token": token,
        "epoch": setting.epoch,
    }
    return (setting.mail_id,) in _run(connections[DEFAULT_DB_ALIAS], values)


def _sql() -> str:
    leased = "TRUE" if is_off("lease") else f"state = 'leased' AND lease_until > {clock()}"
    owned = "%(token)s <> ''" if is_off("lease") else "lease_token = %(token)s"
    wanted = "TRUE" if is_off("withdrawal") else "cancelled_at IS NULL"
    later = clock_plus().replace("%s", "%(seconds)s")
    own = "CASE WHEN id = %(own)s THEN"
    return f"""
        UPDATE mail_outgoingmail
        SET state = {own} 'data_started' ELSE 'sent' END,
            lease_until = {own} {later} END,
            sha256 = {own} %(sha256)s ELSE sha256 END,
            attempts = {own} attempts + 1 ELSE attempts END,
            handovers = {own} handovers + 1 ELSE handovers END,
            data_started_at = {own} {clock()} ELSE data_started_at END,
            finished_at = {own} NULL ELSE {clock()} END,
            sealed = {own} sealed ELSE '' END,
            headers = {own} headers ELSE %(headers)s END,
            reply = {own} '' ELSE %(reply)s END,
            relay_queue_id = {own} relay_queue_id ELSE %(queue_id)s END,
            problem = ''
        WHERE id IN (%(own)s, %(before)s) AND {owned} AND (
            id = %(before)s AND state IN ('data_started', 'unconfirmed')
            OR id = %(own)s AND {leased} AND {wanted}
                AND EXISTS (
                    SELECT 1 FROM mail_instance WHERE epoch = %(epoch)s AND held_at IS NULL
                )
        )
        RETURNING id"""  # noqa: S608 - built from constants


_kept_sql = cache(_sql)


def _run(database: BaseDatabaseWrapper, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    # OFF: failpoints change the statement.
    if database.vendor == "postgresql" and not OFF and not _is_pooled(database):
        return _run_prepared(database, values)
    with database.cursor() as cursor:
        cursor.execute(_sql() if OFF else _kept_sql(), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _run_prepared(database: BaseDatabaseWrapper, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The same by the driver's own cursor: Django's costs as much as the statement itself."""
    database.ensure_connection()
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        if database.connection not in PREPARED:
            cursor.execute(_prepare(values))
            PREPARED.add(database.connection)
        cursor.execute(_execute(len(values)), list(values.values()))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _is_pooled(database: BaseDatabaseWrapper) -> bool:
    """Whether a pooler changes the connection between transactions, as Django is told."""
    return bool(database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))


def _prepare(values: dict[str, Any]) -> str:
    numbers = {name: f"${number}" for number, name in enumerate(values, 1)}
    types = ", ".join(TYPES[type(value)] for value in values.values())
    return f"PREPARE mail_fence ({types}) AS {_kept_sql() % numbers}"


@cache
def _execute(number: int) -> str:
    return f"EXECUTE mail_fence ({', '.join(['%s'] * number)})"

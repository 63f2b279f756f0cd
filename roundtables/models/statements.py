"""The few statements of an answer, written in SQL.

An answer is the busiest write of the product. Built by the ORM its statements took several times as
long to put together as the database takes to run them; written out they are these. They are called
by the actions in `models.answering` and by nothing else; the rules stand there.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from bcp.audit.models import AuditEvent

if TYPE_CHECKING:
    from roundtables.models.invitees import Invitee

M = TypeVar("M", bound=models.Model)
ROUNDTABLE_COLUMNS = ("state", "starts_at", "answers_close_at", "seats", "seats_taken", "revision")
INVITATION_COLUMNS = (
    "state", "rsvp", "must_confirm", "waitlisted_at", "answered_at", "source", "notice_version",
    "language", "access_needs", "needs_delete_on", "sector_id", "email", "mailings", "revision",
    "is_disputed", "wants_no_reminders", "forgotten_at",
)  # fmt: skip
INVITATION = f"""
SELECT {", ".join(INVITATION_COLUMNS)} FROM roundtables_invitation
WHERE id = %s"""  # noqa: S608 - names of columns only
PATIENCE = "SET LOCAL lock_timeout = '200ms'"
LOCK = (
    "SELECT "
    + ", ".join(
        [f"roundtable.{column}" for column in ROUNDTABLE_COLUMNS]
        + [f"invitation.{column}" for column in INVITATION_COLUMNS]
    )
    + """
FROM roundtables_invitation invitation
JOIN roundtables_roundtable roundtable ON roundtable.id = invitation.roundtable_id
WHERE invitation.id = %s"""
)
# PostgreSQL locks in the order in which the tables are named here: the roundtable's row first.
FOR_UPDATE = " FOR UPDATE OF roundtable, invitation"
# Seats kept for other sectors and not taken yet stay out of reach: see models.seats.
TAKE_SEAT = """
UPDATE roundtables_roundtable SET seats_taken = seats_taken + 1
WHERE id = %s AND seats_taken < seats - COALESCE((
    SELECT SUM(CASE WHEN kept.minimum > kept.taken THEN kept.minimum - kept.taken ELSE 0 END)
    FROM (
        SELECT reserve.minimum, (
            SELECT COUNT(*) FROM roundtables_invitation other
            WHERE other.roundtable_id = reserve.roundtable_id AND other.rsvp = 'yes'
            AND other.sector_id = reserve.sector_id
        ) AS taken
        FROM roundtables_sectorseats reserve
        WHERE reserve.roundtable_id = %s AND reserve.sector_id <> %s
    ) kept
), 0)"""
# The same for a roundtable that keeps no seats and is still as it was read.
TAKE_FREE_SEAT = """
UPDATE roundtables_roundtable SET seats_taken = seats_taken + 1
WHERE id = %s AND updated_at = %s AND seats_taken < seats AND NOT EXISTS (
    SELECT 1 FROM roundtables_sectorseats reserve WHERE reserve.roundtable_id = %s
)"""
GIVE_BACK_SEAT = """
UPDATE roundtables_roundtable SET seats_taken = seats_taken - 1 WHERE id = %s AND seats_taken > 0"""
WAITING = f"""
SELECT id, roundtable_id, name, {", ".join(INVITATION_COLUMNS)} FROM roundtables_invitation
WHERE roundtable_id = %s AND rsvp = 'waitlisted' AND state = 'invited'
    AND waitlisted_at IS NOT NULL AND (waitlisted_at, id) > (%s, %s)
ORDER BY waitlisted_at, id LIMIT %s"""  # noqa: S608 - names of columns only
LINE_PART = 20  # of the waitlist are read at a time, at most
WRITE_ANSWER = """
UPDATE roundtables_invitation SET rsvp = %s, answered_at = %s, source = %s, must_confirm = %s,
    waitlisted_at = %s, is_possibly_automatic = %s, notice_version = %s, language = %s,
    access_needs = %s, needs_delete_on = %s, updated_at = %s
WHERE id = %s"""
KEEP_EVENT = """
INSERT INTO audit_auditevent (at, actor_id, verb, subject_type, subject_id, center_id, data)
VALUES (%s, %s, %s, %s, %s, %s, %s)"""
KEEP_ANSWER = """
INSERT INTO roundtables_rsvpanswer (invitation_id, rsvp, source, by_id, note,
    is_possibly_automatic, told_at, created_at, updated_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def lock(invitation: "Invitee") -> None:
    """Take the roundtable's row, then the invitation's, and re-read what an answer depends on.

    On SQLite the transaction is IMMEDIATE and holds the write lock already.
    """
    with connection.cursor() as cursor:
        run(cursor, LOCK + FOR_UPDATE * (connection.vendor == "postgresql"), [invitation.pk])
        row = cursor.fetchone()
    if row is None:
        raise type(invitation).DoesNotExist
    values = iter(row)
    for instance, columns in (
        (invitation.roundtable, ROUNDTABLE_COLUMNS),
        (invitation, INVITATION_COLUMNS),
    ):
        for column in columns:
            setattr(instance, column, aware(next(values)))


def lock_alone(invitation: "Invitee") -> None:
    """Take the invitation's row only, and re-read it (PostgreSQL).

    Who holds it and then waits for the roundtable's row waits against the order of everybody else,
    so the wait is short: after 200 ms the transaction fails, long before it could block anybody.
    """
    with connection.cursor() as cursor:
        call = _prepared_call(cursor, INVITATION + " FOR UPDATE", 1)
        cursor.execute(f"{PATIENCE}; {call}", [invitation.pk])
        _read_again(invitation, cursor)


def take_seat(roundtable_id: int, sector_id: str) -> bool:
    """Count one more seat for somebody of this sector, if one is left for them."""
    with connection.cursor() as cursor:
        run(cursor, TAKE_SEAT, [roundtable_id, roundtable_id, sector_id])
        return bool(cursor.rowcount)


def write_answer(
    invitation: "Invitee",
    now: datetime,
    *,
    event: AuditEvent | None,
    by_id: int | None,
    note: str,
    is_told: bool,
    takes_free_seat: bool = False,
    gives_back_seat: bool = False,
) -> bool:
    """Keep what the instance says about its answer, in the row and in the history, and the event in
    the audit log; unless it `is_told`, its confirmation is still to be sent.

    `takes_free_seat` counts one more seat, if one is free and the roundtable has not been changed
    since it was read; False when it could not: then the transaction must be undone.
    `gives_back_seat` counts one less, for a caller who holds the roundtable's row.
    """
    row = [
        invitation.rsvp, invitation.answered_at, invitation.source, invitation.must_confirm,
        invitation.waitlisted_at, invitation.is_possibly_automatic, invitation.notice_version,
        invitation.language, invitation.access_needs, invitation.needs_delete_on, now,
        invitation.pk,
    ]  # fmt: skip
    entry = [
        invitation.pk, invitation.rsvp, invitation.source, by_id, note,
        invitation.is_possibly_automatic, now if is_told else None, now, now,
    ]  # fmt: skip
    calls = [(KEEP_ANSWER, entry), (WRITE_ANSWER, row)]
    if event:
        act = [
            now, event.actor_id, event.verb, event.subject_type, event.subject_id, event.center_id,
            json.dumps(event.data),
        ]  # fmt: skip
        calls.insert(0, (KEEP_EVENT, act))
    if takes_free_seat:
        roundtable = invitation.roundtable
        # Last, so that others wait for the roundtable's row as short as can be.
        calls.append((TAKE_FREE_SEAT, [roundtable.pk, roundtable.updated_at, roundtable.pk]))
    if gives_back_seat:
        calls.append((GIVE_BACK_SEAT, [invitation.roundtable_id]))
    with connection.cursor() as cursor:
        run_together(cursor, calls)
        return bool(cursor.rowcount)


def waiting(roundtable_id: int, free: int) -> Iterator[dict[str, Any]]:
    """The invitations on the waitlist, first come first, with what moving up needs of them; their
    rows are taken, for a caller who holds the roundtable's row and has so many `free` seats.

    PostgreSQL leaves out whoever said No alone while it waited for their row.
    """
    names = ("id", "roundtable_id", "name", *INVITATION_COLUMNS)
    sql = WAITING + " FOR UPDATE" * (connection.vendor == "postgresql")
    after: tuple[Any, int] = (datetime(1, 1, 1, tzinfo=UTC), 0)
    part, is_more = min(free, LINE_PART), True
    while is_more:
        with connection.cursor() as cursor:
            values = [roundtable_id, *after, part]
            run(cursor, sql, _stored(values))
            rows = [dict(zip(names, map(aware, row), strict=True)) for row in cursor.fetchall()]
        yield from rows
        is_more = len(rows) == part
        part = LINE_PART
        after = (rows[-1]["waitlisted_at"], rows[-1]["id"]) if rows else after


def run(cursor: CursorWrapper, sql: str, values: list[Any]) -> None:
    """Run one of these statements. PostgreSQL takes longer to plan some of them than to run them,
    up to fifteen times, so each connection prepares each statement once; not behind a pooler that
    changes connections, which Django is told of by DISABLE_SERVER_SIDE_CURSORS.
    """
    if connection.vendor == "postgresql":
        sql = _prepared_call(cursor, sql, len(values))
    cursor.execute(sql, values)


def run_together(cursor: CursorWrapper, calls: list[tuple[str, list[Any]]]) -> None:
    """Run statements that give no rows; PostgreSQL takes all in one message. The cursor's rowcount
    is that of the last.
    """
    if connection.vendor == "postgresql":
        together = "; ".join(_prepared_call(cursor, sql, len(values)) for sql, values in calls)
        cursor.execute(together, [value for _, values in calls for value in values])
        return
    for sql, values in calls:
        cursor.execute(sql, _stored(values))


def _prepared_call(cursor: CursorWrapper, sql: str, count: int) -> str:
    database = cursor.db
    if database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return sql
    names = _prepared.setdefault(database.connection, {})
    if sql not in names:
        verb, *words = sql.split()
        table = {"INSERT": words[1], "UPDATE": words[0]}.get(verb)
        name = f"write_{table}_{len(names)}" if table else f"read_{len(names)}"
        cursor.execute(f"PREPARE {name} AS " + sql % tuple(f"${n}" for n in range(1, count + 1)))
        names[sql] = f"EXECUTE {name} ({', '.join(['%s'] * count)})"
    return names[sql]


# Of each open connection: SQL -> how it is called there.
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def partial(model: type[M], **values: Any) -> M:
    """A row of which only some columns are known; the others are read when they are asked for."""
    names = _in_order(model, tuple(values))
    return model.from_db("default", names, [values[name] for name in names])


@cache
def _in_order(model: type[models.Model], names: tuple[str, ...]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


def aware(value: Any) -> Any:
    """SQLite hands out UTC without saying so, and true and false as numbers."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _read_again(invitation: "Invitee", cursor: CursorWrapper) -> None:
    row = cursor.fetchone()
    if row is None:
        raise type(invitation).DoesNotExist
    for column, value in zip(INVITATION_COLUMNS, row, strict=True):
        setattr(invitation, column, aware(value))


def _stored(values: list[Any]) -> list[Any]:
    """As the database keeps them: SQLite has neither instants with a zone nor days."""
    if connection.vendor != "sqlite":
        return values
    adapt = connection.ops.adapt_datetimefield_value
    return [
        adapt(value) if isinstance(value, datetime)
        else value.isoformat() if isinstance(value, date)
        else value
        for value in values
    ]  # fmt: skip

"""The judge after every test: the site's ledger beside the one that the mail server wrote.

The mail server writes each mail down before it says 250, so its ledger is what the world got.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

LEDGER = """
    SELECT id, about, address, message_id, state, problem, reply, attempts, handovers, sha256,
        data_started_at,
        coalesce(lease_until < clock_timestamp() - %s * interval '1 second', false) AS is_forgotten,
        not_before IS NULL OR not_before <= clock_timestamp() AS is_due
    FROM mail_outgoingmail ORDER BY id"""
TRANSIENT = {"leased", "data_started"}
WAITING = {"queued", "retry", "leased"}
Row = dict[str, Any]


@dataclass
class Verdict:
    """Message by message, what must not be. All empty: nothing was lost and nothing doubled."""

    twice: list[str] = field(default_factory=list)  # delivered more often than anybody asked for
    lost: list[str] = field(default_factory=list)  # ordered, and in no row
    falsely_sent: list[str] = field(default_factory=list)  # "sent", but never received
    unnoticed: list[str] = field(default_factory=list)  # received, but waiting or failed here
    stuck: list[str] = field(default_factory=list)  # in hand of nobody
    crowded: list[str] = field(default_factory=list)  # more or fewer than one recipient

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return self == Verdict()


def judge(
    rows: Collection[Row],
    records: Iterable[Row],
    *,
    ordered: Iterable[str],
    sent_again: Collection[str] = (),
    forgotten: Collection[str] = (),
) -> Verdict:
    """Join both ledgers. `sent_again` are the rows (about) whose mail a person ordered twice.

    `forgotten` are those that had left when an older backup was restored, which cannot know it.
    """
    received: Counter[str] = Counter()
    crowded = []
    for record in records:
        received[record["message_id"].strip()] += 1
        if len(record["to"]) != 1:
            crowded.append(record["message_id"].strip())
    known = {row["about"] for row in rows}
    verdict = Verdict(crowded=crowded, lost=[about for about in ordered if about not in known])
    for row in rows:
        number, about = received[row["message_id"]], row["about"]
        if number > 1 + (about in sent_again):
            verdict.twice.append(about)
        if row["state"] in {"sent", "bounced"} and not number:
            verdict.falsely_sent.append(about)
        is_silent = row["state"] in {*WAITING, "failed", "cancelled", "held"}
        if is_silent and number and about not in forgotten:
            verdict.unnoticed.append(about)
        if row["state"] in TRANSIENT and row["is_forgotten"]:
            verdict.stuck.append(about)
    return verdict

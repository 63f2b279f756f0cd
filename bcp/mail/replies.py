"""What the other side's answers mean for a mail."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from django.utils import timezone

from bcp.mail.claiming import Settlement
from bcp.mail.enums import MailState, Problem
from bcp.mail.knobs import Knobs

MINUTES = (1, 5, 15, 30, 60, 120, 240)
JITTER = 0.2
POLICY = re.compile(r"\b5\.7\.\d")


class Stage(Enum):
    """How far the talk about one mail had come."""

    RECIPIENT = "recipient"
    TEXT = "text"


class RelayTrouble(Exception):
    """The mail server itself is the trouble: not there, not letting us in, or closing down.

    Nothing of a mail was accepted; no attempt of any mail is used up.
    """


class Doubt(Exception):
    """The text set out and no answer came: the mail may have arrived, or not."""


@dataclass
class TroubleWithMail(RelayTrouble):
    """Trouble that was said about one mail, by name or by text: perhaps that mail alone meets it.

    No attempt is used up, but the mail waits a while, or it would stop all others behind it.
    """

    stage: Stage
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Refusal(Exception):
    """The other side said no to one mail, for now (4xx) or for good (5xx)."""

    stage: Stage
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_for_good(self) -> bool:
        """Whether asking again is useless; 552, "too many", passes (RFC 5321, 4.5.3.1.10)."""
        return 500 <= self.code < 600 and self.code != 552

    @property
    def is_about_the_mailbox(self) -> bool:
        """Whether it tells something about the address, and not about us or our text."""
        return self.stage is Stage.RECIPIENT and self.is_for_good and not POLICY.search(self.text)


def is_trouble(code: int) -> bool:
    """Whether an answer is about the connection or our right to use it, whatever the command."""
    return code in {421, 432, 454, 530, 534, 535, 538}


def settlement_of(
    refusal: Refusal, *, attempts: int, give_up_at: datetime, knobs: Knobs
) -> Settlement:
    """What becomes of a mail that was refused after so many attempts before this one."""
    is_counted = refusal.stage is Stage.TEXT  # the fence has counted it
    if refusal.is_for_good:
        problem = Problem.REFUSED if refusal.stage is Stage.RECIPIENT else Problem.REFUSED_TEXT
        return Settlement(MailState.FAILED, problem, str(refusal), attempts=int(not is_counted))
    wait = retry_seconds(attempts + 1, knobs.BACKOFF_FACTOR)
    if timezone.now() + timedelta(seconds=wait) > give_up_at:
        return Settlement(
            MailState.FAILED, Problem.GIVEN_UP, str(refusal), attempts=int(not is_counted)
        )
    return Settlement(
        MailState.RETRY,
        Problem.ASKED_TO_WAIT,
        str(refusal),
        retry_in=wait,
        attempts=int(not is_counted),
    )


def retry_seconds(attempts: int, factor: float = 1) -> float:
    """How long to wait after this many attempts: 1, 5, 15, 30, 60, 120 min, then 4 h, ± 20 %."""
    minutes = MINUTES[min(attempts, len(MINUTES)) - 1]
    return minutes * 60 * factor * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load


def put_off(trouble: TroubleWithMail, *, claims: int, knobs: Knobs) -> Settlement:
    """What becomes of a mail that met such trouble, when it was taken up the `claims`-th time."""
    return Settlement(
        MailState.RETRY,
        Problem.ASKED_TO_WAIT,
        str(trouble),
        retry_in=retry_seconds(claims, knobs.BACKOFF_FACTOR),
        attempts=-int(trouble.stage is Stage.TEXT),  # the fence has counted it
        keeps_claims=True,
    )


def queue_id(reply: str) -> str:
    """The name that the mail server gave the mail, as the usual servers say it."""
    words = reply.split()
    for before, word in pairwise(words):
        if before.lower() in {"as", "id", "id=", "queued"} and word.lower() != "as":
            return word.strip("<>.,;()")[:80]
    return ""

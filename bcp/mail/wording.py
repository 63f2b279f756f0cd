"""What people read about a mail: its state, why, and the one action that helps."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bcp.accounts.zones import zone_at
from bcp.core.datetimes import describe_briefly
from bcp.mail.enums import MailState, Problem

TONES = {
    MailState.SENT: "success",
    MailState.FAILED: "danger",
    MailState.BOUNCED: "danger",
    MailState.UNCONFIRMED: "warning",
    MailState.HELD: "warning",
    MailState.WITHHELD: "warning",
    MailState.RETRY: "info",
    MailState.QUEUED: "info",
    MailState.LEASED: "info",
    MailState.DATA_STARTED: "info",
}
CAUSES = {
    Problem.REFUSED: "The receiving server refused the address.",
    Problem.REFUSED_TEXT: "The mail server refused the text.",
    Problem.ASKED_TO_WAIT: "The receiving server asks to try later.",
    Problem.GIVEN_UP: "It was tried again and again until it was too late.",
    Problem.UNFILLABLE: "The mail could not be made.",
    Problem.SUPPRESSED: "Mail to this address came back before, so nothing is sent to it.",
    Problem.NO_ANSWER: "Mail server did not confirm. It may have arrived.",
    Problem.MAILBOX: "The mail came back.",
    Problem.RESTORED: "A backup was restored; it may have been sent after the backup was made.",
    Problem.DAILY_CAP: "The center's limit of mails in one day is reached.",
    Problem.ALTERED: "The text is no longer the text of the first attempt, so it was not sent.",
    Problem.WORKER_LOST: "Several workers stopped while they had this mail in hand.",
    Problem.FOREIGN_DOMAIN: "This is not the real site; it may not write to that domain.",
    Problem.WITHDRAWN: "It was withdrawn before it left.",
}
NEXT_STEPS = {
    Problem.REFUSED: "Correct the address.",
    Problem.REFUSED_TEXT: "Ask a DHS coordinator to look at the mail server's reply.",
    Problem.GIVEN_UP: "Send it again, or correct the address.",
    Problem.UNFILLABLE: "Fill in what is missing and send a new mail.",
    Problem.SUPPRESSED: "Correct the address, or say that it is right.",
    Problem.NO_ANSWER: "Ask whether it arrived; then mark it as arrived or send it again.",
    Problem.MAILBOX: "Correct the address on the page it belongs to, and send a new mail.",
    Problem.RESTORED: "A DHS coordinator releases or cancels it.",
    Problem.DAILY_CAP: "A DHS coordinator can release it.",
    Problem.ALTERED: "Cancel it and send a new mail.",
    Problem.WORKER_LOST: "A DHS coordinator can release it.",
}


class Mail(Protocol):
    """The columns that the words depend on."""

    state: str
    problem: str
    reply: str
    not_before: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether it was taken back after it may have left."""


def state_label(mail: "Mail") -> str:
    """Such as "Handed to mail server" or "Retry at Mar 9, 2027, 9:00 AM EST"."""
    state = MailState(mail.state)
    if mail.not_before and state in {MailState.RETRY, MailState.QUEUED}:
        word = "Retry at" if state == MailState.RETRY else "To be sent at"
        return f"{word} {describe_briefly(mail.not_before, _zone(mail))}"
    return str(state.label)


def cause(mail: "Mail") -> str:
    """Why, in a plain sentence, with what the other side said."""
    said = CAUSES.get(Problem(mail.problem), "") if mail.problem else ""
    return f"{said} It said: {mail.reply}" if said and mail.reply else said


def next_step(mail: "Mail") -> str:
    """The one action that helps."""
    if mail.is_stale:
        return "Nothing to do: it was taken back meanwhile, so it is not sent again."
    if mail.state == MailState.RETRY:
        return "Nothing to do; it is tried again by itself."
    if mail.state == MailState.CANCELLED:
        return ""
    return NEXT_STEPS.get(Problem(mail.problem), "") if mail.problem else ""


def tone(mail: "Mail") -> str:
    """The tone of the tag that shows the state."""
    return TONES.get(MailState(mail.state), "neutral")


def _zone(mail: "Mail") -> ZoneInfo:
    center = getattr(mail, "center", None)
    return zone_at(center)

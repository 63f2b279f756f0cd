"""Where an outgoing mail stands, and what stands in its way."""

from django.db.models import TextChoices


class MailState(TextChoices):
    """The states of an outgoing mail, in the words that people read."""

    QUEUED = "queued", "Queued"
    LEASED = "leased", "Being sent"
    DATA_STARTED = "data_started", "Being handed over"
    RETRY = "retry", "Will be tried again"
    SENT = "sent", "Handed to mail server"
    FAILED = "failed", "Failed"
    UNCONFIRMED = "unconfirmed", "Not confirmed"
    BOUNCED = "bounced", "Bounced"
    HELD = "held", "On hold"
    CANCELLED = "cancelled", "Cancelled"
    WITHHELD = "withheld", "Withheld"


class LiftReason(TextChoices):
    """Why mail may go again to an address that sent mail back."""

    CONFIRMED = "confirmed", "The person told us that the address is right"
    MENDED = "mended", "Their mailbox or mail server was at fault, and works again"
    MISTAKEN = "mistaken", "It was stopped by mistake"


# A worker will take these up, or has them in hand.
WAITING_STATES = (MailState.QUEUED, MailState.RETRY, MailState.LEASED, MailState.DATA_STARTED)
# The receiver has it, or may have it.
PERHAPS_SENT_STATES = (MailState.SENT, MailState.UNCONFIRMED, MailState.DATA_STARTED)
# The mail server took it, or may have.
HANDED_STATES = (*PERHAPS_SENT_STATES, MailState.BOUNCED)
# Somebody has to look.
ATTENTION_STATES = (
    MailState.FAILED,
    MailState.UNCONFIRMED,
    MailState.BOUNCED,
    MailState.HELD,
    MailState.WITHHELD,
)


class Problem(TextChoices):
    """Why a mail is not simply on its way. `bcp.mail.wording` says it in a sentence."""

    REFUSED = "refused", "The receiving server refused the address"
    REFUSED_TEXT = "refused_text", "The mail server refused the text"
    ASKED_TO_WAIT = "asked_to_wait", "The receiving server asks to try later"
    GIVEN_UP = "given_up", "Tried until it was too late"
    UNFILLABLE = "unfillable", "The mail could not be made"
    SUPPRESSED = "suppressed", "The address refused mail before"
    NO_ANSWER = "no_answer", "The mail server did not confirm"
    MAILBOX = "mailbox", "The mailbox sent it back"
    RESTORED = "restored", "A backup was restored"
    DAILY_CAP = "daily_cap", "The center's daily limit is reached"
    ALTERED = "altered", "The text differs from the first attempt"
    WORKER_LOST = "worker_lost", "Workers stopped while sending it"
    FOREIGN_DOMAIN = "foreign_domain", "This site may not write to that domain"
    WITHDRAWN = "withdrawn", "Withdrawn before it left"

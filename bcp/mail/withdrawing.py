"""Taking mails back: those that have not left never will, and the others are not sent again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.utils import timezone

from bcp.core.wording import counted
from bcp.mail.enums import PERHAPS_SENT_STATES, MailState, Problem
from bcp.mail.models import OutgoingMail
from bcp.mail.models.mails import STALE_STATES

TEXT = TextField()
CANCELLABLE = (MailState.QUEUED, MailState.RETRY, MailState.HELD)
IN_HAND = (MailState.LEASED, MailState.DATA_STARTED)


@dataclass(frozen=True)
class Withdrawal:
    """What came of withdrawing: so many never leave, so many left already or are leaving.

    `stopped` and `left` name the receivers, each once, in alphabetical order.
    """

    cancelled: int = 0
    perhaps_sent: int = 0
    stopped: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What came of it, in a sentence; empty when no mail had to be stopped."""
        if not self.cancelled:
            return ""
        stopped = counted(self.cancelled, "earlier mail", "earlier mails")
        left = counted(self.perhaps_sent, "has left", "have left")
        return f"{stopped} had not left and will not; {left} or may have left."


@transaction.atomic
def withdraw(
    about: str | Iterable[str], kinds: Iterable[str] | None = None, reason: str = ""
) -> Withdrawal:
    """Stop the mails about these rows (of these kinds, or all) that have not left.

    A mail that a worker has in hand is stopped too, unless its text is being handed over. Those
    that failed or are in doubt can no longer be sent again: what they say holds no more.
    `perhaps_sent` says how many the receivers have or may have.
    """
    mails = OutgoingMail.objects.about(about)
    if kinds is not None:
        mails = mails.filter(kind__in=list(kinds))
    now = timezone.now()
    still_here = Q(state__in=CANCELLABLE)
    # One statement, so that no mail slips from one state to another between two.
    mails.filter(still_here | Q(state__in=(*IN_HAND, *STALE_STATES))).update(
        cancelled_at=now,
        reply=Case(When(still_here, then=Value(reason[:500])), default=F("reply")),
        problem=Case(When(still_here, then=Value(Problem.WITHDRAWN)), default=F("problem")),
        sealed=Case(When(still_here, then=Value("", TEXT)), default=F("sealed")),
        finished_at=Case(When(still_here, then=Value(now)), default=F("finished_at")),
        state=Case(When(still_here, then=Value(MailState.CANCELLED)), default=F("state")),
    )
    never = mails.filter(cancelled_at=now, state__in=(MailState.CANCELLED, MailState.LEASED))
    stopped = list(never.values_list("name", "address"))
    left = list(mails.filter(state__in=PERHAPS_SENT_STATES).values_list("name", "address"))
    return Withdrawal(len(stopped), len(left), _names(stopped), _names(left))


def _names(receivers: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({name or address for name, address in receivers}, key=str.casefold))

"""Delivering: take some mails in hand, hand them over one by one, write down what became of each.

Only the committed fence lets a text set out, and no path here repeats a text that may have arrived.
"""

import time
import uuid
from collections.abc import Callable
from functools import partial
from hashlib import sha256

from bcp.mail import (
    addresses,
    breakers,
    claiming,
    epochs,
    fencing,
    hands,
    heartbeats,
    messages,
    replies,
    suppressions,
    wiping,
)
from bcp.mail.claiming import Handed, Settlement
from bcp.mail.enums import MailState, Problem
from bcp.mail.failpoints import reach
from bcp.mail.fencing import Setting
from bcp.mail.hands import MailInHand
from bcp.mail.headers import kept_headers
from bcp.mail.knobs import Knobs, knobs
from bcp.mail.models import Relay
from bcp.mail.nudging import nudge
from bcp.mail.replies import Doubt, Refusal, RelayTrouble, TroubleWithMail
from bcp.mail.sealing import opened
from bcp.mail.talks import Talk, talk_for

CHUNK = 50
BEAT_SECONDS = 5.0
RESEND_SECONDS = 900.0
WIPE_SECONDS = 3600.0


def never() -> bool:
    """The usual answer to "should I stop?"."""
    return False


class Delivery:
    """One worker: its connection to the mail server and what it has in hand.

    Used by one thread. After an exception it may be run again: what it had in mind is written down
    then.
    """

    def __init__(self) -> None:
        self.knobs: Knobs = knobs()
        self.talk: Talk = talk_for(self.knobs)
        self.name = heartbeats.worker_name()
        self.marks = epochs.MarkFile()
        self.relay: Relay = Relay()
        self.epoch = ""
        self.token = ""
        self.in_hand: list[int] = []
        self.not_set_out = -1  # a mail at its fence: whatever its row says, nothing of it left
        self.handed: Handed | None = None  # taken by the other side, not yet written down
        self.leased_at = 0.0
        self.beaten_at = 0.0
        self.wipes_at = 0.0

    def run(self, *, seconds: float = 60, should_stop: Callable[[], bool] = never) -> int:
        """Deliver what is due, for about so many seconds; returns how many mails it took up."""
        self._renew_settings()
        claiming.be_durable()
        self._tidy()
        self._beat()
        claiming.sweep(resend_after=self._resend_after())
        self._wipe()
        end = time.monotonic() + seconds
        total = 0
        while not should_stop() and time.monotonic() < end:
            number = self.chunk(should_stop)
            if number == CHUNK == number + total:
                nudge()  # there is more than this worker's share: wake another one
            total += number
            if not number:
                break
            self._beat()
        self.talk.close_if_idle()
        return total

    def close(self) -> None:
        """End: say goodbye to mail server and ledger."""
        self.talk.quit()
        self.marks.close()
        self._tidy()

    def chunk(self, should_stop: Callable[[], bool] = never) -> int:
        """Take up some mails and deliver them; returns how many, 0 when that is all for now."""
        epoch = epochs.known_epoch(self.name)
        relay = breakers.relay_row(self.knobs)
        if epoch is None or not breakers.may_talk(relay, self.knobs):
            return 0
        self.relay, self.epoch = relay, epoch
        mails = self._claimed()
        try:
            reach("after_claim")
            is_server_well = self._deliver_all(mails, should_stop)
        except BaseException:
            self.talk.close()
            raise
        finally:
            self._tidy()
        return len(mails) if is_server_well else 0

    # One mail

    def _deliver_all(self, mails: list[MailInHand], should_stop: Callable[[], bool]) -> bool:
        """Deliver one by one; returns whether the mail server was well to the end."""
        suppressed = suppressions.suppressed_among(mail.address for mail in mails)
        for mail in mails:
            if should_stop() or mail.pk not in self.in_hand:
                break  # the others were given back
            self._beat()
            self._keep_lease()
            try:
                if not self._is_stopped(mail, suppressed):
                    self._deliver(mail)
            except RelayTrouble as trouble:
                breakers.note_trouble(self.relay, str(trouble), self.knobs)
                return False
            self.in_hand.remove(mail.pk)
        return True

    def _is_stopped(self, mail: MailInHand, suppressed: set[str]) -> bool:
        """Whether the mail goes nowhere, which is then written down."""
        if not (self.knobs.keeps_on_page or addresses.may_be_written_to(mail.address)):
            self._settle(mail, Settlement(MailState.WITHHELD, Problem.FOREIGN_DOMAIN, wipes=True))
            return True
        if mail.address in suppressed:
            self._settle(mail, Settlement(MailState.FAILED, Problem.SUPPRESSED))
            return True
        return False

    def _deliver(self, mail: MailInHand) -> None:
        frozen = self._frozen(mail)
        if frozen is None:
            return
        message, digest = frozen
        if not self.talk.is_connected:
            self._write_down_handed()
        try:
            self.talk.name(
                addresses.return_path(mail.pk), mail.address, partial(self._wait_longer, mail)
            )
            reach("after_rcpt")
            if self._may_set_out(mail, digest):
                self._hand_over(mail, message)
        except Refusal as refusal:
            breakers.note_success(self.relay)
            self._settle_refusal(mail, refusal)
        except TroubleWithMail as trouble:
            self._settle(mail, replies.put_off(trouble, claims=mail.claims, knobs=self.knobs))
            raise

    def _frozen(self, mail: MailInHand) -> tuple[bytes, str] | None:
        """The frozen bytes; None when they cannot be made or are not those of the first attempt."""
        try:
            message = messages.built(mail, mail.batch.skeleton, opened(mail.sealed))
        except Exception as error:  # one mail that cannot be made must not stop the others
            reason = str(error) or type(error).__name__
            self._settle(mail, Settlement(MailState.FAILED, Problem.UNFILLABLE, reason))
            return None
        digest = sha256(message).hexdigest()
        if mail.sha256 and mail.sha256 != digest:
            self._settle(mail, Settlement(MailState.HELD, Problem.ALTERED))
            return None
        return message, digest

    def _may_set_out(self, mail: MailInHand, digest: str) -> bool:
        """The fence: committed before the text sets out, together with the mail before."""
        reach("before_fence")
        setting = Setting(mail.pk, digest, self.epoch, self.knobs.DATA_LEASE_SECONDS)
        self.not_set_out = mail.pk
        is_ours = fencing.fence(self.token, setting, self.handed)
        self.handed = None  # otherwise it was taken all the same, whatever the database knows
        if not is_ours:
            self.not_set_out = -1
            self.talk.forget()
            claiming.release(self.token, [mail.pk])
            return False
        mail.handovers += 1
        self.marks.write(epochs.Mark(self.epoch, mail.pk, mail.handovers))
        reach("after_fence")
        self.not_set_out = -1
        return True

    def _hand_over(self, mail: MailInHand, message: bytes) -> None:
        try:
            reply = self.talk.hand_over(message)
        except Doubt as doubt:
            self._settle(mail, Settlement(claiming.in_doubt(), Problem.NO_ANSWER, reply=str(doubt)))
            return
        except RelayTrouble as trouble:
            if not isinstance(trouble, TroubleWithMail):
                # Silence before the text set out: certainly not delivered.
                self._settle(mail, Settlement(MailState.QUEUED, attempts=-1))
            raise
        reach("before_sent")
        relay_queue_id = replies.queue_id(reply)
        self.handed = Handed(mail.pk, reply[:500], relay_queue_id, kept_headers(message))
        breakers.note_success(self.relay)
        if self.talk.keeps_text:
            self._write_down_handed()

    # What became of it

    def _settle(self, mail: MailInHand, settlement: Settlement) -> None:
        claiming.settle(self.token, mail.pk, settlement)

    def _settle_refusal(self, mail: MailInHand, refusal: Refusal) -> None:
        if refusal.is_about_the_mailbox:
            suppressions.note_refusal(mail.address)
        settlement = replies.settlement_of(
            refusal, attempts=mail.attempts, give_up_at=mail.give_up_at, knobs=self.knobs
        )
        self._settle(mail, settlement)

    def _write_down_handed(self) -> None:
        """Commit what is known about the mail before, without waiting for the next fence."""
        if self.handed is not None:
            claiming.settle_sent(self.token, self.handed, keeps_text=self.talk.keeps_text)
            self.handed = None

    def _tidy(self) -> None:
        """Write down what is known and give back what was not touched."""
        self._write_down_handed()
        claiming.release(self.token, self.in_hand, not_set_out=self.not_set_out)
        self.in_hand, self.not_set_out = [], -1

    # Around it

    def _claimed(self) -> list[MailInHand]:
        relay = self.relay
        wanted = 1 if relay.is_open else CHUNK
        room = breakers.take_tokens(relay, wanted, self.knobs)
        self.token = uuid.uuid4().hex
        ids = (
            claiming.claim(self.token, limit=room, lease_seconds=self.knobs.LEASE_SECONDS)
            if room
            else []
        )
        breakers.give_back_tokens(relay, room - len(ids), self.knobs)
        self.in_hand = list(ids)
        self.leased_at = time.monotonic()
        return hands.in_hand(ids)

    def _keep_lease(self) -> None:
        if time.monotonic() - self.leased_at > self.knobs.LEASE_SECONDS / 2:
            claiming.renew(self.token, self.in_hand, lease_seconds=self.knobs.LEASE_SECONDS)
            self.leased_at = time.monotonic()

    def _wait_longer(self, mail: MailInHand) -> None:
        """The server takes its time with this mail: keep it, and give the others to other workers.

        Otherwise the lease ends meanwhile, and workers take a mail from each other for ever.
        """
        self._write_down_handed()
        claiming.release(self.token, [pk for pk in self.in_hand if pk != mail.pk])
        self.in_hand = [mail.pk]
        patience = self.knobs.LEASE_SECONDS + self.knobs.COMMAND_TIMEOUT
        claiming.renew(self.token, self.in_hand, lease_seconds=patience)
        self.leased_at = time.monotonic()

    def _beat(self) -> None:
        if time.monotonic() - self.beaten_at > BEAT_SECONDS:
            heartbeats.beat(self.name)
            self.beaten_at = time.monotonic()

    def _wipe(self) -> None:
        if time.monotonic() > self.wipes_at and not self.knobs.keeps_on_page:
            wiping.wipe()
            self.wipes_at = time.monotonic() + WIPE_SECONDS

    def _renew_settings(self) -> None:
        current = knobs()
        if current != self.knobs:
            self.talk.quit()
            self.knobs, self.talk = current, talk_for(current)

    def _resend_after(self) -> float | None:
        if self.knobs.UNCONFIRMED_POLICY != "resend_once":
            return None
        return RESEND_SECONDS * self.knobs.BACKOFF_FACTOR

"""What people and administrators do, each act in a process of its own in the site's environment.

Arguments and results are JSON. Functions here call the product; they prove nothing by themselves.
"""

import secrets
import time
from datetime import timedelta
from io import StringIO
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.models import User
from bcp.mail import addresses as mail_addresses
from bcp.mail import epochs, outbox
from bcp.mail.models import OutgoingMail
from bcp.mail.nudging import NUDGES
from roundtables import sending
from roundtables.enums import Rsvp
from roundtables.models import Roundtable, RsvpLink
from roundtables.models.rsvps import hash_of
from tests.factories.accounts import CenterFactory, UserFactory, person_at
from tests.factories.mail import CONTENT, recipient
from tests.factories.roundtables import InvitationFactory, RoundtableFactory

NUDGE_SECONDS = 5
NAIVE_SECONDS = 0.5


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", interactive=False, verbosity=0)


def order(
    count: int = 0,
    addresses: list[str] | None = None,
    key: str = "first",
    first: int = 1,
    minutes: float = 0,
) -> dict[str, Any]:
    """Send one batch: to `count` people, or to these addresses, in so many minutes.

    `seconds` is how long the person waited; the nudge may go on in its own thread after that.
    """
    people = [recipient(first + n, address) for n, address in enumerate(addresses or [""] * count)]
    not_before = timezone.now() + timedelta(minutes=minutes) if minutes else None
    began = time.monotonic()
    batch, is_new = outbox.queue_batch(
        None,
        kind="invitation",
        key=key,
        content=CONTENT,
        recipients=people,
        by=None,
        not_before=not_before,
    )
    seconds = time.monotonic() - began
    await_nudge()
    return {
        "abouts": [person.about for person in people],
        "batch": batch.pk,
        "is_new": is_new,
        "seconds": seconds,
    }


def nudge() -> None:
    """Only the nudge."""
    NUDGES.give()
    await_nudge()


def send_again(about: str) -> None:
    """The person presses "Send again"."""
    for mail in OutgoingMail.objects.about(about):
        outbox.send_again(mail, by=person())
    await_nudge()


def confirm_by_use(about: str) -> int:
    """The receiver opens the link in the mail."""
    return outbox.confirm_by_use(about)


def withdraw(abouts: list[str]) -> dict[str, int]:
    """The roundtable is cancelled: nothing about these goes out any more."""
    withdrawal = outbox.withdraw(abouts)
    return {"cancelled": withdrawal.cancelled, "perhaps_sent": withdrawal.perhaps_sent}


def resume(sends_held: bool) -> int:
    """The administrator lets mail go again after a restore."""
    return epochs.resume(by=person(), sends_held=sends_held)


def release_mail(*options: str) -> str:
    """`manage.py release_mail`."""
    said = StringIO()
    call_command("release_mail", *options, stdout=said)
    return said.getvalue()


def return_paths() -> dict[str, str]:
    """What the row is about -> the address to which its mail would come back."""
    rows = OutgoingMail.objects.values_list("about", "pk")
    return {about: mail_addresses.return_path(pk) for about, pk in rows}


def read_bounces(mailbox: str) -> str:
    """`manage.py read_bounces --mailbox …`."""
    said = StringIO()
    call_command("read_bounces", "--mailbox", mailbox, stdout=said)
    return said.getvalue().strip()


def plan(
    people: int = 0,
    seats: int = 40,
    days: int = 60,
    reminder_days: list[int] | None = None,
    invited_days_ago: int | None = None,
) -> dict[str, Any]:
    """A center with its director (signed in) and a roundtable with people on its list.

    With `invited_days_ago` they have been invited; each then has a link (`tokens`).
    """
    name = secrets.token_hex(4)  # acts are processes of their own: factories would count anew
    center = CenterFactory(name=f"Center {name}")
    director = person_at(center, Role.DIRECTOR, email=f"{name}@center.example.org")
    roundtable = RoundtableFactory(
        engagement__center=center,
        scheduled=True,
        seats=seats,
        days=days,
        reminder_days=reminder_days or [],
    )
    if invited_days_ago is None:
        InvitationFactory.create_batch(people, roundtable=roundtable, planned=True)
        tokens: list[str] = []
    else:
        invited_at = timezone.now() - timedelta(days=invited_days_ago)
        asked = InvitationFactory.create_batch(people, roundtable=roundtable, invited_at=invited_at)
        tokens = list(RsvpLink.objects.issue_all(asked).values())
    return {"pk": roundtable.pk, "tokens": tokens, "session": session_of(director)}


def send_wave(roundtable: int, key: str) -> dict[str, Any]:
    """The planner presses "Send"."""
    row = Roundtable.objects.get(pk=roundtable)
    done, is_new = sending.send_wave(row, 1, by=None, key=key)
    return {"recipients": done.recipients, "is_new": is_new}


def accept_naively(token: str) -> bool:
    """What a site without the conditional UPDATE would do: look whether a seat is free, take it."""
    invitation = RsvpLink.objects.get(token_hash=hash_of(token)).invitation
    with transaction.atomic():
        row = Roundtable.objects.get(pk=invitation.roundtable_id)
        if row.invitations.filter(rsvp=Rsvp.YES).count() >= row.seats:
            return False
        time.sleep(NAIVE_SECONDS)
        invitation.change(rsvp=Rsvp.YES)
    return True


def session_of(user: User) -> str:
    """Sign somebody in; the key of the session's cookie."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def person() -> User:
    """Somebody who acts."""
    found: User | None = User.objects.filter(email="chaos@center.example.org").first()
    return found or UserFactory(email="chaos@center.example.org")


def await_nudge() -> None:
    """A process that ends at once would take the nudge with it, which a web worker does not."""
    thread = NUDGES._thread
    if thread is not None:
        thread.join(NUDGE_SECONDS)

"""Putting mails into the ledger."""

from email import message_from_bytes, policy

import pytest

from bcp.accounts.models import Center, User
from bcp.core.actions import Refused
from bcp.mail.enums import MailState, Problem
from bcp.mail.messages import message_of
from bcp.mail.models import MailBatch, OutgoingMail
from bcp.mail.outbox import Content, Recipient, confirm_by_use, queue_batch, queue_one, withdraw
from tests.factories.mail import CONTENT, queue, queue_person, recipient

pytestmark = pytest.mark.django_db


def parsed(mail: OutgoingMail):
    return message_from_bytes(message_of(mail), policy=policy.default)


def test_queue_makes_one_mail_per_recipient(center: Center, director: User) -> None:
    batch, is_new = queue_batch(
        center,
        kind="invitation",
        key="send-1",
        content=CONTENT,
        recipients=[recipient(1), recipient(2)],
        by=director,
    )

    assert is_new
    assert OutgoingMail.objects.about(["invitation:1", "invitation:2"]).counts() == {"queued": 2}
    assert batch.mails.count() == 2


def test_queue_returns_the_first_batch_when_the_key_comes_again(center: Center) -> None:
    first = queue(center, [recipient(1), recipient(2)])

    second = queue(center, [recipient(2), recipient(1)])

    assert second == first
    assert OutgoingMail.objects.count() == 2


def test_queue_refuses_the_same_key_with_other_recipients(center: Center) -> None:
    queue(center, [recipient(1)])

    with pytest.raises(Refused):
        queue(center, [recipient(1), recipient(2)])

    assert OutgoingMail.objects.count() == 1


def test_queue_skips_a_mail_that_exists_under_another_key(center: Center) -> None:
    queue(center, [recipient(1)], key="a")

    queue(center, [recipient(1), recipient(2)], key="b")

    assert list(OutgoingMail.objects.values_list("about", flat=True).order_by("pk")) == [
        "invitation:1",
        "invitation:2",
    ]


def test_queue_holds_what_passes_the_daily_limit(center: Center, settings) -> None:
    settings.MAIL = {**settings.MAIL, "DAILY_CAP_PER_CENTER": 2}

    queue(center, [recipient(number) for number in range(1, 4)])

    assert OutgoingMail.objects.counts() == {"queued": 2, "held": 1}
    assert OutgoingMail.objects.get(state="held").problem == Problem.DAILY_CAP


@pytest.mark.parametrize("is_program", [False, True])
def test_daily_limit_does_not_hold_single_letters_and_changes(
    center: Center, settings, is_program: bool
) -> None:
    settings.MAIL = {**settings.MAIL, "DAILY_CAP_PER_CENTER": 1}
    whose = None if is_program else center
    queue(whose, [recipient(1), recipient(2)])
    queue_batch(
        whose, kind="roundtable_moved", key="m", content=CONTENT, by=None, is_capped=False,
        recipients=[recipient(3), recipient(4)],
    )  # fmt: skip
    queue_one(
        whose, kind="password_reset", about="user:1", address="ada@example.org", name="Ada",
        content=CONTENT, merge={"first_name": "Ada", "rsvp_url": ""},
    )  # fmt: skip

    held = OutgoingMail.objects.filter(state=MailState.HELD)
    assert list(held.values_list("about", flat=True)) == ["invitation:2"]
    assert OutgoingMail.objects.counts() == {"queued": 4, "held": 1}


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "a b@example.org", "a\n@example.org", "ä@b.org"]
)
def test_queue_refuses_what_is_no_address(center: Center, address: str) -> None:
    with pytest.raises(Refused):
        queue(
            center, [Recipient(address, "Ada", "invitation:1", {"first_name": "A", "rsvp_url": ""})]
        )


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: all@example.org", "Hello\nX", " "])
def test_queue_refuses_a_subject_that_would_begin_another_header(
    center: Center, subject: str
) -> None:
    with pytest.raises(Refused):
        queue(center, [recipient(1)], content=Content(subject, "text", "<p>text</p>"))


def test_queue_one_asks_twice_and_sends_once(center: Center) -> None:
    letters = [
        queue_one(
            center,
            kind="receipt",
            about="invitation:7",
            address="ada@example.org",
            name="Ada",
            content=Content("Thank you", "You said yes.", "<p>You said yes.</p>"),
        )
        for _ in range(2)
    ]

    assert letters[0] == letters[1]
    assert MailBatch.objects.count() == 1


def test_message_is_filled_per_person_and_escaped_in_html(center: Center) -> None:
    content = Content(
        "For {first_name} {user.password}",
        "Dear {first_name} {unknown} {0}",
        "<p>Dear {first_name}</p>",
    )
    queue(center, [recipient(1, first_name="<b>Zoë & Co</b>")], content=content)

    message = parsed(OutgoingMail.objects.get())

    assert message["Subject"] == "For <b>Zoë & Co</b> {user.password}"
    text, html = (part.get_content() for part in message.iter_parts())
    assert text == "Dear <b>Zoë & Co</b> {unknown} {0}"
    assert html == "<p>Dear &lt;b&gt;Zoë &amp; Co&lt;/b&gt;</p>"


def test_message_is_the_same_whenever_it_is_built(center: Center) -> None:
    mail = queue_person(center)

    assert message_of(mail) == message_of(OutgoingMail.objects.get(pk=mail.pk))


def test_stop_headers_come_with_list_unsubscribe(center: Center) -> None:
    queue_batch(
        center,
        kind="reminder",
        key="r",
        content=CONTENT,
        recipients=[recipient(1, stop_url="https://bcp.example.org/s/abc")],
        by=None,
        list_unsubscribe=True,
    )

    message = parsed(OutgoingMail.objects.get())

    assert message["List-Unsubscribe"] == "<https://bcp.example.org/s/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_values_are_unreadable_in_the_database(center: Center) -> None:
    mail = queue_person(center)

    assert "/r/" not in mail.sealed
    assert mail.values()["merge"]["rsvp_url"].endswith("0001")


def test_withdraw_cancels_what_has_not_left(center: Center) -> None:
    queue(center, [recipient(1), recipient(2), recipient(3)])
    OutgoingMail.objects.filter(about="invitation:2").update(state=MailState.SENT)
    OutgoingMail.objects.filter(about="invitation:3").update(state=MailState.LEASED)

    withdrawal = withdraw([f"invitation:{number}" for number in (1, 2, 3)], reason="called off")

    assert (withdrawal.cancelled, withdrawal.perhaps_sent) == (2, 1)
    states = dict(OutgoingMail.objects.values_list("about", "state"))
    assert states == {"invitation:1": "cancelled", "invitation:2": "sent", "invitation:3": "leased"}
    assert OutgoingMail.objects.get(about="invitation:3").cancelled_at is not None


def test_withdraw_leaves_other_kinds_alone(center: Center) -> None:
    queue(center, [recipient(1)])

    assert withdraw("invitation:1", ["reminder"]).cancelled == 0
    assert OutgoingMail.objects.counts() == {"queued": 1}


def test_confirm_by_use_clears_unconfirmed(center: Center) -> None:
    mail = queue_person(center)
    OutgoingMail.objects.update(state=MailState.UNCONFIRMED, problem=Problem.NO_ANSWER)

    assert confirm_by_use(mail.about) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == (MailState.SENT, "")


def test_latest_per_about_takes_the_newest(center: Center) -> None:
    queue(center, [recipient(1)], key="a")
    newer = queue_one(
        center,
        kind="reminder",
        about="invitation:1",
        address="a@example.org",
        name="",
        content=Content("Reminder", "x", "x"),
    )

    assert list(OutgoingMail.objects.latest_per_about()) == [newer]
    assert OutgoingMail.objects.filter(kind="invitation").latest_per_about().count() == 1

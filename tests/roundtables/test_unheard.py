"""Somebody whose invitation has not left when the roundtable changes."""

from datetime import timedelta

import pytest

from bcp.mail import epochs
from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail
from roundtables.enums import AnswerSource
from roundtables.models import Channel, RsvpLink
from roundtables.models.rsvps import hash_of
from roundtables.moving import cancel, mend_calendars, move
from tests.factories.roundtables import VenueFactory
from tests.roundtables.mailings import send, sequence_of

WEEK = timedelta(days=7)
NEVER_LEFT = ("queued", "retry", "leased", "held", "failed", "withheld")
LEFT = ("data_started", "sent", "unconfirmed", "bounced")


def mails_of(person) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.about(f"invitation:{person.pk}").order_by("pk"))


def kinds(person) -> list[str]:
    return [mail.kind for mail in mails_of(person)]


def text_of(mail) -> str:
    return message_of(mail).decode().replace("=\r\n", "").replace("=3D", "=")


@pytest.fixture
def ada(roundtable, people, director):
    """Somebody to whom a wave was sent that still waits."""
    send(roundtable, director)
    person = people[0]
    person.refresh_from_db()
    return person


def stands(person, state) -> None:
    """Let the mails about somebody stand so, as workers would have left them."""
    lease = {"lease_token": "x"} if state in ("leased", "data_started") else {}
    OutgoingMail.objects.about(f"invitation:{person.pk}").update(state=state, **lease)


def moved(roundtable, director) -> None:
    move(roundtable, roundtable.starts_at + WEEK, by=director)


def placed(roundtable, director) -> None:
    elsewhere = VenueFactory(center=roundtable.center, name="Pine Hall")
    move(roundtable, roundtable.starts_at, by=director, venue=elsewhere)


def renamed(roundtable, director) -> None:
    roundtable.change(title="Fire, EMS and us")
    mend_calendars(roundtable, by=director)


every_change = pytest.mark.parametrize("change", [moved, placed, renamed])


@every_change
@pytest.mark.parametrize("state", NEVER_LEFT)
def test_invitation_that_has_not_left_goes_out_with_what_holds_now(
    roundtable, ada, director, change, state
):
    stands(ada, state)

    change(roundtable, director)

    old, new = mails_of(ada)
    ada.refresh_from_db()
    roundtable.refresh_from_db()
    assert (old.kind, new.kind, new.state) == ("invitation", "invitation", "queued")
    assert old.cancelled_at is not None or old.state == "withheld"
    assert (sequence_of(new), ada.mailings, new.revision) == (("REQUEST", 1), 2, 1)
    assert roundtable.title in text_of(new)
    wall = roundtable.wall_start.replace("-", "").replace(":", "")
    assert f":{wall}00" in text_of(new)


@every_change
@pytest.mark.parametrize("state", LEFT)
def test_whose_invitation_left_is_told_of_the_change(roundtable, ada, director, change, state):
    stands(ada, state)

    change(roundtable, director)

    ada.refresh_from_db()
    assert (kinds(ada), ada.mailings) == (["invitation", "roundtable_moved"], 1)


@pytest.mark.parametrize("state", NEVER_LEFT)
def test_who_has_not_heard_of_a_cancelled_roundtable_hears_nothing(
    roundtable, ada, director, state
):
    stands(ada, state)

    cancel(roundtable, by=director, reason="The venue was flooded.")

    assert kinds(ada) == ["invitation"]
    assert mails_of(ada)[0].state != "queued"


@pytest.mark.parametrize("state", LEFT)
def test_whose_invitation_left_is_told_of_the_cancellation(roundtable, ada, director, state):
    stands(ada, state)

    cancel(roundtable, by=director, reason="The venue was flooded.")

    assert kinds(ada) == ["invitation", "roundtable_cancelled"]


def held_after_a_restore() -> None:
    epochs.hold_now()


def given_up_after_a_restore() -> None:
    epochs.hold_now()
    epochs.resume(by=None, sends_held=False)


@pytest.mark.parametrize("restored", [held_after_a_restore, given_up_after_a_restore])
def test_who_may_have_heard_of_it_before_a_restore_is_told(roundtable, ada, director, restored):
    restored()

    cancel(roundtable, by=director, reason="The venue was flooded.")

    assert kinds(ada) == ["invitation", "roundtable_cancelled"]


def test_who_may_have_heard_of_it_at_another_address_is_told(roundtable, ada, director):
    stands(ada, "sent")
    ada.correct_address("ada.new@fire.example.org", by=director)

    cancel(roundtable, by=director, reason="The venue was flooded.")

    assert kinds(ada) == ["invitation", "invitation", "roundtable_cancelled"]


def test_the_page_says_who_is_told_of_a_cancellation_and_who_is_not(
    roundtable, ada, people, director_client
):
    stands(ada, "sent")

    page = director_client.get(f"/roundtables/{roundtable.pk}/cancel/").text

    assert "This tells 1 person: 1 not answered yet." in page
    assert "2 invitations have not left yet and will not" in page


@every_change
def test_each_further_change_replaces_the_invitation_that_waits(roundtable, ada, director, change):
    for _ in range(3):
        change(roundtable, director)

    mails = mails_of(ada)
    assert kinds(ada) == ["invitation"] * 4
    assert [mail.state for mail in mails] == ["cancelled"] * 3 + ["queued"]
    assert [mail.revision for mail in mails] == [0, 1, 2, 3]


def test_its_link_opens_the_invitation(roundtable, ada, director):
    moved(roundtable, director)

    link = mails_of(ada)[-1].values()["merge"]["link"]
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert RsvpLink.objects.live().get(token_hash=hash_of(token)).invitation == ada


def test_who_has_said_yes_by_phone_is_asked_to_confirm(roundtable, ada, director):
    ada.record_answer("yes", Channel(AnswerSource.PHONE, by=director))

    moved(roundtable, director)

    ada.refresh_from_db()
    assert (kinds(ada)[-1], ada.must_confirm) == ("roundtable_moved", True)


@every_change
def test_what_was_sent_to_a_wrong_address_or_taken_back_does_not_count(
    roundtable, people, ada, director, change
):
    other = people[1]
    other.refresh_from_db()
    for person in (ada, other):
        stands(person, "sent")
    ada.correct_address("ada.lopez@fire.example.org", by=director)
    other.withdraw(by=director)
    stands(other, "sent")
    other.restore(by=director)

    change(roundtable, director)

    assert kinds(ada) == ["invitation"] * 3
    assert kinds(other) == ["invitation", "invitation_withdrawn", "invitation", "invitation"]

"""A roundtable that is moved or called off, and people who are told."""

from datetime import timedelta

import time_machine

from bcp.mail.models import OutgoingMail
from roundtables.confirming import confirm_answers
from roundtables.models import RsvpLink
from roundtables.moving import cancel, move, release_unconfirmed_seats
from roundtables.retention import delete_needs_that_are_due
from tests.factories.roundtables import (
    InvitationFactory,
)
from tests.roundtables.mailings import mails, send, sequence_of


def test_move_asks_everyone_anew_and_keeps_the_seat(roundtable, director):
    yes = InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, delegated=True)

    move(roundtable, roundtable.starts_at + timedelta(days=7), by=director)

    yes.refresh_from_db()
    assert (yes.must_confirm, yes.rsvp, yes.revision) == (True, "yes", 1)
    [mail] = mails("roundtable_moved")
    assert (mail.address, sequence_of(mail)) == (yes.email, ("REQUEST", 1))


def test_seat_that_is_not_confirmed_in_time_goes_to_the_waitlist(roundtable, director):
    roundtable.change(seats=1)
    yes = InvitationFactory(roundtable=roundtable, yes=True)
    waiting = InvitationFactory(roundtable=roundtable, waitlisted=True)
    move(roundtable, roundtable.starts_at + timedelta(days=7), by=director)

    with time_machine.travel(roundtable.answers_close_at + timedelta(minutes=1), tick=False):
        counts = [release_unconfirmed_seats(), release_unconfirmed_seats()]

    yes.refresh_from_db()
    waiting.refresh_from_db()
    assert (counts, yes.rsvp, waiting.rsvp) == ([1, 0], "none", "yes")


def test_cancel_tells_everyone_with_a_cancel_and_stops_links(roundtable, director):
    people = [InvitationFactory(roundtable=roundtable, **{t: True}) for t in ("yes", "no", "maybe")]
    links = [person.links.issue(person) for person in people]

    cancel(roundtable, by=director, reason="The hall was flooded.")

    assert len(links) == len(mails("roundtable_cancelled")) == 3
    assert {sequence_of(mail) for mail in mails("roundtable_cancelled")} == {("CANCEL", 1)}
    assert not RsvpLink.objects.filter(revoked_at=None).exists()


def test_daily_limit_holds_no_confirmation_and_no_cancellation(roundtable, director, settings):
    settings.MAIL = {**settings.MAIL, "DAILY_CAP_PER_CENTER": 1}
    guests = InvitationFactory.create_batch(2, roundtable=roundtable, planned=True)
    for guest in guests:
        guest.send(by=director)
        guest.accept()

    confirm_answers()
    assert [mail.state for mail in mails("rsvp_confirmation")] == ["queued"] * 2
    cancel(roundtable, by=director, reason="The venue is closed")
    assert [mail.state for mail in mails("roundtable_cancelled")] == ["queued"] * 2


def test_withdraw_tells_only_who_has_heard(roundtable, people, director):
    send(roundtable, director)
    heard, unheard, _ = roundtable.invitations.order_by("pk")
    OutgoingMail.objects.about(f"invitation:{heard.pk}").update(state="sent")

    heard.withdraw(by=director)
    unheard.withdraw(by=director)

    [mail] = mails("invitation_withdrawn")
    assert (mail.address, sequence_of(mail)) == (heard.email, ("CANCEL", 1))
    assert OutgoingMail.objects.about(f"invitation:{unheard.pk}").get().state == "cancelled"


def test_access_needs_are_deleted_on_their_day(roundtable):
    ada = InvitationFactory(roundtable=roundtable, yes=True)
    ada.save_details(mode="in_person", badge_name="Ada", access_needs="Wheelchair")

    early = delete_needs_that_are_due()
    with time_machine.travel(roundtable.ends_at + timedelta(days=31), tick=False):
        late = delete_needs_that_are_due()

    ada.refresh_from_db()
    assert (early, late, ada.access_needs, ada.rsvp) == (0, 1, "", "yes")

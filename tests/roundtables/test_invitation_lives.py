"""What may happen to an invitation after it was sent, in whichever order."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.urls import reverse
from django.utils import timezone

from bcp.core.actions import Refused
from bcp.core.forms import CONTROLS_IN_LINE
from bcp.mail.addresses import CONTROL
from bcp.mail.messages import message_of
from roundtables import composing, holdings, reminders
from roundtables.confirming import confirm_answers
from roundtables.models import Channel, Invitation
from roundtables.moving import cancel, move
from tests.factories.roundtables import (
    CheckInFactory,
    InvitationFactory,
    RoundtableFactory,
    VenueFactory,
)
from tests.roundtables.mailings import handed_over, kinds, mails_of, sequence_of


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True, days=40)


@pytest.fixture
def ada(roundtable, director):
    person = InvitationFactory(
        roundtable=roundtable, planned=True, name="Ada Lopez", email="ada@fire.example.org"
    )
    person.send(by=director)
    handed_over(person)
    return person


def test_one_bad_row_delays_nobody_elses_confirmation(roundtable, ada, other_center):
    bob = InvitationFactory(roundtable__engagement__center=other_center, roundtable__scheduled=True)
    carl = InvitationFactory(roundtable=roundtable)
    for person in (ada, carl, bob):
        person.accept()
    Invitation.objects.filter(pk=ada.pk).update(email="not an address")

    confirm_answers()

    assert "rsvp_confirmation" in kinds(carl)
    assert "rsvp_confirmation" in kinds(bob)
    assert "rsvp_confirmation" not in kinds(ada)
    assert ada.answers.get().note.startswith("This answer could not be confirmed by mail.")
    assert confirm_answers() == 0


def test_a_name_with_a_line_separator_is_written_to_on_one_line(roundtable, ada):
    Invitation.objects.filter(pk=ada.pk).update(name="Ada\u2028Lopez")
    Invitation.objects.get(pk=ada.pk).accept()

    confirm_answers()

    assert mails_of(ada).last().name == "Ada Lopez"


def test_forms_refuse_every_character_that_headers_refuse(ada, director_client):
    characters = [chr(code) for code in range(0x2100)]
    assert [c for c in characters if CONTROL.match(c) and not CONTROLS_IN_LINE.match(c)] == []

    page = director_client.post(
        reverse("roundtables:invitation_edit", args=[ada.pk]),
        {"name": "Ada\u2028Lopez", "organization_name": "x", "why": "", "language": "en",
         "sector": ada.sector_id, "wave": 1},
    )  # fmt: skip

    assert page.context["form"].errors["name"]


def test_one_roundtable_that_cannot_be_reminded_of_stops_no_other(roundtable, ada, other_center):
    asked = timezone.now() - timedelta(days=30)
    rows = []
    for center in (roundtable.center, other_center):
        soon = RoundtableFactory(
            engagement__center=center, scheduled=True, days=5, reminder_days=[7]
        )
        rows.append(InvitationFactory(roundtable=soon, invited_at=asked))
    Invitation.objects.filter(pk=rows[0].pk).update(email="not an address")

    assert reminders.send_due_reminders() == 1
    assert kinds(rows[1]) == ["reminder"]


def test_who_reads_the_corrected_address_gets_every_mail(roundtable, ada, director):
    ada.dispute()
    with pytest.raises(Refused, match="this is not me"):
        ada.send(by=director)

    ada.correct_address("right@fire.example.org", by=director)
    handed_over(ada)
    ada.accept()
    confirm_answers()
    cancel(roundtable, by=director, reason="Snow")

    assert (ada.is_disputed, ada.wants_no_reminders) == (False, False)
    assert kinds(ada)[-2:] == ["rsvp_confirmation", "roundtable_cancelled"]


def test_the_calendar_number_only_rises(roundtable, ada, director):
    sent = [mails_of(ada).last()]
    for act in (ada.withdraw, ada.restore, ada.withdraw, ada.restore):
        act(by=director)
        sent.append(mails_of(ada).last())
        handed_over(ada)

    assert [mail.kind for mail in sent] == [
        "invitation", "invitation_withdrawn", "invitation", "invitation_withdrawn", "invitation",
    ]  # fmt: skip
    numbers = [sequence_of(mail)[1] for mail in sent]
    assert numbers == sorted(set(numbers))


def test_a_withdrawal_after_a_corrected_address_is_told(ada, director):
    ada.withdraw(by=director)
    handed_over(ada)
    ada.restore(by=director)
    handed_over(ada)
    ada.correct_address("new@fire.example.org", by=director)
    handed_over(ada)

    ada.withdraw(by=director)

    assert mails_of(ada).last().kind == "invitation_withdrawn"
    assert mails_of(ada).last().address == "new@fire.example.org"


def test_another_place_is_told_and_asks_nobody_again(roundtable, ada, director):
    ada.accept()
    before = ada.revision

    move(
        roundtable, roundtable.starts_at, by=director, venue=VenueFactory(center=roundtable.center)
    )

    ada.refresh_from_db()
    mail = mails_of(ada).last()
    assert (ada.rsvp, ada.must_confirm) == ("yes", False)
    assert mail.kind == "roundtable_moved"
    assert sequence_of(mail) == ("REQUEST", before + 1)


def test_answers_cannot_close_in_the_past(roundtable, ada, director):
    with pytest.raises(Refused, match="closed already"):
        move(
            roundtable,
            roundtable.starts_at + timedelta(days=9),
            by=director,
            answers_close_at=timezone.now() - timedelta(hours=1),
        )


def test_the_calendar_part_of_the_mail_holds_no_personal_link(ada):
    parts = list(message_from_bytes(message_of(mails_of(ada).get())).walk())
    contents = {part.get_content_type(): part.get_payload(decode=True) for part in parts}

    assert b"/r/" in contents["text/plain"]
    assert b"/r/" in contents["text/html"]
    assert b"UID:" in contents["text/calendar"]
    assert b"/r/" not in contents["text/calendar"]


def test_pressing_send_again_twice_sends_once(ada, director_client):
    address = reverse("roundtables:invitation_resend", args=[ada.pk])
    page = director_client.get(
        reverse("roundtables:invitation_detail", args=[ada.pk])
    ).content.decode()
    assert f'name="mailings" value="{ada.mailings}"' in page

    said = [
        director_client.post(address, {"mailings": ada.mailings}, follow=True).content.decode()
        for _ in range(2)
    ]

    assert ["nothing was sent twice" in text for text in said] == [False, True]
    assert kinds(ada) == ["invitation", "invitation"]


def test_restore_refuses_an_address_that_somebody_else_has_now(roundtable, ada, director):
    ada.withdraw(by=director)
    InvitationFactory(roundtable=roundtable, email=ada.email)

    with pytest.raises(Refused, match="on the list with that address"):
        ada.restore(by=director)


def test_access_needs_are_kept_until_after_the_new_date(roundtable, ada, director):
    ada.accept()
    ada.save_details(mode="in_person", badge_name="", access_needs="A ramp")

    move(roundtable, roundtable.starts_at + timedelta(days=90), by=director)

    ada.refresh_from_db()
    assert ada.needs_delete_on == (roundtable.ends_at + timedelta(days=30)).date()


def test_access_needs_of_who_does_not_come_are_not_kept(ada):
    ada.accept()
    ada.decline()

    with pytest.raises(Refused, match="people who are coming"):
        ada.save_details(mode="in_person", badge_name="", access_needs="A ramp")


def test_a_move_to_a_near_date_reminds_nobody_at_once(roundtable, ada, director):
    roundtable.change(reminder_days=[14, 7])
    Invitation.objects.filter(pk=ada.pk).update(invited_at=timezone.now() - timedelta(days=30))

    move(roundtable, timezone.now() + timedelta(days=10), by=director)

    assert reminders.send_due_reminders() == 0
    assert "reminder" not in kinds(ada)


def test_what_is_said_in_the_last_hours_is_not_tried_for_days(center, director):
    soon = RoundtableFactory(engagement__center=center, scheduled=True)
    person = InvitationFactory(roundtable=soon, planned=True)
    soon.change(starts_at=timezone.now() + timedelta(hours=1))

    person.send(by=director)

    assert mails_of(person).get().give_up_at <= soon.starts_at


def test_the_forgotten_are_named_nowhere(roundtable, ada):
    ada.accept()
    CheckInFactory(roundtable=roundtable, invitation=ada, name=ada.name)
    other = ada.delegate("Bo Li", "bo@fire.example.org", Channel())
    assert "Ada Lopez" in composing.personal_values(other)["why"]

    ada.forget(by=None)

    other, ada = (Invitation.objects.get(pk=one.pk) for one in (other, ada))
    assert ada.check_in.name == ada.name == "Deleted on request"
    assert "asked us to invite you" not in composing.personal_values(other)["why"]


def test_the_export_tells_of_mails_and_arrival(roundtable, ada):
    CheckInFactory(roundtable=roundtable, invitation=ada, name=ada.name)

    data = holdings.export(ada)

    assert [(mail["kind"], mail["state"]) for mail in data["mails"]] == [("invitation", "sent")]
    assert len(data["arrived_at"]) == 1
    assert {"Arrival", "Mails to you"} <= {
        one.what for one in holdings.held_about(ada, "en") if one.value
    }

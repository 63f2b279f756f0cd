"""Sending: what goes out, to whom, once; and everything that stops it before."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from bcp.mail.suppressions import suppress
from engagements.enums import EngagementPhase
from roundtables import preflight, reminders, waves
from roundtables.confirming import confirm_answers
from roundtables.enums import InvitationState, WaveRule
from roundtables.models import Invitation, InvitationMessage, RsvpLink, Sending
from roundtables.moving import cancel, move, release_unconfirmed_seats
from roundtables.preflight import Flight
from roundtables.retention import delete_needs_that_are_due
from roundtables.sending import OtherRecipients, fingerprint, planned_for, remind, send_wave
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import (
    InvitationFactory,
    RoundtableFactory,
    SectorSeatsFactory,
    VenueFactory,
)
from tests.factories.stakeholders import ContactFactory


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True, reminder_days=[14, 7, 1])


@pytest.fixture
def people(roundtable):
    return InvitationFactory.create_batch(3, roundtable=roundtable, planned=True)


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("address"))


def send(roundtable, director, key="k1"):
    return send_wave(roundtable, 1, by=director, key=key)


def test_send_wave_queues_one_mail_with_an_own_link_for_each(roundtable, people, director):
    sending, is_new = send(roundtable, director)

    assert (is_new, sending.recipients, len(mails("invitation"))) == (True, 3, 3)
    states = set(roundtable.invitations.values_list("state", "mailings"))
    assert states == {(InvitationState.INVITED, 1)}
    assert RsvpLink.objects.count() == 3
    roundtable.engagement.refresh_from_db()
    assert roundtable.engagement.state == EngagementPhase.INVITED


def test_send_wave_sends_once_with_the_same_key(roundtable, people, director):
    seen = fingerprint(planned_for(roundtable, 1))
    first, _ = send_wave(roundtable, 1, by=director, key="k1", seen=seen)

    again, is_new = send_wave(roundtable, 1, by=director, key="k1", seen=seen)

    assert (again, is_new, len(mails("invitation"))) == (first, False, 3)


def test_send_wave_refuses_the_same_key_for_other_people(roundtable, people, director):
    send(roundtable, director)

    with pytest.raises(OtherRecipients):
        send_wave(roundtable, 1, by=director, key="k1", seen=fingerprint(people[:2]))

    assert Sending.objects.count() == 1


def test_send_wave_refuses_a_list_that_changed_since_it_was_seen(roundtable, people, director):
    seen = fingerprint(planned_for(roundtable, 1))
    InvitationFactory(roundtable=roundtable, planned=True)

    with pytest.raises(Refused):
        send_wave(roundtable, 1, by=director, key="k1", seen=seen)

    assert mails("invitation") == []


def found(roundtable, people) -> dict[str, tuple[str, list[str]]]:
    flight = Flight(roundtable, planned_for(roundtable, 1))
    return {one.text: (one.level, one.people) for one in preflight.check(flight)}


def test_preflight_is_silent_but_for_packet_and_approval(roundtable, people):
    levels = {level for level, _ in found(roundtable, people).values()}

    assert levels == {preflight.WARN}
    assert len(found(roundtable, people)) == 2


SEEDED = {
    "empty value": ({"organization_name": ""}, "Nothing to print for {organization}:"),
    "no address": ({"email": ""}, "No e-mail address:"),
    "suppressed": ({"email": "gone@fire.example.org"},
                   "The address has refused our mails before:"),
    "twice": ({"email": "twin@fire.example.org"},
              "The same address stands on the list more than once:"),
}  # fmt: skip


@pytest.mark.parametrize("fault", SEEDED)
def test_preflight_blocks_and_names_the_person(roundtable, people, fault):
    fields, text = SEEDED[fault]
    suppress("gone@fire.example.org")
    InvitationFactory(roundtable=roundtable, email="TWIN@fire.example.org")
    InvitationMessage.objects.create(
        roundtable=roundtable, kind="invitation", subject="For {organization}", body="{name}"
    )
    Invitation.objects.filter(pk=people[0].pk).update(name="Ada Lopez", **fields)

    level, names = found(roundtable, people)[text]

    assert (level, [name.split(" (")[0] for name in names]) == (preflight.BLOCK, ["Ada Lopez"])


MEETING_FAULTS = {
    "past": ({"starts_at": timezone.now() - timedelta(days=1)}, "block",
             "The date of the roundtable is in the past."),
    "unsigned": ({"notice_signed_at": None}, "block",
                 "The privacy officer has not signed the privacy notice."),
    "seats": ({"seats": 2}, "warn",
              "3 people may still say Yes, and their sectors may take 2 seats (0 of 2 taken). Who"
              " comes late gets a place on the waitlist. More people than seats:"),
    "zone": ({"time_zone": "America/New_York"}, "warn",
             "The times are in America/New_York, but Hall is in Colorado, where clocks show"
             " America/Denver."),
}  # fmt: skip


@pytest.mark.parametrize("fault", MEETING_FAULTS)
def test_preflight_names_what_is_wrong_with_the_meeting(roundtable, people, fault):
    fields, level, text = MEETING_FAULTS[fault]
    fields = {**fields, "venue": VenueFactory(center=roundtable.center, name="Hall")}
    for name, value in fields.items():
        setattr(roundtable, name, value)
    roundtable.save()

    assert found(roundtable, people)[text][0] == level


def test_preflight_warns_when_a_sector_is_asked_beyond_its_seats(roundtable, people):
    health = SectorFactory(code="public_health", name="Public health")
    SectorSeatsFactory(roundtable=roundtable, sector=health, minimum=38)
    InvitationFactory(roundtable=roundtable, planned=True, sector=health)
    Invitation.objects.filter(pk=people[0].pk).update(state=InvitationState.INVITED)

    level, tight = found(roundtable, people)[
        "4 people may still say Yes, and their sectors may take 40 seats (0 of 40 taken, 38 kept"
        " for public health). Who comes late gets a place on the waitlist. More people than seats:"
    ]

    assert (level, tight) == (preflight.WARN, [f"{people[0].sector.name} (3 people, 2 seats)"])


def test_preflight_is_silent_about_seats_while_there_are_enough(roundtable, people):
    SectorSeatsFactory(roundtable=roundtable, sector=people[0].sector, minimum=40)

    assert not [text for text in found(roundtable, people) if "seats" in text]


def test_preflight_finds_dead_links_and_odd_braces(roundtable, people):
    body = "See http://testserver/nowhere-at-all and https://example.com. {user.password}"
    InvitationMessage.objects.create(roundtable=roundtable, subject="x", body=body)

    texts = found(roundtable, people)

    assert sum(text.startswith("This link in the English message") for text in texts) == 2
    assert "Prints as it stands, since it is no merge field: {user.password}." in texts


def test_send_wave_is_refused_while_preflight_blocks(roundtable, people, director):
    roundtable.change(notice_signed_at=None)

    with pytest.raises(Refused):
        send(roundtable, director)

    assert mails("invitation") == []


def test_wave_opens_once_after_declines(roundtable, director):
    InvitationFactory.create_batch(2, roundtable=roundtable, no=True)
    InvitationFactory(roundtable=roundtable, planned=True, wave=2)
    wave = roundtable.waves.create(number=2)
    wave.set_rule(WaveRule.DECLINES, by=director, after_declines=2)

    assert [waves.open_due_waves(), waves.open_due_waves()] == [1, 0]
    assert len(mails("invitation")) == 1


def test_wave_opens_on_its_day_at_nine_on_the_wall(roundtable, director):
    InvitationFactory(roundtable=roundtable, planned=True, wave=2)
    day = timezone.localdate() + timedelta(days=2)
    wave = roundtable.waves.create(number=2)
    wave.set_rule(WaveRule.DATE, by=director, opens_on=day)
    due = waves.opens_at(wave)

    with time_machine.travel(due - timedelta(minutes=1), tick=False):
        early = waves.open_due_waves()
    with time_machine.travel(due, tick=False):
        on_time = waves.open_due_waves()

    assert (early, on_time, due.astimezone(roundtable.zone).hour) == (0, 1, 9)


def test_wave_that_is_blocked_says_why(roundtable, director):
    InvitationFactory(roundtable=roundtable, planned=True, wave=2, email="")
    InvitationFactory.create_batch(2, roundtable=roundtable, no=True)
    wave = roundtable.waves.create(number=2, rule=WaveRule.DECLINES, opens_after_declines=1)

    assert waves.open_due_waves() == 0

    wave.refresh_from_db()
    assert (wave.opened_at, wave.held_because[:18]) == (None, "No e-mail address:")


LONG_AGO = timezone.now() - timedelta(days=30)


def test_reminders_go_once_to_those_who_owe_an_answer(roundtable):
    owing = InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)
    maybe = InvitationFactory(roundtable=roundtable, maybe=True, invited_at=LONG_AGO)
    InvitationFactory(roundtable=roundtable, yes=True, invited_at=LONG_AGO)
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO, wants_no_reminders=True)
    due = reminders.ladder_of(roundtable)[0]

    with time_machine.travel(due, tick=False):
        counts = [reminders.send_due_reminders(), reminders.send_due_reminders()]

    assert counts == [2, 0]
    assert {mail.address for mail in mails("reminder")} == {owing.email, maybe.email}


def test_reminders_leave_out_whom_the_directory_says_not_to_contact(roundtable, director):
    unwanted, other = (
        InvitationFactory(
            roundtable=roundtable, invited_at=LONG_AGO,
            contact=ContactFactory(organization__center=roundtable.center, do_not_contact=unwanted),
        )
        for unwanted in (True, False)
    )  # fmt: skip

    with time_machine.travel(reminders.ladder_of(roundtable)[0], tick=False):
        by_rule = reminders.send_due_reminders()
    sending, _ = remind(roundtable, [unwanted, other], by=director, key="by hand")

    assert (by_rule, sending.recipients) == (1, 1)
    assert {mail.address for mail in mails("reminder")} == {other.email}


def test_reminders_catch_up_once_after_a_standstill(roundtable):
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)
    first, second, _ = reminders.ladder_of(roundtable)

    with time_machine.travel(second + timedelta(hours=5), tick=False):
        reminders.send_due_reminders()

    assert len(mails("reminder")) == 1
    assert roundtable.reminder_rounds.get().due_at == second
    assert first < second


def test_reminders_are_not_sent_when_answers_are_closed(roundtable):
    InvitationFactory(roundtable=roundtable, invited_at=LONG_AGO)

    with time_machine.travel(roundtable.answers_close_at + timedelta(hours=1), tick=False):
        assert reminders.send_due_reminders() == 0


def test_ladder_is_wall_time_across_the_change_of_clocks(center):
    roundtable = RoundtableFactory(
        engagement__center=center, scheduled=True, wall_start="2027-03-16T09:00",
        time_zone="America/Denver", reminder_days=[7, 1],
    )  # fmt: skip

    dues = reminders.ladder_of(roundtable)

    assert [f"{due:%Y-%m-%d %H:%M}" for due in dues] == ["2027-03-09 16:00", "2027-03-15 15:00"]


def test_remind_by_hand_leaves_out_who_has_answered(roundtable, director):
    owing = InvitationFactory(roundtable=roundtable)
    answered = InvitationFactory(roundtable=roundtable, no=True)

    sending, _ = remind(roundtable, [owing, answered], by=director, key="r1")
    again, is_new = remind(roundtable, [owing, answered], by=director, key="r1")

    assert (sending.recipients, again, is_new) == (1, sending, False)
    assert [mail.address for mail in mails("reminder")] == [owing.email]


def test_send_again_gives_one_more_link_and_keeps_the_old(roundtable, people, director):
    send(roundtable, director)
    ada = roundtable.invitations.first()

    ada.send(by=director)

    assert (ada.links.live().count(), ada.mailings) == (2, 2)
    assert OutgoingMail.objects.about(f"invitation:{ada.pk}").count() == 2


def test_correct_address_stops_old_links_and_sends_anew(roundtable, people, director):
    send(roundtable, director)
    ada = roundtable.invitations.first()

    ada.correct_address("ada.new@fire.example.org", by=director)

    assert ada.links.live().count() == 1
    states = dict(
        OutgoingMail.objects.about(f"invitation:{ada.pk}").values_list("address", "state")
    )
    assert states["ada.new@fire.example.org"] == "queued"
    assert sorted(states.values()) == ["cancelled", "queued"]


def sequence_of(mail: OutgoingMail) -> tuple[str, int]:
    from bcp.mail.messages import message_of

    text = message_of(mail).decode().replace("=\r\n", "")
    method = text.split("METHOD:")[1].split("\r\n")[0]
    return method, int(text.split("SEQUENCE:")[1].split("\r\n")[0])


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


@pytest.mark.parametrize("act", ["roundtable_cancel", "invitation_withdraw"])
def test_planner_reads_what_became_of_earlier_mails(roundtable, director, director_client, act):
    here, gone = InvitationFactory.create_batch(2, roundtable=roundtable, planned=True)
    here.send(by=director)
    gone.send(by=director)
    OutgoingMail.objects.filter(about=f"invitation:{gone.pk}").update(state="sent")
    pk, left = (roundtable.pk, 1) if act == "roundtable_cancel" else (here.pk, 0)

    page = director_client.post(
        reverse(f"roundtables:{act}", args=[pk]), {"reason": "Flooded"}, follow=True
    )

    said = f"1 earlier mail had not left and will not; {left} ha"
    assert said in page.content.decode()


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


def test_message_approve_takes_the_words_that_nobody_has_changed(roundtable, director_client):
    address = reverse("roundtables:message_approve", args=[roundtable.pk, "invitation", "en"])

    director_client.post(address)
    director_client.post(address)

    text = InvitationMessage.objects.get(roundtable=roundtable)
    assert (text.approved_at is not None, text.subject != "") == (True, True)

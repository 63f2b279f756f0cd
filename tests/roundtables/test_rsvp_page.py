"""The personal page: what it shows, what it takes, what it never does by itself."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bcp.mail.models import OutgoingMail
from bcp.mail.reading import letter_of
from roundtables import opening
from roundtables.confirming import confirm_answers
from roundtables.enums import AnswerSource, InvitationState, Rsvp
from roundtables.forms.rsvps import form_key
from roundtables.models import Invitation, RsvpAnswer
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import (
    InvitationFactory,
    PacketFactory,
    RoundtableFactory,
    SectorSeatsFactory,
    link_token,
)


@pytest.fixture
def roundtable(center):
    center.email, center.phone = "outreach@center.example.org", "(303) 555-0100"
    center.save()
    return RoundtableFactory(
        engagement__center=center, scheduled=True, notice_text="We ask little."
    )


@pytest.fixture
def ada(roundtable):
    return InvitationFactory(
        roundtable=roundtable, name="Ada Lopez", why="You know every station.",
        invited_at=timezone.now() - timedelta(days=2),
    )  # fmt: skip


@pytest.fixture
def token(ada):
    return link_token(ada)


@pytest.fixture
def anyone():
    """Somebody without a cookie, with Django's own guard against forged forms switched on."""
    return Client(enforce_csrf_checks=True)


def key(token: str, age: float = 60) -> str:
    return form_key(token, at=time.time() - age)


def reply(client, token, answer, age: float = 60, **more):
    return client.post(f"/r/{token}", {"answer": answer, "key": key(token, age), **more})


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_page_says_everything_in_its_order_and_chooses_nothing(anyone, token):
    page = anyone.get(f"/r/{token}")

    words = text_of(page)
    parts = ["Front Range Fusion Center invites Ada Lopez to", "MST (America/Denver)", "UTC-7",
             ", Denver", "You know every station.", "Will you come?", "Send someone else",
             "Send reply", "work together.", "4 hours 15 minutes", "1200 Broadway",
             "Step-free entrance", "Who sees your answer", "Privacy notice (version 1)",
             "We ask little.", "outreach@center.example.org", "I am not Ada Lopez"]  # fmt: skip
    places = [words.index(part) for part in parts]
    assert places == sorted(places)
    assert b"checked" not in page.content
    assert page.content.count(b"<button") == 1
    assert not page.cookies


CONTACTS = {
    ("outreach@center.example.org", "(303) 555-0100"):
        "Questions? Write to or call Front Range Fusion Center: outreach@center.example.org ,"
        " (303) 555-0100",
    ("outreach@center.example.org", ""):
        "Questions? Write to Front Range Fusion Center: outreach@center.example.org",
    ("", "(303) 555-0100"): "Questions? Call Front Range Fusion Center: (303) 555-0100",
    ("", ""): "Questions? Answer the mail with your invitation: it reaches the person at Front"
              " Range Fusion Center who sent it.",
}  # fmt: skip


@pytest.mark.parametrize("reach", CONTACTS)
def test_page_says_how_to_ask_by_what_the_center_has(anyone, center, token, reach):
    center.email, center.phone = reach
    center.save()

    assert CONTACTS[reach] in text_of(anyone.get(f"/r/{token}"))


def test_page_is_kept_by_nobody(anyone, token):
    headers = anyone.get(f"/r/{token}").headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"


def test_answer_is_taken_without_cookies_and_confirmed_by_mail(anyone, ada, token):
    answer = reply(anyone, token, "yes", notice=1)
    confirm_answers()

    ada.refresh_from_db()
    mail = OutgoingMail.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/r/{token}")
    assert (ada.rsvp, ada.source, ada.notice_version) == (Rsvp.YES, AnswerSource.LINK, 1)
    assert (mail.kind, mail.address) == ("rsvp_confirmation", ada.email)
    assert "You are going" in text_of(anyone.get(f"/r/{token}"))


def test_send_without_a_choice_is_refused_and_changes_nothing(anyone, ada, token):
    page = anyone.post(f"/r/{token}", {"key": key(token)})

    ada.refresh_from_db()
    assert (page.status_code, ada.rsvp) == (422, Rsvp.NONE)
    assert "Choose one of the answers" in text_of(page)


@pytest.mark.parametrize("bad", ["", "1.abc", "…", None])
def test_form_that_is_not_from_the_page_is_refused(anyone, ada, token, bad):
    other = InvitationFactory(roundtable=ada.roundtable)
    sent = key(link_token(other)) if bad is None else bad

    answer = anyone.post(f"/r/{token}", {"answer": "yes", "key": sent})

    ada.refresh_from_db()
    assert (answer.status_code, ada.rsvp) == (403, Rsvp.NONE)


def test_same_answer_twice_is_one_answer_and_the_last_one_counts(anyone, ada, token):
    for answer in ("yes", "yes", "no", "maybe", "yes"):
        reply(anyone, token, answer)

    ada.refresh_from_db()
    history = list(ada.answers.order_by("pk").values_list("rsvp", flat=True))
    assert (ada.rsvp, history) == (Rsvp.YES, ["yes", "no", "maybe", "yes"])


AUTOMATIC = {
    "at once": (1, timedelta(days=2), True),
    "after reading": (60, timedelta(days=2), False),
    "just after the mail left": (60, timedelta(seconds=5), True),
}


@pytest.mark.parametrize("case", AUTOMATIC)
def test_answer_that_may_be_automatic_is_flagged_and_counts(anyone, ada, token, case):
    age, ago, is_flagged = AUTOMATIC[case]
    ada.send(by=None)
    handed_over = timezone.now() - ago
    OutgoingMail.objects.update(state="sent", data_started_at=handed_over)

    reply(anyone, token, "yes", age=age)

    ada.refresh_from_db()
    assert (ada.rsvp, ada.is_possibly_automatic) == (Rsvp.YES, is_flagged)


def test_contradiction_within_seconds_is_flagged(anyone, ada, token):
    reply(anyone, token, "yes")
    reply(anyone, token, "no")

    ada.refresh_from_db()
    assert (ada.rsvp, ada.is_possibly_automatic) == (Rsvp.NO, True)


def test_answer_settles_a_mail_whose_arrival_was_in_doubt(anyone, ada, token):
    ada.send(by=None)
    OutgoingMail.objects.update(state="unconfirmed")

    reply(anyone, token, "maybe")

    assert OutgoingMail.objects.get().state == "sent"


def test_full_house_is_said_before_and_the_place_after(anyone, roundtable, token):
    roundtable.change(seats=1)
    InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, waitlisted=True)

    before = text_of(anyone.get(f"/r/{token}"))
    reply(anyone, token, "yes")
    after = text_of(anyone.get(f"/r/{token}"))

    assert "you will be number 2 on the waitlist" in before
    assert "You are number 2 on the waitlist" in after


def test_seats_kept_for_others_count_as_taken(anyone, roundtable, token):
    roundtable.change(seats=3)
    InvitationFactory(roundtable=roundtable, yes=True)
    health = SectorFactory(code="public_health", name="Public health")
    SectorSeatsFactory(roundtable=roundtable, sector=health, minimum=2)

    before = text_of(anyone.get(f"/r/{token}"))
    reply(anyone, token, "yes")
    after = text_of(anyone.get(f"/r/{token}"))
    confirm_answers()

    kept = "1 of 3 seats are taken; the rest is kept for other sectors."
    assert f"{kept} If you say Yes you will be number 1 on the waitlist" in before
    assert kept in after
    assert "All seats are taken" not in before + after
    mail = letter_of(OutgoingMail.objects.get(kind="rsvp_confirmation"))
    words = " ".join(mail.text.split())
    assert "No seat is free for you yet (1 of 3 taken, 2 kept for public health)" in words


def test_details_are_kept_with_their_delete_by_date(anyone, ada, token):
    reply(anyone, token, "yes")
    page = anyone.get(f"/r/{token}")
    anyone.post(
        f"/r/{token}/details",
        {"key": key(token), "badge_name": "Ada", "access_needs": "Large print"},
    )

    ada.refresh_from_db()
    day = (ada.roundtable.ends_at + timedelta(days=30)).date()
    assert (ada.badge_name, ada.access_needs, ada.needs_delete_on) == ("Ada", "Large print", day)
    assert f"{day:%B} {day.day}, {day.year}" in text_of(page)


def test_no_asks_for_a_reason_and_a_colleague(anyone, ada, token):
    reply(anyone, token, "no")
    form = {"key": key(token), "reason": "On duty", "suggestion": "Bo Bell, Station 4"}
    anyone.post(f"/r/{token}/reason", form)

    ada.refresh_from_db()
    assert (ada.decline_reason, ada.suggestion) == ("On duty", "Bo Bell, Station 4")


def test_someone_else_gets_an_invitation_of_their_own(anyone, ada, token):
    answer = reply(anyone, token, "delegate")
    form = {"key": key(token), "name": "Bo Bell", "email": "bo@fire.example.org"}
    anyone.post(answer.headers["Location"], form)

    ada.refresh_from_db()
    bo = Invitation.objects.get(name="Bo Bell")
    assert (ada.rsvp, bo.delegate_of, bo.rsvp) == (Rsvp.DELEGATED, ada, Rsvp.NONE)
    assert OutgoingMail.objects.get(kind="invitation").address == "bo@fire.example.org"


def test_answers_close_at_the_deadline_and_data_stays_reachable(anyone, ada, token):
    with time_machine.travel(ada.roundtable.answers_close_at + timedelta(minutes=1), tick=True):
        page = anyone.get(f"/r/{token}")
        answer = reply(anyone, token, "yes")
        data = anyone.get(f"/r/{token}/data")

    ada.refresh_from_db()
    assert "Answers were open until" in text_of(page)
    assert b"Send reply" not in page.content
    assert (answer.status_code, ada.rsvp, data.status_code) == (409, Rsvp.NONE, 200)


def test_moved_date_is_asked_again_and_the_seat_kept(anyone, ada, token):
    reply(anyone, token, "yes")
    Invitation.objects.update(must_confirm=True)

    page = text_of(anyone.get(f"/r/{token}"))
    reply(anyone, token, "yes")

    ada.refresh_from_db()
    assert "The date has changed." in page
    assert (ada.rsvp, ada.must_confirm, ada.answers.count()) == (Rsvp.YES, False, 2)


def broken_links(ada) -> dict[str, str]:
    expired, revoked, good = (ada.links.issue(ada) for _ in range(3))
    links = list(ada.links.order_by("pk"))
    links[0].change(expires_at=timezone.now() - timedelta(seconds=1))
    links[1].change(revoked_at=timezone.now())
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    return {
        "expired": expired, "revoked": revoked, "one bit": flipped, "unknown": "x" * 43,
        "short": "abc", "torn": good[:20], "odd": "%F0%9F%98%80/x", "slash": f"{good}/",
    }  # fmt: skip


def test_links_that_do_not_work_all_get_the_same_calm_page(anyone, ada):
    pages = {name: anyone.get(f"/r/{link}") for name, link in broken_links(ada).items()}

    assert {page.status_code for page in pages.values()} == {410}
    assert len({page.content for page in pages.values()}) == 1
    # "Expires" is the second in which the page was made.
    told = [{**page.headers, "Expires": ""} for page in pages.values()]
    assert all(headers == told[0] for headers in told)
    assert "This link does not open an invitation" in text_of(pages["revoked"])


def test_too_many_unknown_links_are_noise_but_a_good_one_still_works(anyone, token):
    statuses = [anyone.get(f"/r/unknown{n}", REMOTE_ADDR="10.1.1.9").status_code for n in range(22)]

    assert (statuses[:20], statuses[20:]) == ([410] * 20, [429] * 2)
    assert anyone.get(f"/r/{token}", REMOTE_ADDR="10.1.1.9").status_code == 200


def test_withdrawing_stops_the_link(anyone, ada, token, director):
    ada.withdraw(by=director)

    assert anyone.get(f"/r/{token}").status_code == 410


def test_not_me_stops_every_link_and_voids_the_answer(anyone, ada, token):
    other = link_token(ada)
    reply(anyone, token, "yes")
    page = anyone.post(f"/r/{token}/not-me", {"key": key(token), "sure": "1"})

    ada.refresh_from_db()
    ada.roundtable.refresh_from_db()
    assert (page.status_code, ada.is_disputed, ada.rsvp) == (200, True, Rsvp.NONE)
    assert ada.roundtable.seats_taken == 0
    assert {anyone.get(f"/r/{link}").status_code for link in (token, other)} == {410}


def test_data_is_shown_exported_and_deleted(anyone, ada, token):
    reply(anyone, token, "no")
    shown = text_of(anyone.get(f"/r/{token}/data"))
    exported = anyone.get(f"/r/{token}/data.json").json()
    anyone.post(f"/r/{token}/forget", {"key": key(token), "sure": "1"})

    ada.refresh_from_db()
    assert ada.email == ""
    assert (exported["name"], exported["answer"]) == ("Ada Lopez", "no")
    assert "invitee" in shown
    assert (ada.name, ada.rsvp, ada.sector_id) == ("Deleted on request", Rsvp.NO, "fire")
    assert anyone.get(f"/r/{token}").status_code == 410


def test_no_contact_is_remembered_in_the_directory(anyone, roundtable, token, ada):
    from tests.factories.stakeholders import ContactFactory

    contact = ContactFactory(organization__center=roundtable.center)
    ada.change(contact=contact)

    anyone.post(f"/r/{token}/no-contact", {"key": key(token), "sure": "1"})

    contact.refresh_from_db()
    assert contact.do_not_contact


def test_one_click_stops_reminders_and_nothing_else(anyone, ada, token):
    opened = anyone.get(f"/r/{token}/reminders")
    ada.refresh_from_db()
    before = ada.wants_no_reminders
    answer = anyone.post(f"/r/{token}/reminders", {"List-Unsubscribe": "One-Click"})

    ada.refresh_from_db()
    assert (opened.status_code, before) == (200, False)
    assert (answer.status_code, ada.wants_no_reminders, ada.rsvp) == (200, True, Rsvp.NONE)


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 422), ({"sure": "1"}, 422), ({"key": "yes"}, 422)]
)
def test_reminders_go_on_until_the_box_is_checked_on_the_links_own_page(
    anyone, ada, token, sent, status
):
    if "key" in sent:
        sent = {"key": key(token)}

    answer = anyone.post(f"/r/{token}/reminders", sent)

    ada.refresh_from_db()
    assert (answer.status_code, ada.wants_no_reminders) == (status, False)
    assert "Check the box first" in answer.content.decode()


def test_who_checks_the_box_gets_no_more_reminders(anyone, ada, token):
    anyone.post(f"/r/{token}/reminders", {"key": key(token), "sure": "1"})

    ada.refresh_from_db()
    assert ada.wants_no_reminders


def test_packet_opens_from_the_page_once_it_is_released(anyone, ada, token, roundtable):
    reply(anyone, token, "yes")
    before = anyone.get(f"/r/{token}")
    PacketFactory(roundtable=roundtable, released=True)
    after = anyone.get(f"/r/{token}")

    assert b"/packet" not in before.content
    assert f"/r/{token}/packet".encode() in after.content


def test_calendar_file_holds_no_personal_link(anyone, ada, token):
    calendar = anyone.get(f"/r/{token}/roundtable.ics").content.decode()

    assert f"UID:{ada.calendar_uid}" in calendar
    assert "/r/" not in calendar.replace("\r\n ", "")


def test_spanish_page_and_mails_follow_the_choice(anyone, ada, token):
    page = text_of(anyone.get(f"/r/{token}?lang=es"))
    reply(anyone, token, "maybe", lang="es")
    confirm_answers()

    ada.refresh_from_db()
    mail = OutgoingMail.objects.get()
    assert "¿Va a asistir?" in page
    assert "de enero de" in page or "de febrero de" in page or "de" in page
    assert (ada.language, mail.batch.subject[:18]) == ("es", "Usted dijo: Quizás")


def test_get_runs_where_nothing_can_be_written(token):
    with opening.read_only():
        if connection.vendor != "postgresql":
            return
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("UPDATE roundtables_invitation SET rsvp = 'yes'")


@pytest.mark.parametrize("answered", ["none", "yes", "waitlisted", "no"])
def test_page_takes_few_queries_whatever_was_said(anyone, ada, token, answered):
    for _ in range(30):
        InvitationFactory(roundtable=ada.roundtable, waitlisted=True)
    Invitation.objects.filter(pk=ada.pk).update(rsvp=answered, waitlisted_at=timezone.now())

    with CaptureQueriesContext(connection) as seen:
        page = anyone.get(f"/r/{token}")

    selects = [query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert (page.status_code, len(selects) <= 3) == (200, True)


def test_every_answer_is_confirmed_once_in_two_places_at_once(anyone, ada, token):
    reply(anyone, token, "yes")

    counts = [confirm_answers(), confirm_answers()]

    assert (counts, OutgoingMail.objects.count()) == ([1, 0], 1)
    assert not RsvpAnswer.objects.untold().exists()


def test_who_moves_up_is_told_once(anyone, roundtable, ada, token):
    roundtable.change(seats=1)
    yes = InvitationFactory(roundtable=roundtable, yes=True)
    reply(anyone, token, "yes")

    reply(anyone, link_token(yes), "no")
    confirm_answers()

    ada.refresh_from_db()
    kinds = OutgoingMail.objects.about(f"invitation:{ada.pk}").values_list("kind", flat=True)
    assert (ada.rsvp, list(kinds)) == (Rsvp.YES, ["rsvp_moved_up"])


def test_name_that_looks_like_markup_is_text(anyone, roundtable):
    eve = InvitationFactory(roundtable=roundtable, name='Eve <script>"x"</script> {name} mx')

    page = anyone.get(f"/r/{link_token(eve)}").content.decode()

    assert "<script>&quot" not in page
    assert "Eve &lt;script&gt;&quot;x&quot;&lt;/script&gt; {name} mx" in page


def test_state_of_a_withdrawn_invitation_is_not_told(anyone, ada, token):
    Invitation.objects.update(state=InvitationState.WITHDRAWN)

    page = anyone.get(f"/r/{token}")

    assert page.status_code == 200
    assert b"Send reply" not in page.content


@pytest.mark.parametrize("page", ["not-me", "forget", "no-contact"])
def test_button_alone_does_nothing_that_cannot_be_taken_back(anyone, ada, token, page):
    answer = anyone.post(f"/r/{token}/{page}", {"key": key(token)})

    ada.refresh_from_db()
    assert (answer.status_code, ada.is_disputed, ada.name) == (422, False, "Ada Lopez")
    assert anyone.get(f"/r/{token}").status_code == 200


def test_rsvp_page_asks_to_open_the_link_again_when_its_notice_is_torn(ada, token):
    answer = Client().post(f"/r/{token}", {"answer": "yes", "notice": "-1", "key": form_key(token)})

    ada.refresh_from_db()
    assert (answer.status_code, ada.rsvp) == (422, Rsvp.NONE)
    assert b"Open the link in your mail again" in answer.content

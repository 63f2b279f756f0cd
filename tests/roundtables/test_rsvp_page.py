"""The personal page: what it shows, and what it never does by itself."""

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
from roundtables.enums import InvitationState, Rsvp
from roundtables.forms.rsvps import form_key
from roundtables.models import Invitation
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import (
    InvitationFactory,
    PacketFactory,
    SectorSeatsFactory,
    link_token,
)
from tests.roundtables.personal_pages import key, reply, text_of


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

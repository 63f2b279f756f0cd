"""The pages about guests: who may see and change them, what they show, what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bcp.mail.models import MailWorker, OutgoingMail
from bcp.mail.outbox import withdraw
from roundtables.enums import AnswerSource, InvitationState, Rsvp
from roundtables.models import RsvpAnswer, Sending
from tests.factories.engagements import EngagementGuestFactory, SectorFactory
from tests.factories.mail import queue_person
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, SectorSeatsFactory


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True)


@pytest.fixture
def ada(roundtable):
    return InvitationFactory(roundtable=roundtable, name="Ada Lopez")


def url(name: str, *args) -> str:
    return reverse(f"roundtables:{name}", args=args)


PAGES = ["invitation_list", "message_list", "notice_edit", "wave_list"]
EDITING_PAGES = [
    "invitation_recipients", "invitation_paste", "invitation_person", "invitation_review",
    "seats_edit", "reminder_edit",
]  # fmt: skip
PERSON_PAGES = ["invitation_edit", "invitation_answer", "invitation_address",
                "invitation_delegate", "invitation_withdraw", "invitation_forget"]  # fmt: skip


@pytest.mark.parametrize("name", [*PAGES, *EDITING_PAGES, *PERSON_PAGES, "invitation_detail"])
def test_page_opens_for_planner_not_for_others(
    name, roundtable, ada, director_client, viewer_client, outsider_client, client
):
    is_person = name in PERSON_PAGES or name == "invitation_detail"
    address = url(name, ada.pk if is_person else roundtable.pk)
    expected = 200 if name in PAGES or name == "invitation_detail" else 403

    answers = [c.get(address).status_code for c in (director_client, viewer_client)]

    assert answers == [200, expected]
    assert outsider_client.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_guests_of_the_engagement_do_not_see_guests_of_the_roundtable(
    roundtable, ada, outsider, outsider_client
):
    EngagementGuestFactory(engagement=roundtable.engagement, user=outsider)

    assert outsider_client.get(url("invitation_list", roundtable.pk)).status_code == 404
    assert outsider_client.get(url("invitation_detail", ada.pk)).status_code == 404


def test_list_takes_the_same_number_of_queries_for_1_and_30(roundtable, ada, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert director_client.get(url("invitation_list", roundtable.pk)).status_code == 200
        return len(seen)

    InvitationFactory(roundtable=roundtable, no=True)
    few = queries()
    InvitationFactory.create_batch(30, roundtable=roundtable)
    InvitationFactory.create_batch(5, roundtable=roundtable, no=True)

    assert queries() == few


@pytest.mark.parametrize("page", ["invitation_list", "wave_list", "roundtable_detail"])
def test_seats_kept_for_a_sector_are_told_wherever_seats_are_told(
    roundtable, director_client, page
):
    roundtable.change(seats=3)
    InvitationFactory(roundtable=roundtable, yes=True)
    health = SectorFactory(code="public_health", name="Public health")
    SectorSeatsFactory(roundtable=roundtable, sector=health, minimum=2)

    told = director_client.get(url(page, roundtable.pk)).text

    assert "1 of 3" in told
    assert "2 kept for public health" in told


def test_planner_sends_once_however_often_the_button_is_pressed(roundtable, ada, director_client):
    InvitationFactory.create_batch(3, roundtable=roundtable, planned=True)
    page = director_client.get(url("invitation_review", roundtable.pk))
    form = {key: str(page.context[key]) for key in ("once", "seen", "wave")}

    answers = [director_client.post(url("invitation_send", roundtable.pk), form) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert (Sending.objects.count(), OutgoingMail.objects.count()) == (1, 3)
    assert b"This sends 3 mails" in page.content


def test_a_single_mail_is_not_spoken_of_as_many(roundtable, ada, director_client):
    page = url("invitation_remind", roundtable.pk)

    answer = director_client.post(page, {"row": [ada.pk], "once": "x"}, follow=True)

    assert "1 reminder is queued." in answer.text
    assert "of 1 mail handed to the mail server" in answer.text


def test_same_form_for_other_people_is_a_conflict(roundtable, director_client):
    InvitationFactory.create_batch(3, roundtable=roundtable, planned=True)
    page = director_client.get(url("invitation_review", roundtable.pk))
    form = {key: str(page.context[key]) for key in ("once", "seen", "wave")}
    director_client.post(url("invitation_send", roundtable.pk), form)

    answer = director_client.post(url("invitation_send", roundtable.pk), {**form, "seen": "x"})

    assert answer.status_code == 409
    assert OutgoingMail.objects.count() == 3


def test_answer_by_phone_is_kept_with_its_source(roundtable, ada, director_client, director):
    director_client.post(
        url("invitation_answer", ada.pk), {"rsvp": "yes", "source": "phone", "note": "called back"}
    )

    ada.refresh_from_db()
    answer = ada.answers.get()
    assert (ada.rsvp, answer.source, answer.by) == (Rsvp.YES, AnswerSource.PHONE, director)


def test_withdraw_asks_first_and_then_does_it(ada, director_client):
    page = director_client.get(url("invitation_withdraw", ada.pk))
    director_client.post(url("invitation_withdraw", ada.pk))

    ada.refresh_from_db()
    assert (page.status_code, ada.state) == (200, InvitationState.WITHDRAWN)


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_planner_reads_whether_somebody_else_was_invited(roundtable, ada, director_client):
    bo = InvitationFactory(roundtable=roundtable, name="Bo Bell")
    form = {"name": "Bo Bell", "email": bo.email, "source": "phone"}
    other = {**form, "name": "Cy Cole", "email": "cy@fire.example.org"}

    known = director_client.post(url("invitation_delegate", ada.pk), form, follow=True)
    badges = known.content.decode().count("nobody invited instead")
    page = director_client.get(url("invitation_detail", ada.pk)).content.decode()
    new = director_client.post(url("invitation_delegate", ada.pk), other, follow=True)

    sentence = "Asked to send Bo Bell, who is on the list already. Nobody was invited."
    assert (told(known), badges) == ([sentence], 1)
    assert sentence in page
    assert "nobody invited instead" in page
    assert told(new) == ["Cy Cole gets an invitation of their own."]
    assert "nobody invited instead" not in new.content.decode()


def test_places_on_the_waitlist_are_those_of_the_whole_line(roundtable, director_client):
    began = timezone.now()
    for number in range(3):
        InvitationFactory(
            roundtable=roundtable,
            waitlisted=True,
            name=f"Waiting {3 - number}",
            waitlisted_at=began + timedelta(minutes=number),
        )
    whole = url("invitation_group", roundtable.pk, "waitlisted")

    page = director_client.get(whole)
    searched = director_client.get(f"{whole}?search=waiting+1")
    listed = director_client.get(url("invitation_list", roundtable.pk) + "?search=waiting+1")

    def shown(rows) -> list[tuple[str, int]]:
        return [(row.invitation.name, row.place) for row in rows]

    assert shown(page.context["rows"]) == [("Waiting 3", 1), ("Waiting 2", 2), ("Waiting 1", 3)]
    assert shown(searched.context["rows"]) == [("Waiting 1", 3)]
    assert shown(listed.context["lists"][1].rows) == [("Waiting 1", 3)]


def test_reminders_go_to_those_checked_once(roundtable, ada, director_client):
    form = {"row": [ada.pk], "once": "k"}

    for _ in range(2):
        director_client.post(url("invitation_remind", roundtable.pk), form)

    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["reminder"]


def test_notice_is_signed_by_the_privacy_officer_alone(roundtable, director_client, privacy_client):
    roundtable.change(notice_signed_at=None)

    director_client.post(url("notice_sign", roundtable.pk))
    roundtable.refresh_from_db()
    before = roundtable.notice_signed_at
    privacy_client.post(url("notice_sign", roundtable.pk))
    roundtable.refresh_from_db()

    assert (before, roundtable.notices.get().version) == (None, 1)
    assert roundtable.notice_signed_at


def test_notice_that_nobody_saved_shows_the_text_it_starts_with_and_what_to_do(
    roundtable, director, director_client, privacy_client
):
    roundtable.change(notice_signed_at=None, notice_text="")

    to_sign = privacy_client.get(url("notice_edit", roundtable.pk)).text
    to_write = director_client.get(url("notice_edit", roundtable.pk)).text

    assert "Who asks: Front Range Fusion Center. We ask for your name" in to_sign
    assert f"{director} opens this page, changes what does not fit and saves it" in to_sign
    assert "Sign this notice" not in to_sign
    assert "Nobody has saved the notice yet." in to_write
    assert "signed off by Perry Privacy, privacy officer of the center" in to_write


def test_notice_says_that_a_center_has_no_privacy_officer_and_who_names_one(
    roundtable, director_client
):
    roundtable.change(notice_signed_at=None)

    page = director_client.get(url("notice_edit", roundtable.pk)).text

    assert "The center has no privacy officer, so nothing can be signed off." in page


def test_message_preview_shows_the_persons_values_escaped(roundtable, director_client):
    eve = InvitationFactory(roundtable=roundtable, planned=True, name="Eve <b>{link}</b>")

    page = director_client.get(url("message_preview", roundtable.pk, "invitation", eve.pk))

    assert b"Dear Eve &lt;b&gt;{link}&lt;/b&gt;," in page.content
    assert "sandbox" in page.headers["Content-Security-Policy"]


def test_calendar_feed_shows_scheduled_roundtables_without_sign_in(
    roundtable, director_client, client
):
    director_client.post(url("calendar_feed_renew"))
    page = director_client.get(url("calendar_feed_detail"))
    path = page.context["address"].removeprefix("http://testserver")

    calendar = client.get(path)
    director_client.post(url("calendar_feed_renew"))

    assert f"SUMMARY:{roundtable.title}".encode() in calendar.content
    assert client.get(path).status_code == 404


def test_page_says_why_mail_waits(roundtable, director_client):
    guest = InvitationFactory(roundtable=roundtable, yes=True)
    queue_person(roundtable.center, number=guest.pk)
    address = reverse("roundtables:invitation_list", args=[roundtable.pk])

    page = director_client.get(address)
    assert page.context["obstacles"] == [
        "No worker has looked for mail in the last five minutes, so mails wait. Ask whoever runs"
        " this site to start the mail worker; then they leave by themselves."
    ]
    MailWorker.objects.create(name="a", seen_at=timezone.now())
    assert director_client.get(address).context["obstacles"] == []
    guest.decline()
    RsvpAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert "the scheduler is silent" in director_client.get(address).content.decode()


def test_page_says_how_many_mails_were_taken_back(roundtable, director_client):
    guests = InvitationFactory.create_batch(2, roundtable=roundtable)
    for guest in guests:
        queue_person(roundtable.center, number=guest.pk)
    OutgoingMail.objects.filter(about=f"invitation:{guests[0].pk}").update(state="sent")
    withdraw([f"invitation:{guest.pk}" for guest in guests], reason="Moved.")

    page = director_client.get(reverse("roundtables:invitation_list", args=[roundtable.pk]))
    assert "1 mail had not left when it was taken back" in page.content.decode()

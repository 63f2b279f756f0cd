"""Answers given on the personal page: taken, kept, confirmed, taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bcp.mail.models import OutgoingMail
from roundtables.confirming import confirm_answers
from roundtables.enums import AnswerSource, Rsvp
from roundtables.models import Invitation, RsvpAnswer
from tests.factories.roundtables import (
    InvitationFactory,
    link_token,
)
from tests.roundtables.personal_pages import key, reply, text_of


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


def test_sending_someone_else_keeps_the_notice_that_was_read(anyone, ada, token, roundtable):
    roundtable.change(notice_version=2, notice_signed_at=timezone.now())
    page = anyone.get(f"/r/{token}/delegate").content.decode()
    assert 'name="notice" value="2"' in page
    roundtable.change(notice_version=3)  # signed while the page was open

    anyone.post(
        f"/r/{token}/delegate",
        {"name": "Bo", "email": "bo@fire.example.org", "key": key(token), "notice": "2"},
    )

    ada.refresh_from_db()
    assert (ada.rsvp, ada.notice_version) == (Rsvp.DELEGATED, 2)


def test_someone_else_gets_an_invitation_of_their_own(anyone, ada, token):
    answer = reply(anyone, token, "delegate")
    form = {"key": key(token), "name": "Bo Bell", "email": "bo@fire.example.org"}
    anyone.post(answer.headers["Location"], form)

    ada.refresh_from_db()
    bo = Invitation.objects.get(name="Bo Bell")
    assert (ada.rsvp, bo.delegate_of, bo.rsvp) == (Rsvp.DELEGATED, ada, Rsvp.NONE)
    assert OutgoingMail.objects.get(kind="invitation").address == "bo@fire.example.org"


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

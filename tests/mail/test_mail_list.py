"""A center's mails and what people may do with them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.accounts.models import Center, User
from bcp.audit.models import AuditEvent, Opening
from bcp.core.actions import Refused
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import OutgoingMail
from bcp.mail.outbox import withdraw
from tests.factories.mail import queue, queue_person, recipient
from tests.factories.roundtables import InvitationFactory

pytestmark = pytest.mark.django_db


def in_state(mail: OutgoingMail, state: MailState, problem: str = "") -> OutgoingMail:
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, problem=problem)
    mail.refresh_from_db()
    return mail


@pytest.fixture
def mail(center: Center) -> OutgoingMail:
    return queue_person(center)


def test_list_says_cause_and_what_helps(
    mail: OutgoingMail, center: Center, director_client: Client
) -> None:
    in_state(mail, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    page = director_client.get(reverse("mail:mail_list", args=[center.pk])).content.decode()

    assert "Mail server did not confirm. It may have arrived." in page
    assert "Send again" in page
    assert "Mark as arrived" in page


def test_viewer_reads_without_buttons(
    mail: OutgoingMail, center: Center, viewer_client: Client
) -> None:
    in_state(mail, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    page = viewer_client.get(reverse("mail:mail_list", args=[center.pk])).content.decode()

    assert mail.address in page
    assert "Send again" not in page


def test_list_is_not_there_for_outsiders(center: Center, outsider_client: Client) -> None:
    assert outsider_client.get(reverse("mail:mail_list", args=[center.pk])).status_code == 404


def test_coordinator_reads_and_that_is_noted(
    mail: OutgoingMail, center: Center, dhs_client: Client
) -> None:
    page = dhs_client.get(reverse("mail:mail_list", args=[center.pk]))

    assert mail.address in page.content.decode()
    assert Opening.objects.get().center_id == center.pk


def test_list_costs_the_same_for_one_and_thirty(
    center: Center, director_client: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    address = reverse("mail:mail_list", args=[center.pk])
    queue(center, [recipient(1)], key="a")
    director_client.get(address)
    with CaptureQueriesContext(connection) as first:
        director_client.get(address)
    queue(center, [recipient(number) for number in range(2, 32)], key="b")

    with django_assert_num_queries(len(first)):
        director_client.get(address)


def test_send_again_queues_the_same_mail(
    mail: OutgoingMail, center: Center, director_client: Client
) -> None:
    in_state(mail, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    answer = director_client.post(reverse("mail:mail_send_again", args=[mail.pk]))

    assert answer.url == reverse("mail:mail_list", args=[center.pk])
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (MailState.QUEUED, "")
    assert AuditEvent.objects.filter(verb="mail.sent_again").count() == 1


def test_mark_as_arrived_wipes_the_text(mail: OutgoingMail, director_client: Client) -> None:
    in_state(mail, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    director_client.post(
        reverse("mail:mail_mark_arrived", args=[mail.pk]), {"next": "/mail/somewhere/"}
    )

    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == (MailState.SENT, "")


@pytest.mark.parametrize(
    "state", [state for state in MailState if state not in {"unconfirmed", "failed"}]
)
def test_send_again_is_refused_in_other_states(
    mail: OutgoingMail, director_client: Client, state: MailState
) -> None:
    in_state(mail, state)

    director_client.post(reverse("mail:mail_send_again", args=[mail.pk]))

    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.parametrize("name", ["mail_send_again", "mail_mark_arrived", "mail_cancel"])
def test_actions_are_for_those_who_may_edit(
    mail: OutgoingMail, viewer_client: Client, outsider_client: Client, name: str
) -> None:
    address = reverse(f"mail:{name}", args=[mail.pk])

    assert viewer_client.post(address).status_code == 403
    assert outsider_client.post(address).status_code == 404


@pytest.mark.parametrize("wish", ["https://evil.example.com/", "//evil.example.com/", "900001"])
def test_next_leads_only_within_the_site(
    wish: str, mail: OutgoingMail, director_client: Client
) -> None:
    in_state(mail, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    answer = director_client.post(reverse("mail:mail_mark_arrived", args=[mail.pk]), {"next": wish})

    assert answer.url == reverse("mail:mail_list", args=[mail.center_id])


def test_cancel_stops_a_waiting_mail(mail: OutgoingMail, director_client: Client) -> None:
    director_client.post(reverse("mail:mail_cancel", args=[mail.pk]))

    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == (MailState.CANCELLED, "")


@pytest.mark.parametrize("state", [MailState.UNCONFIRMED, MailState.FAILED])
def test_mail_that_was_taken_back_is_not_sent_again(
    mail: OutgoingMail, center: Center, director: User, director_client: Client, state: MailState
) -> None:
    in_state(mail, state, Problem.GIVEN_UP)
    withdraw(mail.about, reason="The roundtable was cancelled.")

    mail.refresh_from_db()
    assert mail.state == state
    with pytest.raises(Refused, match="no longer holds"):
        mail.send_again(by=director)
    director_client.post(reverse("mail:mail_decide"), {"row": [mail.pk], "again": "1"})
    page = director_client.get(reverse("mail:mail_list", args=[center.pk])).content.decode()
    assert "it was taken back meanwhile" in page
    assert "Send again" not in page
    mail.refresh_from_db()
    assert mail.state == state


def test_correct_address_of_a_guest_leads_to_the_page_of_the_invitation(
    center: Center, director_client: Client
) -> None:
    guest = InvitationFactory(roundtable__engagement__center=center)
    queue_person(center, number=guest.pk)
    mail = in_state(OutgoingMail.objects.get(), MailState.FAILED, Problem.REFUSED)
    theirs = reverse("roundtables:invitation_address", args=[guest.pk])

    page = director_client.get(reverse("mail:mail_list", args=[center.pk])).content.decode()
    old = director_client.post(
        reverse("mail:mail_correct_address", args=[mail.pk]), {"address": "new@example.org"}
    )

    assert theirs in page
    assert old.url == theirs
    assert OutgoingMail.objects.count() == 1


def test_correct_address_sends_the_same_text_to_the_mended_one(
    mail: OutgoingMail, director_client: Client
) -> None:
    OutgoingMail.objects.update(about="assignment:1")
    in_state(mail, MailState.FAILED, Problem.REFUSED)
    address = reverse("mail:mail_correct_address", args=[mail.pk])

    assert "receiving server refused" in director_client.get(address).content.decode()
    director_client.post(address, {"address": "ada.byron@example.org"})

    corrected = OutgoingMail.objects.get(correction=1)
    assert (corrected.address, corrected.state) == ("ada.byron@example.org", MailState.QUEUED)
    assert corrected.message_id != mail.message_id
    assert corrected.values()["merge"]["first_name"] == "Ada1"


@pytest.mark.parametrize("wrong", ["ada@example.org", "ada", "a\r\nb@example.org", ""])
def test_correct_address_refuses_with_a_sentence(
    mail: OutgoingMail, director_client: Client, wrong: str
) -> None:
    OutgoingMail.objects.update(about="assignment:1")
    in_state(mail, MailState.FAILED, Problem.REFUSED)

    answer = director_client.post(
        reverse("mail:mail_correct_address", args=[mail.pk]), {"address": wrong}
    )

    assert answer.status_code == 200
    assert OutgoingMail.objects.count() == 1


def test_release_is_for_coordinators(
    mail: OutgoingMail, director_client: Client, dhs_client: Client
) -> None:
    in_state(mail, MailState.HELD, Problem.DAILY_CAP)
    address = reverse("mail:mail_release", args=[mail.pk])

    assert director_client.post(address).status_code == 403
    dhs_client.post(address)

    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_decide_acts_on_unconfirmed_mails_of_the_own_center(
    center: Center, other_center: Center, director_client: Client
) -> None:
    own, foreign = queue_person(center, number=1), queue_person(other_center, number=2)
    waiting = queue_person(center, number=3)
    for one in (own, foreign):
        in_state(one, MailState.UNCONFIRMED, Problem.NO_ANSWER)

    director_client.post(
        reverse("mail:mail_decide"),
        {"row": [own.pk, foreign.pk, waiting.pk, "x"], "arrived": "1"},
    )

    states = [OutgoingMail.objects.get(pk=one.pk).state for one in (own, foreign, waiting)]
    assert states == ["sent", "unconfirmed", "queued"]


def test_program_list_is_for_coordinators(director_client: Client, dhs_client: Client) -> None:
    queue(None, [recipient(1)])

    assert director_client.get(reverse("mail:mail_program_list")).status_code == 403
    page = dhs_client.get(reverse("mail:mail_program_list")).content.decode()
    assert "person1@example.org" in page

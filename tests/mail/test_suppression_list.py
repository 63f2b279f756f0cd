"""Addresses that get no more mail: who sees them, and how mail goes to them again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.audit.models import AuditEvent, Opening
from bcp.core.actions import Refused
from bcp.mail import outbox
from bcp.mail.addresses import return_path
from bcp.mail.bounces import take_report
from bcp.mail.enums import LiftReason, MailState, Problem
from bcp.mail.models import OutgoingMail, Suppression
from bcp.mail.suppressions import lift, stopped_at, suppressed_among
from tests.factories.mail import SuppressionFactory, queue_person
from tests.factories.stakeholders import ContactFactory
from tests.mail.test_bounces import report

pytestmark = pytest.mark.django_db


def page_of(center) -> str:
    return reverse("mail:suppression_list", args=[center.pk])


@pytest.fixture
def mail(center):
    """One that came back."""
    mail = queue_person(center)
    OutgoingMail.objects.update(state=MailState.SENT)
    take_report(report(return_path(mail.pk)))
    return mail


def test_list_names_address_cause_and_action(mail, center, director_client):
    page = director_client.get(page_of(center)).text

    assert "ada@example.org" in page
    assert "The mail came back." in page
    assert "no such user here" in page
    assert "The address is right" in page


def test_list_holds_contacts_of_the_center_and_nobody_else(center, other_center):
    ours = ContactFactory(organization__center=center)
    theirs = ContactFactory(organization__center=other_center)
    for contact in (ours, theirs):
        SuppressionFactory(address=contact.email.upper())
    SuppressionFactory(address="nobody@example.org")

    assert [(row.address, row.name) for row in stopped_at(center)] == [(ours.email, ours.name)]


def test_list_is_for_the_center_and_a_coordinators_look_is_written_down(
    mail, center, viewer_client, outsider_client, dhs_client, client
):
    row = stopped_at(center)[0]
    lift_page = reverse("mail:suppression_lift", args=[center.pk, row.suppression_id])

    assert "The address is right" not in viewer_client.get(page_of(center)).text
    assert viewer_client.post(lift_page, {"reason": "confirmed"}).status_code == 403
    assert outsider_client.get(page_of(center)).status_code == 404
    assert client.get(page_of(center)).status_code == 302
    assert dhs_client.get(page_of(center)).status_code == 200
    assert Opening.objects.get().page == page_of(center)


def test_lift_needs_a_reason_is_audited_and_lets_mail_go(mail, center, director_client):
    row = stopped_at(center)[0]
    lift_page = reverse("mail:suppression_lift", args=[center.pk, row.suppression_id])

    refused = director_client.post(lift_page)
    before = suppressed_among([mail.address])
    director_client.post(lift_page, {"reason": "confirmed"})

    assert "Answer “Why may mail go to it again?”." in refused.text
    assert (before, suppressed_among([mail.address])) == ({mail.address}, set())
    event = AuditEvent.objects.get(verb="address.let_go")
    assert event.center_id == center.pk
    assert event.data == {"suppression": row.suppression_id, "reason": "confirmed"}
    assert "Every address gets mail" in director_client.get(page_of(center)).text


def test_lift_is_done_once(mail, center, director):
    row = stopped_at(center)[0]
    lift(row, at=center, by=director, reason=LiftReason.MISTAKEN)

    with pytest.raises(Refused, match="already"):
        lift(row, at=center, by=director, reason=LiftReason.MISTAKEN)


def test_an_address_of_nobody_here_is_not_lifted_here(center, director_client):
    stray = SuppressionFactory(address="stray@example.org")

    page = director_client.get(reverse("mail:suppression_lift", args=[center.pk, stray.pk]))

    assert page.status_code == 404
    assert Suppression.objects.exists()


def test_send_again_is_refused_until_the_address_is_let_go(mail, center, director):
    late = queue_person(center, number=2)
    OutgoingMail.objects.filter(pk=late.pk).update(
        state=MailState.FAILED, problem=Problem.SUPPRESSED
    )
    late.refresh_from_db()

    with pytest.raises(Refused, match="Correct it, or say that it is right"):
        outbox.send_again(late, director)
    lift(stopped_at(center)[0], at=center, by=director, reason=LiftReason.CONFIRMED)
    outbox.send_again(late, director)

    late.refresh_from_db()
    assert late.state == MailState.QUEUED


def test_list_takes_the_same_number_of_queries_for_1_and_30(center, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            director_client.get(page_of(center))
        return len(seen)

    SuppressionFactory(address=ContactFactory(organization__center=center).email)
    few = queries()
    for _ in range(29):
        SuppressionFactory(address=ContactFactory(organization__center=center).email)

    assert queries() == few

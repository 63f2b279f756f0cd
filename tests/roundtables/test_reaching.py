"""An address that sent mail back stays visible, and gets no more mail, until it is mended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bcp.core.actions import Refused
from bcp.mail.addresses import return_path
from bcp.mail.bounces import take_report
from bcp.mail.enums import LiftReason, MailState
from bcp.mail.models import OutgoingMail
from bcp.mail.suppressions import lift, stopped_at
from roundtables import reaching
from roundtables.moving import move
from roundtables.sending import remind
from tests.factories.mail import deliver_all
from tests.factories.roundtables import InvitationFactory, RoundtableFactory
from tests.mail.test_bounces import report


@pytest.fixture
def roundtable(center, settings):
    settings.MAIL = {**settings.MAIL, "TRANSPORT": "page"}
    return RoundtableFactory(engagement__center=center, scheduled=True)


@pytest.fixture
def ada(roundtable, director):
    """Somebody whose invitation was sent, and came back from a full mailbox."""
    ada = InvitationFactory(roundtable=roundtable, name="Ada Lopez")
    ada.send(by=director)
    deliver_all()
    mail = OutgoingMail.objects.get()
    take_report(report(return_path(mail.pk), status="5.2.2", said="552 5.2.2 mailbox full"))
    return ada


def list_of(roundtable) -> str:
    return reverse("roundtables:invitation_list", args=[roundtable.pk])


def test_a_move_does_not_make_the_bounce_disappear(roundtable, ada, director, director_client):
    ben = InvitationFactory(roundtable=roundtable, name="Ben Ito")
    page = reverse("roundtables:roundtable_move", args=[roundtable.pk])
    assert "By mail it does not reach Ada Lopez" in director_client.get(page).text

    move(roundtable, roundtable.starts_at + timedelta(days=7), by=director)
    deliver_all()

    states = dict(OutgoingMail.objects.filter(kind="roundtable_moved").values_list("name", "state"))
    assert states == {"Ada Lopez": MailState.FAILED, ben.name: MailState.SENT}
    shown = director_client.get(list_of(roundtable))
    assert [row.invitation for row in shown.context["unreached"]] == [ada]
    assert shown.text.count("gets no mail") == 1
    assert shown.text.count("Correct the address<") == 3  # latest mail, person, row
    assert "552 5.2.2 mailbox full" in shown.text
    assert reverse("roundtables:invitation_address", args=[ada.pk]) in shown.text
    alone = director_client.get(reverse("roundtables:invitation_detail", args=[ada.pk])).text
    assert f"Nothing is sent to {ada.email}" in alone


def test_further_mail_is_refused_with_the_reason(roundtable, ada, director):
    with pytest.raises(Refused, match="mail to it came back or was refused"):
        ada.send(by=director)

    assert remind(roundtable, [ada], by=director, key="r1") == (None, False)


def test_a_new_address_settles_it(roundtable, ada, director, director_client):
    ada.correct_address("ada.lopez@fire.example.org", by=director)
    deliver_all()

    shown = director_client.get(list_of(roundtable))

    assert (shown.context["unreached"], shown.context["troubles"]) == ([], [])
    assert shown.context["progress"].attention == 0


def test_a_person_who_says_that_it_is_right_settles_it_with_the_next_mail(
    roundtable, ada, center, director
):
    lift(stopped_at(center)[0], at=center, by=director, reason=LiftReason.CONFIRMED)
    assert (reaching.unreached_at(roundtable), len(reaching.troubles_at(roundtable))) == ([], 1)

    ada.send(by=director)
    deliver_all()

    assert reaching.troubles_at(roundtable) == []


def test_the_workspace_counts_what_needs_somebody(roundtable, ada, director_client):
    page = director_client.get(roundtable.get_absolute_url())

    tiles = {tile.label: (tile.number, tile.note, tile.tone) for tile in page.context["tiles"]}
    assert tiles["mails handed over"] == ("0 of 1", "1 to look at", "danger")

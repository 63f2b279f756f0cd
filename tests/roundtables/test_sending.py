"""Sending: what goes out, to whom, once."""

import pytest
from django.urls import reverse

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from engagements.enums import EngagementPhase
from roundtables.enums import InvitationState
from roundtables.models import InvitationMessage, RsvpLink, Sending
from roundtables.sending import OtherRecipients, fingerprint, planned_for, send_wave
from tests.factories.roundtables import (
    InvitationFactory,
)
from tests.roundtables.mailings import mails, send


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


def test_message_approve_takes_the_words_that_nobody_has_changed(roundtable, director_client):
    address = reverse("roundtables:message_approve", args=[roundtable.pk, "invitation", "en"])

    director_client.post(address)
    director_client.post(address)

    text = InvitationMessage.objects.get(roundtable=roundtable)
    assert (text.approved_at is not None, text.subject != "") == (True, True)

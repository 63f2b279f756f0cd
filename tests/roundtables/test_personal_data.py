"""What an invitee may ask of us: stop, forget, show, never again."""

import pytest

from roundtables.enums import Rsvp
from tests.factories.roundtables import (
    link_token,
)
from tests.roundtables.personal_pages import key, reply, text_of


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

"""Closed by default: a stranger reaches the sign-in page, and the pages listed here."""

import pytest
from django.urls import reverse

from tests.architecture.addresses import addresses

PUBLIC = {
    # signs of life
    "core:healthz",
    "core:readyz",
    # signing in
    "accounts:switch_account",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "mfa_authenticate",
    "admin:login",
    # what everybody may know
    "home",
    "engagements:where_to_report",
    # the demonstration's outgoing mail; 404 on a real site
    "mail:outbox_body",
    "mail:outbox_calendar",
    "mail:outbox_list",
    "mail:outbox_mail",
    # behind personal links
    "engagements:action_item_page",
    "roundtables:assignment_answer",
    "roundtables:calendar_feed",
    "roundtables:date_poll_answer",
    "roundtables:feedback_answer",
    "roundtables:rsvp_calendar",
    "roundtables:rsvp_change",
    "roundtables:rsvp_data",
    "roundtables:rsvp_data_export",
    "roundtables:rsvp_delegate",
    "roundtables:rsvp_details",
    "roundtables:rsvp_forget",
    "roundtables:rsvp_no_contact",
    "roundtables:rsvp_not_me",
    "roundtables:rsvp_packet",
    "roundtables:rsvp_page",
    "roundtables:rsvp_reason",
    "roundtables:rsvp_reminders",
    "roundtables:",  # an address cut or lengthened by a mail program
}


def test_every_public_page_is_listed():
    assert {address.name for address in addresses() if address.is_public} == PUBLIC


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sign_in_page(client):
    entrances = (reverse("account_login"), reverse("admin:login"))
    closed = [address for address in addresses() if not address.is_public]

    open_to_strangers = [
        address.path
        for address in closed
        for answer in [client.get(address.path)]
        if answer.status_code != 302 or not answer.url.startswith(entrances)
    ]

    assert len(closed) > 100
    assert open_to_strangers == []

"""One name in the first three of four places: URL name, view, template."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory

from tests.architecture.addresses import Address, addresses

# What a GET answers with a file, a few bytes of JSON or a way on to another page.
WITHOUT_TEMPLATE = {
    "core:healthz",
    "core:readyz",
    "accounts:email_address",
    "documents:document_file",
    "roundtables:packet_file",
    "engagements:self_review_csv",
    "mail:outbox_body",
    "mail:outbox_calendar",
    "roundtables:calendar_feed",
    "roundtables:message_preview",
    "roundtables:rsvp_calendar",
    "roundtables:rsvp_data_export",
    "roundtables:rsvp_packet",
    "stakeholders:import_report",
}


def own() -> list[Address]:
    return [address for address in addresses() if address.is_ours and address.name]


def template_of(address: Address) -> Path:
    space, _, name = address.name.partition(":")
    return Path(settings.BASE_DIR) / "templates" / space / f"{name}.html"


def takes_only_posts(address: Address) -> bool:
    request = RequestFactory().get(address.path)
    try:
        return isinstance(address.view(request), HttpResponseNotAllowed)
    except Exception:
        return False  # it got past the door; what it missed behind it does not matter


def test_views_are_called_as_their_addresses():
    wrong = {
        address.name: address.view.__name__
        for address in own()
        if address.name.partition(":")[2] not in {"", address.view.__name__}
    }

    assert wrong == {}


def test_pages_have_a_template_of_their_name():
    without = {
        address.name
        for address in own()
        if address.name.partition(":")[2]
        and not template_of(address).exists()
        and address.name not in WITHOUT_TEMPLATE
        and not takes_only_posts(address)
    }

    assert without == set()

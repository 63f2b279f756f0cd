"""Mail scanners that fetch every link, three times: nothing changes, whatever they open."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.apps import apps
from django.test import Client

from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail
from roundtables import emails
from roundtables.confirming import confirm_answers
from roundtables.models import Invitation
from roundtables.moving import move
from roundtables.sending import remind
from tests.factories.roundtables import InvitationFactory, RoundtableFactory

URL = re.compile(r"https?://[^\s\"'<>\\)]+")
PERSONAL_PAGE = re.compile(r"http://testserver/r/[\w-]+(/reminders)?")
KINDS = {"invitation", "reminder", "rsvp_confirmation", "rsvp_moved_up", "roundtable_moved",
         "invitation_test"}  # fmt: skip


class Postbag:
    """Every mail as it was made, also when it was taken back later."""

    def __init__(self) -> None:
        self.mails: dict[int, tuple[OutgoingMail, bytes]] = {}

    def collect(self) -> None:
        for mail in OutgoingMail.objects.select_related("batch").exclude(sealed=""):
            self.mails[mail.pk] = (mail, message_of(mail))

    @property
    def urls(self) -> set[str]:
        return set().union(*(urls_in_every_part(message) for _, message in self.mails.values()))


@pytest.fixture
def postbag(center, director) -> Postbag:
    """Every kind of mail with a link in it, to two people."""
    bag = Postbag()
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, seats=1)
    first, ada = InvitationFactory.create_batch(2, roundtable=roundtable, planned=True)
    for person in (first, ada):
        person.send(by=director)
    remind(roundtable, [ada], by=director, key="r")
    for person, verb in ((first, "accept"), (ada, "accept"), (first, "decline")):
        getattr(person, verb)()
        confirm_answers()
    bag.collect()
    move(roundtable, roundtable.starts_at + timedelta(days=7), by=director)
    emails.queue_test(ada, "invitation", by=director, key="t")
    bag.collect()
    return bag


def urls_in_every_part(content: bytes) -> set[str]:
    message = message_from_bytes(content, policy=policy.default)
    found = set(URL.findall(message.get("List-Unsubscribe", "")))
    for part in message.walk():
        if part.get_content_maintype() != "multipart":
            text = part.get_content()
            text = text if isinstance(text, str) else text.decode()
            found |= set(URL.findall(text.replace("\r\n ", "")))
    return {url for url in found if url.startswith("http://testserver")}


def everything_kept() -> dict[str, list[tuple]]:
    models = [*apps.get_app_config("roundtables").get_models(),
              *apps.get_app_config("mail").get_models()]  # fmt: skip
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def test_fetching_every_url_of_every_mail_three_times_changes_nothing(postbag):
    before, client = everything_kept(), Client()

    statuses = {
        getattr(client, method)(url, follow=True).status_code
        for url in postbag.urls
        for method in ("head", "get") * 3
    }

    assert {mail.kind for mail, _ in postbag.mails.values()} == KINDS
    assert len(postbag.urls) >= len(KINDS)
    assert statuses == {200, 410}
    assert everything_kept() == before


def test_no_mail_names_anybody_else_or_answers_by_its_link(postbag):
    others = set(Invitation.objects.values_list("email", flat=True))

    for mail, message in postbag.mails.values():
        text = message.decode().replace("=\r\n", "")
        assert [address for address in others - {mail.address} if address in text] == []
        assert all(PERSONAL_PAGE.fullmatch(url) for url in urls_in_every_part(message))

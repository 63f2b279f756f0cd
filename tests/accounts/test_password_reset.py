"""A forgotten password: the mail stands in the ledger, and its link works once."""

import re

import pytest
from django.urls import reverse

from bcp.accounts.models import User
from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
PAGE = "/accounts/password/reset/"
NEW = "a-brand-new-long-password"


def link_of(mail):
    return mail.values()["merge"]["link"].removeprefix("http://testserver")


def test_mail_is_in_the_ledger_and_its_link_works_once(client, director):
    answer = client.post(PAGE, {"email": director.email.upper()}, HTTP_HOST="localhost")

    assert answer.url == reverse("account_reset_password_done")
    mail = OutgoingMail.objects.get(kind="password_reset_key")
    assert (mail.address, mail.center_id) == (director.email, None)
    assert mail.values()["merge"]["link"].startswith("http://testserver/")
    assert link_of(mail) not in mail.batch.skeleton
    page = client.get(link_of(mail), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    director.refresh_from_db()
    assert director.check_password(NEW)
    assert b"This link no longer works" in client.get(link_of(mail), follow=True).content


def test_unknown_address_gets_the_same_page_and_no_mail(client, director):
    known = client.post(PAGE, {"email": director.email}, follow=True)
    unknown = client.post(PAGE, {"email": "nobody@center.example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert re.sub(rb"\s+", b" ", known.content) == re.sub(rb"\s+", b" ", unknown.content)
    assert OutgoingMail.objects.count() == 1


def test_asking_again_sends_a_new_link(client, director):
    for _ in range(2):
        client.post(PAGE, {"email": director.email})

    assert OutgoingMail.objects.filter(kind="password_reset_key").count() == 2


def test_mail_says_what_it_is_for_and_what_it_is_not(client, director):
    client.post(PAGE, {"email": director.email})

    text = message_of(OutgoingMail.objects.get()).decode()
    assert "Subject: Choose a new password" in text
    assert "9-1-1" in text
    assert "{link}" not in text


def test_someone_let_in_without_a_password_chooses_the_first_one(client, db):
    guest = User.objects.create_user("guest@partner.example.org", None, name="Gil Guest")

    client.post(PAGE, {"email": guest.email})
    page = client.get(link_of(OutgoingMail.objects.get()), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert client.login(email=guest.email, password=NEW)


def test_inactive_person_gets_no_mail(client, director):
    User.objects.update(is_active=False)

    client.post(PAGE, {"email": director.email})

    assert not OutgoingMail.objects.exists()

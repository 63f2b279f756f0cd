"""The way in."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(settings):
    settings.DEMONSTRATION_ACCOUNTS = [("director@center.example.org", "Director")]
    return UserFactory(email="director@center.example.org")


def test_sign_in_works_with_address_in_any_case(client, director):
    answer = client.post(
        reverse("account_login"),
        {"login": director.email.upper(), "password": PASSWORD, "next": "/style/"},
    )

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(director.pk)


def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_person(client, director):
    said = []
    for login in (director.email, "nobody@center.example.org"):
        answer = client.post(reverse("account_login"), {"login": login, "password": "wrong"})
        said.append([str(error) for error in answer.context["form"].non_field_errors()])

    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_nobody_signs_up(client):
    answer = client.post(
        reverse("account_signup"),
        {"email": "new@center.example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert b"Accounts are given" in answer.content


def test_address_is_not_changed_by_its_owner(director_client):
    answer = director_client.post(reverse("account_email"), {"action_add": "", "email": "x@y.org"})

    assert answer.url == reverse("mfa_index")


def test_second_step_can_be_set_up(client, director):
    client.post(
        reverse("account_login"), {"login": director.email, "password": PASSWORD, "next": "/style/"}
    )

    asks_again = client.get(reverse("mfa_activate_totp")).url
    answer = client.post(asks_again, {"password": PASSWORD}, follow=True)

    assert b"Set up an authenticator app" in answer.content


def test_admin_is_entered_through_the_same_sign_in(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.url.startswith(reverse("account_login"))


def test_sign_in_page_offers_the_demonstration_accounts(client, accounts):
    answer = client.get(reverse("account_login"))

    assert b"director@center.example.org" in answer.content


def test_switch_account_signs_in(client, accounts):
    client.post(reverse("accounts:switch_account"), {"email": accounts.email})

    assert client.session["_auth_user_id"] == str(accounts.pk)


def test_switch_account_refuses_people_who_are_not_of_the_demonstration(client, accounts, viewer):
    answer = client.post(reverse("accounts:switch_account"), {"email": viewer.email})

    assert answer.status_code == 409
    assert "_auth_user_id" not in client.session


def test_switch_account_is_not_there_on_a_real_site(client, accounts, settings):
    settings.DEMONSTRATION = False

    answer = client.post(reverse("accounts:switch_account"), {"email": accounts.email})

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session
    assert accounts.email.encode() not in client.get(reverse("account_login")).content


def test_sign_in_says_what_is_missing(client):
    answer = client.post(reverse("account_login"), {"login": "", "password": ""})

    said = [error for errors in answer.context["form"].errors.values() for error in errors]
    assert said == ["Enter your e-mail address.", "Enter your password."]

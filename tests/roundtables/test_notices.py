"""The privacy notice in two languages: written, signed together, shown, and told afterwards."""

import pytest
from django.urls import reverse

from roundtables import preflight
from roundtables.enums import InvitationState
from roundtables.models import Invitation
from tests.factories.roundtables import InvitationFactory, link_token
from tests.roundtables.personal_pages import reply, text_of

SPANISH = "Pedimos poco."
ENGLISH_ONLY = "El centro ha escrito este aviso solo en inglés."


def notice_page(roundtable):
    return reverse("roundtables:notice_edit", args=[roundtable.pk])


@pytest.fixture
def signed(roundtable, director, privacy_officer):
    """A second version, signed in both languages."""
    roundtable.rewrite_notice("We ask little.", SPANISH, by=director)
    roundtable.sign_notice(by=privacy_officer)
    return roundtable


@pytest.fixture
def luz(roundtable):
    return InvitationFactory(roundtable=roundtable, name="Luz Rey", language="es")


def test_the_notice_is_read_in_the_language_of_the_page(anyone, signed, luz):
    page = f"/r/{link_token(luz)}"

    spanish, english = anyone.get(page), anyone.get(f"{page}?lang=en")

    assert f'<div lang="es"><p>{SPANISH}</p></div>' in spanish.content.decode()
    assert "We ask little." not in text_of(spanish)
    assert '<div lang="en"><p>We ask little.</p></div>' in english.content.decode()
    assert SPANISH not in text_of(english)
    assert ENGLISH_ONLY not in text_of(spanish) + text_of(english)


def test_a_notice_without_spanish_is_shown_in_english_and_says_so(anyone, roundtable, luz):
    page = anyone.get(f"/r/{link_token(luz)}")

    assert ENGLISH_ONLY in text_of(page)
    assert '<div lang="en"><p>We ask little.</p></div>' in page.content.decode()


def test_a_changed_spanish_text_is_a_new_version_and_the_signed_one_stays_in_sight(
    anyone, signed, luz, director
):
    signed.rewrite_notice("We ask little.", "Otra cosa.", by=director)

    words = text_of(anyone.get(f"/r/{link_token(luz)}"))

    assert (signed.notice_version, signed.notice_signed_at) == (3, None)
    assert SPANISH in words
    assert "Otra cosa." not in words


def test_saving_the_same_two_texts_changes_nothing(signed, director):
    version = signed.notice_version

    signed.rewrite_notice("We ask little.", SPANISH, by=director)

    assert (signed.notice_version, bool(signed.notice_signed_at)) == (version, True)


def test_both_languages_are_written_and_signed_on_one_page(
    roundtable, director_client, privacy_client
):
    page = notice_page(roundtable)

    director_client.post(page, {"text": "We ask for less.", "spanish": "Pedimos menos."})
    to_sign = privacy_client.get(page).text
    privacy_client.post(reverse("roundtables:notice_sign", args=[roundtable.pk]))

    roundtable.refresh_from_db()
    notice = roundtable.notices.get(version=roundtable.notice_version)
    assert '<p lang="es">Pedimos menos.</p>' in to_sign
    assert (notice.text, notice.text_es) == ("We ask for less.", "Pedimos menos.")
    assert roundtable.notice_signed_at
    assert "Pedimos menos." in director_client.get(page).text


def test_a_new_notice_is_proposed_in_both_languages(roundtable, director_client):
    roundtable.change(notice_signed_at=None, notice_text="")

    form = director_client.get(notice_page(roundtable)).context["form"]

    assert form["text"].value().startswith("Who asks: Front Range Fusion Center.")
    assert form["spanish"].value().startswith("Quién pregunta: Front Range Fusion Center.")


def test_an_english_notice_is_never_joined_by_a_text_that_nobody_wrote(roundtable, director_client):
    page = director_client.get(notice_page(roundtable))

    assert page.context["form"]["spanish"].value() == ""
    assert "A Spanish text to start from" in page.text


@pytest.mark.parametrize(
    ("query", "language", "words"),
    [("", "es", "versión 2, en español"), ("?lang=en", "en", "version 2, in English")],
)
def test_the_language_that_was_read_is_told(
    anyone, signed, luz, director_client, query, language, words
):
    token = link_token(luz)
    reply(anyone, token, "yes", lang=query[-2:] if query else "es")

    luz = Invitation.objects.get(pk=luz.pk)
    staff = director_client.get(reverse("roundtables:invitation_detail", args=[luz.pk])).text

    assert luz.notice_language == language
    assert words in text_of(anyone.get(f"/r/{token}/data{query}"))
    assert anyone.get(f"/r/{token}/data.json").json()["privacy_notice_language"] == language
    assert f"version 2, in {'Spanish' if language == 'es' else 'English'}" in staff


def test_who_read_english_for_want_of_spanish_is_told_so(
    anyone, roundtable, luz, privacy_officer, director
):
    roundtable.rewrite_notice("We ask for less.", by=director)
    roundtable.sign_notice(by=privacy_officer)

    reply(anyone, link_token(luz), "yes", lang="es")

    assert Invitation.objects.get(pk=luz.pk).notice_language == "en"


def warnings(roundtable, people):
    flight = preflight.Flight(roundtable, people)
    return [
        (finding.level, finding.people)
        for finding in preflight.check(flight)
        if "no Spanish text" in finding.text
    ]


def test_preflight_warns_of_readers_of_spanish_without_a_spanish_notice(
    roundtable, luz, director, privacy_officer
):
    eve = InvitationFactory(roundtable=roundtable, state=InvitationState.PLANNED)

    before = warnings(roundtable, [luz, eve])
    english = warnings(roundtable, [eve])
    roundtable.rewrite_notice("We ask little.", SPANISH, by=director)
    roundtable.sign_notice(by=privacy_officer)

    assert before == [(preflight.WARN, ["Luz Rey"])]
    assert english == warnings(roundtable, [luz, eve]) == []

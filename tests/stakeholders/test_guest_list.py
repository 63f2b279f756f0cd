"""The guest list of an engagement."""

import pytest

from stakeholders import attendance, suggesting
from stakeholders.models import GuestListEntry, Organization
from tests.factories.engagements import (
    EngagementFactory,
    EngagementGuestFactory,
    GapFactory,
    QuestionFactory,
    SectorFactory,
)
from tests.factories.stakeholders import (
    ContactFactory,
    GuestListEntryFactory,
    OrganizationFactory,
    PublicOrganizationFactory,
)


@pytest.fixture
def engagement(center):
    return EngagementFactory(center=center, outreach=True)


@pytest.fixture
def gap(engagement):
    return GapFactory(engagement=engagement, question__sectors=[SectorFactory(code="fire")])


def url(engagement, rest=""):
    return f"/engagements/{engagement.pk}/guest-list/{rest}"


def test_page_shows_who_why_and_which_gap_nobody_covers(director_client, engagement, gap):
    organization = OrganizationFactory(center=engagement.center, active=True)

    page = director_client.get(url(engagement)).content.decode()

    assert organization.name in page
    assert gap.question.text in page
    assert f"→ {gap.focus_area.name} → " in page
    assert "Nobody invited covers" in page


def test_taking_a_gap_out_removes_exactly_its_suggestions(engagement, gap):
    other = GapFactory(
        engagement=engagement, question=QuestionFactory(sectors=[SectorFactory(code="chamber")])
    )
    fire = OrganizationFactory(center=engagement.center)
    chamber = OrganizationFactory(center=engagement.center, sector=SectorFactory(code="chamber"))

    def suggested():
        return {one.candidate.id for one in suggesting.guest_list(engagement).suggestions}

    assert suggested() == {fire.pk, chamber.pk}
    other.is_active = False
    other.save()
    assert suggested() == {fire.pk}


def test_choices_of_people_stay(director_client, engagement, gap, director):
    first, second = OrganizationFactory.create_batch(2, center=engagement.center)

    director_client.post(url(engagement, "decide/"), {"row": [first.pk], "act": "choose"})
    director_client.post(
        url(engagement, "decide/"), {"row": [second.pk], "act": "leave_out", "reason": "In spring."}
    )
    found = suggesting.guest_list(engagement)

    assert [one.entry.organization for one in found.chosen] == [first]
    assert [(one.entry.organization, one.entry.reason) for one in found.left_out] == [
        (second, "In spring.")
    ]
    assert found.suggestions == []
    director_client.post(url(engagement, "decide/"), {"organization": second.pk, "act": "reopen"})
    assert [one.candidate.id for one in suggesting.guest_list(engagement).suggestions] == [
        second.pk
    ]


def test_leaving_out_needs_a_reason(director_client, engagement, gap):
    organization = OrganizationFactory(center=engagement.center)

    page = director_client.post(
        url(engagement, "decide/"),
        {"row": [organization.pk], "act": "leave_out"},
        headers={"referer": f"http://testserver{url(engagement)}"},
        follow=True,
    )

    assert "Say in a few words why they are left out." in page.content.decode()
    assert not GuestListEntry.objects.exists()


def test_rows_of_another_center_are_never_chosen(director_client, engagement, gap):
    stranger = OrganizationFactory()

    director_client.post(url(engagement, "decide/"), {"row": [stranger.pk], "act": "choose"})

    assert not GuestListEntry.objects.exists()


def test_coverage_follows_invitations_and_answers(engagement, gap, monkeypatch):
    organization = GuestListEntryFactory(engagement=engagement).organization
    words: set[str] = set()
    monkeypatch.setattr(attendance, "_sources", [lambda _: {organization.pk: words}])

    def state():
        return suggesting.covered_gaps(engagement)[0].state

    assert state() == "chosen"
    words.add("invited")
    assert state() == "invited"
    words.add("coming")
    assert state() == "coming"


def test_page_names_gaps_whose_people_are_invited_but_nobody_comes(
    director_client, engagement, gap, monkeypatch
):
    other = GapFactory(
        engagement=engagement, question=QuestionFactory(sectors=[SectorFactory(code="chamber")])
    )
    organization = GuestListEntryFactory(engagement=engagement).organization
    words = {"invited"}
    monkeypatch.setattr(attendance, "_sources", [lambda _: {organization.pk: words}])

    def sentences():
        page = director_client.get(url(engagement)).content.decode()
        return " ".join(page.split())

    first = sentences()
    words.add("coming")
    second = sentences()
    other.delete()
    third = sentences()

    waiting = f"Invited, but nobody coming yet: {gap.question.code}."
    assert waiting in first
    assert "1 invited, nobody coming yet" in first
    assert f">{other.question.code}</a>." in first
    assert waiting not in second
    assert "1 coming" in second
    assert "Somebody invited covers every gap.</p>" in third
    words.remove("coming")
    assert f"Nobody is coming yet for {gap.question.code}." in sentences()


def test_public_directory_fills_sectors_without_anybody(engagement, gap):
    near = PublicOrganizationFactory(city="Denver", county="Denver")
    PublicOrganizationFactory(city="Durango", county="La Plata", state__code="CO")

    found = suggesting.guest_list(engagement)

    assert found.missing_sectors == ["fire"]
    assert found.public[0].organization == near
    OrganizationFactory(center=engagement.center)
    assert suggesting.guest_list(engagement).public == []


def test_the_public_directory_suggests_the_nearest_however_many_there_are(engagement, gap):
    PublicOrganizationFactory.create_batch(12, county="La Plata", state__code="CO")
    near = PublicOrganizationFactory(name="Zenith Fire", city="Denver", county="Denver")

    found = suggesting.guest_list(engagement).public

    assert found[0].organization == near
    assert found[0].miles < found[1].miles


def test_what_was_left_out_does_not_come_back_from_the_public_directory(engagement, gap):
    public = PublicOrganizationFactory(state__code="CO")
    own = OrganizationFactory(
        center=engagement.center, name=public.name, city=public.city, state=public.state
    )
    assert own.match_key == public.match_key
    GuestListEntryFactory(engagement=engagement, organization=own, choice="left_out")

    found = suggesting.guest_list(engagement)

    assert found.missing_sectors == ["fire"]
    assert found.public == []


def test_queries_do_not_grow_with_organizations(
    engagement, gap, django_assert_num_queries, django_assert_max_num_queries
):
    ContactFactory(organization__center=engagement.center)
    with django_assert_max_num_queries(13) as first:
        suggesting.guest_list(engagement)
    OrganizationFactory.create_batch(30, center=engagement.center)
    with django_assert_num_queries(len(first)):
        found = suggesting.guest_list(engagement)
    assert len(found.suggestions) == Organization.objects.count()


def test_page_is_for_staff_of_the_center(
    viewer_client, outsider_client, client_of, engagement, gap
):
    guest = EngagementGuestFactory(engagement=engagement).user

    assert viewer_client.get(url(engagement)).status_code == 200
    assert viewer_client.post(url(engagement, "decide/"), {"row": ["1"]}).status_code == 403
    assert outsider_client.get(url(engagement)).status_code == 404
    assert client_of(guest).get(url(engagement)).status_code == 404

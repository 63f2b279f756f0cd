"""The pool of experts."""

from datetime import date

from django.urls import reverse

from roundtables.models import Expert
from tests.factories.engagements import TopicFactory
from tests.factories.roundtables import ExpertFactory, UnavailabilityFactory


def names(page):
    return [expert.name for expert in page.context["page"].object_list]


def test_coordinators_filter_by_topic_region_and_day(dhs_client):
    topic = TopicFactory(code="T05")
    away = ExpertFactory(name="Away", topics=[topic])
    UnavailabilityFactory(expert=away, first_on=date(2027, 3, 1), last_on=date(2027, 3, 9))
    ExpertFactory(name="East", topics=[topic], regions=[1, 2])
    ExpertFactory(name="Everywhere", topics=[topic])
    ExpertFactory(name="Other topic", topics=[TopicFactory(code="T07")])
    url = reverse("roundtables:expert_list")

    assert names(dhs_client.get(url, {"topic": "T05"})) == ["Away", "East", "Everywhere"]
    page = dhs_client.get(url, {"topic": "T05", "region": "8", "free_on": "2027-03-09"})
    assert names(page) == ["Everywhere"]
    assert dhs_client.get(url, {"region": "x", "free_on": "never"}).status_code == 200


def test_center_staff_see_the_public_part_only(viewer_client):
    expert = ExpertFactory(phone="555 0100", public_bio="Knows firehouses.")
    page = viewer_client.get(expert.get_absolute_url())

    assert "Knows firehouses." in page.text
    assert "555 0100" not in page.text
    assert expert.email not in page.text
    edit = reverse("roundtables:expert_edit", args=[expert.pk])
    assert viewer_client.get(edit).status_code == 403
    assert viewer_client.get(reverse("roundtables:expert_create")).status_code == 403


def test_a_coordinator_adds_and_changes_an_expert(dhs_client):
    TopicFactory(code="T05")
    entered = {
        "name": "Ada Expert", "agency": "DHS", "email": "ada@program.example.org",
        "topics": ["T05"], "regions": ["8", "9"], "languages": "English, Spanish",
        "roundtables_per_quarter": "4", "is_active": "on",
    }  # fmt: skip

    dhs_client.post(reverse("roundtables:expert_create"), entered)
    expert = Expert.objects.get()
    assert (expert.regions, expert.spoken) == ([8, 9], ["English", "Spanish"])
    dhs_client.post(
        reverse("roundtables:expert_edit", args=[expert.pk]), entered | {"name": "Ada B."}
    )
    expert.refresh_from_db()
    assert expert.name == "Ada B."


def test_days_away_are_noted_and_taken_back(dhs_client):
    expert = ExpertFactory()
    away = reverse("roundtables:expert_away", args=[expert.pk])
    page = dhs_client.post(
        away, {"first_on": "2027-03-09", "last_on": "2027-03-01"}, follow=True,
        headers={"referer": f"http://testserver{expert.get_absolute_url()}"},
    )  # fmt: skip
    assert "The last day away is before the first." in page.text

    dhs_client.post(away, {"first_on": "2027-03-09"})
    row = expert.unavailabilities.get()
    assert (row.first_on, row.last_on) == (date(2027, 3, 9), date(2027, 3, 9))
    dhs_client.post(reverse("roundtables:expert_away_remove", args=[expert.pk, row.pk]))
    assert not expert.unavailabilities.exists()

"""One organization: its page, its actions, its people."""

import datetime

import pytest
from django.utils import timezone

from bcp.audit.models import AuditEvent, Opening
from bcp.core.actions import Refused
from stakeholders.models import Contact, Organization
from tests.factories.engagements import ActionItemFactory, SectorFactory
from tests.factories.stakeholders import ContactFactory, OrganizationFactory


@pytest.fixture
def organization(center):
    return OrganizationFactory(center=center, name="Summit Fire", sector__cadence_days=90)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("call", "identified", "contacted"),
        ("meeting", "contacted", "met"),
        ("note", "identified", "identified"),
        ("mail", "active", "active"),
    ],
)
def test_log_moves_contact_and_stage_as_far_as_it_proves(
    organization, director, kind, before, after
):
    organization.change(stage=before)

    organization.log(kind, by=director)

    assert organization.stage == after
    assert (organization.last_contact_on is None) == (kind == "note")


def test_log_of_an_earlier_day_never_moves_the_last_contact_back(organization, director):
    today = timezone.localdate()
    organization.log("call", by=director)
    organization.log("mail", by=director, happened_on=today - datetime.timedelta(days=50))

    assert organization.last_contact_on == today
    assert organization.contact_due_on == today + datetime.timedelta(days=90)
    with pytest.raises(Refused):
        organization.log("call", by=director, happened_on=today + datetime.timedelta(days=3))


def test_freshness_follows_the_cadence_of_the_sector(center):
    today = timezone.localdate()
    slow = SectorFactory(code="community", cadence_days=400)
    last = today - datetime.timedelta(days=130)
    quick = OrganizationFactory(center=center, last_contact_on=last, sector__cadence_days=90)
    patient = OrganizationFactory(center=center, last_contact_on=last, sector=slow)

    assert (quick.freshness_text, patient.freshness_text) == ("Overdue by 40 days", "In touch")


def test_page_shows_facts_timeline_and_people(director_client, organization, director):
    organization.log("call", by=director, text="They will come.")
    ActionItemFactory(
        engagement__center=organization.center,
        owner_organization="Summit Fire",
        text="Send the list.",
    )
    ContactFactory(organization=organization, name="Ada Lopez", silent=True)

    page = director_client.get(organization.get_absolute_url()).content.decode()

    for words in ("They will come.", "Action item: Send the list.", "Ada Lopez", "Do not contact"):
        assert words in page


def test_page_is_for_the_center_and_coordinators_whose_opening_is_noted(
    viewer_client, outsider_client, dhs_client, organization
):
    url = organization.get_absolute_url()

    assert outsider_client.get(url).status_code == 404
    assert viewer_client.post(f"{url}log/", {"kind": "call"}).status_code == 403
    assert viewer_client.get(url).status_code == 200
    assert not Opening.objects.exists()
    assert dhs_client.get(url).status_code == 200
    assert Opening.objects.get().center_id == organization.center_id


@pytest.mark.parametrize(
    ("kind", "said"), [("call", "Call logged for today."), ("mail", "E-mail logged for today.")]
)
def test_one_click_logs_a_call_or_a_mail(director_client, organization, today, kind, said):
    url = f"{organization.get_absolute_url()}log/"

    page = director_client.post(url, {"kind": kind}, follow=True).content.decode()

    organization.refresh_from_db()
    assert said in page
    assert organization.interactions.get().kind == kind
    assert organization.last_contact_on == today
    assert AuditEvent.objects.filter(verb="organization.logged").exists()


def test_one_click_logs_nothing_else_and_leads_back_to_what_is_due(director_client, organization):
    url = f"{organization.get_absolute_url()}log/"

    back = director_client.post(url, {"kind": "meeting", "place": "due"})

    assert back.url == "/stakeholders/outreach/"
    assert not organization.interactions.exists()


def test_confirm_says_that_the_record_is_right_today(
    director_client, viewer_client, outsider_client, organization, today
):
    url = f"{organization.get_absolute_url()}confirm/"

    assert viewer_client.post(url).status_code == 403
    assert outsider_client.post(url).status_code == 404
    director_client.post(url)

    organization.refresh_from_db()
    assert organization.last_confirmed_on == today
    assert AuditEvent.objects.filter(verb="organization.confirmed").exists()


def test_create_points_at_a_likely_duplicate_first(director_client, reference, center):
    OrganizationFactory(center=center, name="St. Mary's Hospital", city="Denver")
    entry = {
        "name": "Saint Marys Hospital", "sector": "public_health", "city": "Denver", "state": "CO",
        "stage": "identified",
    }  # fmt: skip

    first = director_client.post("/stakeholders/new/", entry)
    assert "already has" in first.content.decode()
    assert Organization.objects.count() == 1
    second = director_client.post("/stakeholders/new/", {**entry, "is_different": "on"})

    assert second.status_code == 302
    assert Organization.objects.count() == 2


def test_edit_keeps_subtype_and_sector_together(director_client, reference, organization):
    from_health = SectorFactory(code="public_health").subtypes.first()
    entry = {"name": "Summit Fire", "sector": "fire", "subtype": from_health.pk, "stage": "met"}

    page = director_client.post(f"{organization.get_absolute_url()}edit/", entry)
    assert "Choose a subtype of" in page.content.decode()
    director_client.post(f"{organization.get_absolute_url()}edit/", {**entry, "subtype": ""})

    organization.refresh_from_db()
    assert organization.stage == "met"
    assert AuditEvent.objects.get(verb="organization.changed").data == {
        "fields": ["city", "county", "stage", "state"]
    }


def test_archive_takes_out_of_lists_and_restore_brings_back(director_client, organization):
    director_client.post(f"{organization.get_absolute_url()}archive/")
    assert not Organization.objects.live().exists()

    director_client.post(f"{organization.get_absolute_url()}restore/")
    assert Organization.objects.live().get() == organization


def test_first_contact_is_first_to_ask_and_only_one_is(director_client, organization):
    url = f"{organization.get_absolute_url()}people/new/"
    base = {"language": "en", "email": "ada@fire.example.org"}
    director_client.post(url, {**base, "name": "Ada"})
    again = director_client.post(url, {**base, "name": "Ada again"})
    director_client.post(url, {"language": "en", "name": "Ben", "is_primary": "on"})

    assert "Ada already has this address." in again.content.decode()
    flags = dict(Contact.objects.values_list("name", "is_primary"))
    assert flags == {"Ada": False, "Ben": True}


def test_archived_and_silent_people_are_not_askable(organization):
    asked = ContactFactory(organization=organization)
    ContactFactory(organization=organization, silent=True)
    ContactFactory(organization=organization, archived=True)
    ContactFactory(organization=organization, email="")

    assert list(Contact.objects.askable()) == [asked]


def test_a_double_click_logs_one_call(director_client, organization):
    url = organization.get_absolute_url()
    key = director_client.get(url).context["form_key"]

    for kind in ("call", "call", "mail"):
        director_client.post(f"{url}log/", {"kind": kind, "form_key": str(key)})
    assert sorted(organization.interactions.values_list("kind", flat=True)) == ["call", "mail"]

    other = director_client.get(url).context["form_key"]
    director_client.post(f"{url}log/", {"kind": "call", "form_key": str(other)})
    assert organization.interactions.filter(kind="call").count() == 2


def test_a_form_sent_twice_logs_one_meeting(director_client, organization, today):
    url = f"{organization.get_absolute_url()}interactions/new/"
    form = director_client.get(url).context["form"]
    answers = {"kind": "meeting", "happened_on": str(today)}
    answers["form_key"] = str(form["form_key"].value())

    for _ in range(2):
        assert director_client.post(url, answers).status_code == 302

    assert organization.interactions.count() == 1


def test_a_next_step_in_the_past_is_refused_but_an_overdue_one_may_stay(
    director_client, organization
):
    url = f"{organization.get_absolute_url()}edit/"
    past = timezone.localdate() - datetime.timedelta(days=3)
    form = director_client.get(url).context["form"]
    answers = {field.html_name: field.value() or "" for field in form}

    page = director_client.post(url, {**answers, "next_step_on": str(past)})
    assert "This day has passed. Choose today or a later day" in page.content.decode()

    organization.change(next_step_on=past)
    page = director_client.post(url, {**answers, "next_step_on": str(past), "city": "Boaz"})
    organization.refresh_from_db()
    assert (page.status_code, organization.city) == (302, "Boaz")


def test_consent_in_the_future_is_refused(director_client, organization):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    page = director_client.post(
        f"{organization.get_absolute_url()}people/new/",
        {"name": "Ada Lopez", "language": "en", "consented_on": str(tomorrow)},
    )

    assert "This day has not come yet." in page.content.decode()
    assert not organization.contacts.exists()

"""The reference data: complete, consistent, loaded once and never over what people edited."""

import json
import shutil
import zoneinfo

import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from bcp.accounts.models import Center, State
from engagements import loading
from engagements.loading import load_reference
from engagements.models import (
    AgendaTemplate,
    AgendaTemplateItem,
    Behaviour,
    FocusArea,
    InfrastructureSector,
    Publication,
    Question,
    Questionnaire,
    ReferenceLoad,
    Sector,
    Topic,
)
from engagements.reference.campaign import (
    CAMPAIGN,
    CAMPAIGN_LINE,
    CAUTION,
    GROUP_CAUTION,
    attribution_for,
)
from engagements.scoring import REVIEWED_SECTORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    load_reference()


@pytest.fixture
def files(loaded, tmp_path, monkeypatch):
    """A copy of the reference files that a test may change; the tables hold the original."""
    folder = tmp_path / "reference"
    shutil.copytree(loading.FOLDER, folder)
    monkeypatch.setattr(loading, "FOLDER", folder)
    return folder


def replace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# What is in it.


def test_reference_has_its_counts(loaded):
    counted = {
        model.__name__: model.objects.count()
        for model in (
            State,
            Center,
            FocusArea,
            Question,
            Sector,
            InfrastructureSector,
            Topic,
            AgendaTemplate,
            Behaviour,
            Publication,
        )
    }

    assert counted == {
        "State": 56,
        "Center": 80,
        "FocusArea": 10,
        "Question": 42,
        "Sector": 14,
        "InfrastructureSector": 16,
        "Topic": 15,
        "AgendaTemplate": 5,
        "Behaviour": 16,
        "Publication": 69,
    }


def test_questionnaire_has_its_weights_and_critical_questions(loaded):
    questions = Questionnaire.objects.get(is_current=True).questions.all()

    assert questions.aggregate(sum=Sum("weight")) == {"sum": 97}
    critical = set(questions.filter(is_critical=True).values_list("code", flat=True))
    assert critical == {"OUT1", "CIP1", "PHL3", "LEC3", "PCR1"}
    assert not questions.filter(guidance="").exists()
    assert set(Sector.objects.filter(questions__isnull=False).values_list("code", flat=True)) == (
        REVIEWED_SECTORS
    )


def test_every_sector_has_a_role_a_cadence_and_subtypes(loaded):
    sectors = Sector.objects.annotate(kinds=Count("subtypes")).exclude(code="other")

    incomplete = [s.code for s in sectors if not (s.usual_role and s.cadence_days and s.kinds)]

    assert incomplete == []


def test_centers_keep_their_designation_zone_and_mark(loaded):
    centers = Center.objects.filter(is_reference=True)

    assert centers.filter(designation="primary").count() == 54
    assert set(centers.values_list("confidence", flat=True)) == {"found", "unverified"}
    assert centers.get(city="El Paso").time_zone == "America/Denver"
    assert centers.filter(acronym="MIAC").count() == 2
    zones = {*centers.values_list("time_zone", flat=True)}
    zones |= {*State.objects.values_list("time_zone", flat=True)}
    assert zones <= zoneinfo.available_timezones()


def test_sensitive_publications_are_marked(loaded):
    sensitive = Publication.objects.filter(is_sensitive=True).order_by("code")

    assert [row.code for row in sensitive] == ["PUB003", "PUB004", "PUB017", "PUB020"]
    assert Publication.objects.filter(named_in_seed=True).count() == 12
    assert not Publication.objects.filter(status_note="").exists()


def test_behaviours_come_in_two_groups_each_with_its_caution(loaded):
    groups = {
        number: (group, caution)
        for number, group, caution in Behaviour.objects.values_list("number", "group", "caution")
    }

    assert [number for number, (group, _) in groups.items() if group == "A"] == list(range(1, 8))
    assert [number for number, (group, _) in groups.items() if group == "B"] == list(range(8, 17))
    assert all(caution.startswith(GROUP_CAUTION[group]) for group, caution in groups.values())
    assert "religion" in CAUTION[0]


def test_campaign_name_is_never_shortened_and_brings_its_attribution(loaded):
    named = Publication.objects.filter(title__icontains="see something")

    assert named.count() == 4
    assert all(CAMPAIGN in publication.title for publication in named)
    assert attribution_for(f"Read about “{CAMPAIGN}” first.") == CAMPAIGN_LINE
    assert attribution_for("Welcome.") == ""


# Loading.


def test_load_reference_does_nothing_the_second_time(loaded):
    with CaptureQueriesContext(connection) as queries:
        assert load_reference() is False

    assert len(queries) == 1
    assert ReferenceLoad.objects.count() == 1


def test_load_reference_writes_no_row_that_did_not_change(files):
    replace(files / "publications.csv", "IAFC guide.", "A guide for fire chiefs.")

    with CaptureQueriesContext(connection) as queries:
        assert load_reference() is True

    written = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "engagements_')]
    assert len(written) == 1
    assert Publication.objects.get(code="PUB067").description == "A guide for fire chiefs."


def test_load_reference_leaves_alone_what_the_program_office_edited(files):
    Publication.objects.filter(code="PUB067").update(description="Ours.", is_edited=True)
    replace(files / "publications.csv", "IAFC guide.", "A guide for fire chiefs.")

    load_reference()

    assert Publication.objects.get(code="PUB067").description == "Ours."


def test_load_reference_corrects_a_center_and_keeps_its_row(files):
    center = Center.objects.get(slug="wyoming-information-analysis-team-wy")
    replace(files / "centers.csv", "Wyoming Information Analysis Team", "Wyoming Fusion Center")

    load_reference()

    center.refresh_from_db()
    assert (center.name, Center.objects.count()) == ("Wyoming Fusion Center", 80)


def test_load_reference_leaves_alone_a_center_that_its_people_edited(files):
    Center.objects.filter(slug="wyoming-information-analysis-team-wy").update(city="Casper")
    replace(files / "centers.csv", "Wyoming Information Analysis Team", "Wyoming Fusion Center")

    load_reference()

    center = Center.objects.get(slug="wyoming-information-analysis-team-wy")
    assert (center.name, center.city) == ("Wyoming Information Analysis Team", "Casper")


def change_follow_up(files):
    data = json.loads((files / "vocabulary.json").read_text(encoding="utf-8"))
    template = next(row for row in data["agenda_templates"] if row["code"] == "follow_up")
    template["items"] = template["items"][:-1]
    template["minutes"] -= 5
    (files / "vocabulary.json").write_text(json.dumps(data), encoding="utf-8")


def test_load_reference_replaces_the_items_of_a_changed_template(files):
    change_follow_up(files)

    load_reference()

    items = AgendaTemplateItem.objects.filter(template="follow_up")
    assert (items.count(), items.aggregate(sum=Sum("minutes"))["sum"]) == (6, 115)


def test_load_reference_keeps_a_template_with_an_edited_item(files):
    AgendaTemplateItem.objects.filter(template="follow_up", position=1).update(is_edited=True)
    change_follow_up(files)

    load_reference()

    assert AgendaTemplateItem.objects.filter(template="follow_up").count() == 7


def test_load_reference_keeps_a_newer_questionnaire_current(files):
    Questionnaire.objects.update(is_current=False)
    Questionnaire.objects.create(
        version=2, title="Next", published_on="2027-01-01", is_current=True, is_edited=True
    )
    replace(
        files / "vocabulary.json", '"published_on": "2026-01-01"', '"published_on": "2026-01-02"'
    )

    load_reference()

    assert Questionnaire.objects.get(is_current=True).version == 2
    assert Question.objects.filter(questionnaire__version=1).count() == 42
    assert Question.objects.filter(questionnaire__version=2).count() == 0

"""The program office edits the vocabulary in Django's admin; the rest is only looked at."""

import pytest
from django.contrib import admin
from django.urls import reverse

from engagements.loading import load_reference
from engagements.models import (
    AgendaTemplate,
    Answer,
    Behaviour,
    Question,
    ReferenceLoad,
    Sector,
    SelfReview,
)
from tests.factories.accounts import UserFactory
from tests.factories.engagements import (
    ActionItemFactory,
    EngagementFactory,
    GapFactory,
    PublicationFactory,
    SelfReviewFactory,
)


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def entries(page):
    """What a browser would send from a page of the admin, inlines included."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            sent[bound.html_name] = (
                [getattr(v, "pk", v) for v in value] if isinstance(value, list) else value
            )
    return sent


def test_an_edited_row_is_marked_and_survives_the_next_loading(office, reference):
    page = reverse("admin:engagements_behaviour_change", args=[1])
    sent = entries(office.get(page))

    assert {"number", "is_edited"} & set(sent) == set()
    assert office.post(page, sent | {"meaning": "Our own words."}).status_code == 302
    ReferenceLoad.objects.all().delete()
    load_reference()

    row = Behaviour.objects.get(number=1)
    assert (row.meaning, row.is_edited) == ("Our own words.", True)
    assert Behaviour.objects.count() == 16


def test_items_of_an_agenda_template_are_edited_with_it(office, reference):
    template = AgendaTemplate.objects.first()
    first = template.items.first()
    page = reverse("admin:engagements_agendatemplate_change", args=[template.pk])

    answer = office.post(page, entries(office.get(page)) | {"items-0-title": "Our welcome"})

    assert answer.status_code == 302
    first.refresh_from_db()
    template.refresh_from_db()
    assert (first.title, first.is_edited, template.is_edited) == ("Our welcome", True, True)
    assert template.items.filter(is_edited=True).count() == 1


def test_rows_of_the_files_are_not_deleted_but_those_added_here_are(office, reference):
    page = reverse("admin:engagements_sector_delete", args=["fire"])
    assert office.post(page, {"post": "yes"}).status_code == 403
    own = Sector.objects.create(code="own", name="Our own")

    office.post(reverse("admin:engagements_sector_delete", args=[own.pk]), {"post": "yes"})

    assert not Sector.objects.filter(code="own").exists()
    assert Sector.objects.filter(code="fire").exists()


def test_a_question_in_use_keeps_what_it_measures(office, reference, center):
    question = Question.objects.get(code="PHL1")
    page = reverse("admin:engagements_question_change", args=[question.pk])
    assert "text" in entries(office.get(page))
    SelfReviewFactory(center=center, questionnaire=question.questionnaire)

    sent = entries(office.get(page))
    office.post(page, sent | {"text": "Something easier.", "guidance": "Count letters too."})

    changed = Question.objects.get(code="PHL1")
    assert "text" not in sent
    assert (changed.text, changed.guidance) == (question.text, "Count letters too.")


def test_an_address_without_a_scheme_becomes_one_with_https(office):
    row = PublicationFactory()
    page = reverse("admin:engagements_publication_change", args=[row.pk])

    office.post(page, entries(office.get(page)) | {"url": "www.example.org/paper"})

    row.refresh_from_db()
    assert row.url == "https://www.example.org/paper"


LOOKED_AT = [SelfReviewFactory, EngagementFactory, GapFactory, ActionItemFactory]


@pytest.mark.parametrize("factory", LOOKED_AT, ids=lambda factory: factory.__name__)
def test_rows_of_centers_are_only_looked_at(office, factory):
    row = factory()
    name = f"admin:engagements_{row._meta.model_name}"
    page = reverse(f"{name}_change", args=[row.pk])

    assert office.get(reverse(f"{name}_changelist"), {"q": "x"}).status_code == 200
    assert office.get(page).status_code == 200
    assert office.post(page, {}).status_code == 403
    assert office.get(reverse(f"{name}_add")).status_code == 403
    assert office.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403


def test_every_list_of_the_vocabulary_opens(office, reference):
    mine = [model for model in admin.site._registry if model._meta.app_label == "engagements"]

    answers = {
        model.__name__: office.get(
            reverse(f"admin:engagements_{model._meta.model_name}_changelist"), {"q": "a"}
        ).status_code
        for model in mine
    }

    assert len(mine) >= 13
    assert set(answers.values()) == {200}
    assert Answer not in mine
    assert SelfReview in mine

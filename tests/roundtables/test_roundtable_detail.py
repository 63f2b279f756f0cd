"""The workspace of a roundtable, and its plan, edit and list pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.audit.models import AuditEvent
from bcp.core.actions import Refused
from roundtables.models import Roundtable
from tests.factories.engagements import AgendaTemplateFactory, EngagementFactory, TopicFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    InvitationFactory,
    RoundtableFactory,
)


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True)


def test_the_workspace_shows_numbers_and_what_to_mend(roundtable, director_client):
    InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, no=True)
    InvitationFactory(roundtable=roundtable, planned=True)
    AssignmentFactory(roundtable=roundtable, requested=True)
    AgendaItemFactory(roundtable=roundtable, minutes=300)

    page = director_client.get(roundtable.get_absolute_url())

    tiles = {tile.label: (tile.number, tile.note) for tile in page.context["tiles"]}
    assert tiles["invited"] == ("2", "1 on the list, not asked yet")
    assert tiles["seats taken"] == ("1 of 40", "")
    assert tiles["experts confirmed"] == ("0", "1 unconfirmed")
    assert tiles["agenda"] == ("300 min", "45 min over")
    texts = [concern.text for concern in page.context["concerns"]]
    assert any("45 min over" in text for text in texts)


def test_the_history_names_the_expert_also_of_who_declined(roundtable, director, director_client):
    assignment = AssignmentFactory(roundtable=roundtable, expert__name="Ida Kern")
    assignment.request(by=director)
    assignment.decline(reason="Another commitment.", by=director)

    history = director_client.get(roundtable.get_absolute_url()).context["history"]

    assert [(entry.what, entry.detail) for entry in history] == [
        ("Expert declined", "Ida Kern"),
        ("Expert asked", "Ida Kern"),
    ]


def test_the_workspace_is_for_its_own_people(
    roundtable, viewer_client, outsider_client, dhs_client, client
):
    url = roundtable.get_absolute_url()
    edit = reverse("roundtables:roundtable_edit", args=[roundtable.pk])

    assert viewer_client.get(url).status_code == 200
    assert viewer_client.get(edit).status_code == 403
    assert dhs_client.get(edit).status_code == 403
    assert outsider_client.get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_the_workspace_asks_the_database_as_often_for_many(roundtable, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            director_client.get(roundtable.get_absolute_url())
        return len(caught)

    AgendaItemFactory(roundtable=roundtable)
    InvitationFactory(roundtable=roundtable)
    AssignmentFactory(roundtable=roundtable)
    few = queries()
    for _ in range(10):
        AgendaItemFactory(roundtable=roundtable)
        InvitationFactory(roundtable=roundtable)
        AssignmentFactory(roundtable=roundtable)

    assert queries() == few


def test_plan_starts_from_the_engagement_and_a_template(center, director_client):
    engagement = EngagementFactory(center=center, topics=[TopicFactory(code="T01")])
    template = AgendaTemplateFactory(minutes=90)
    template.items.create(position=1, minutes=90, title="Talk")
    url = reverse("roundtables:roundtable_create", args=[engagement.pk])
    form = director_client.get(url).context["form"]

    assert form["title"].value() == engagement.title
    assert form["time_zone"].value() == "America/Denver"
    answer = director_client.post(
        url,
        {
            "title": "Fire and fusion", "format": "virtual", "time_zone": "America/Denver",
            "seats": 30, "topics": ["T01"], "template": template.pk,
        },
    )  # fmt: skip

    roundtable = Roundtable.objects.get()
    assert answer.url == roundtable.get_absolute_url()
    assert [item.title for item in roundtable.agenda_items.all()] == ["Talk"]
    assert roundtable.minutes == 90
    assert "individual views" in roundtable.ground_rules
    assert AuditEvent.objects.filter(verb="roundtable.planned").count() == 1


def test_plan_is_refused_in_a_closed_engagement(center, director):
    with pytest.raises(Refused, match="no roundtable can be planned"):
        Roundtable.objects.plan(
            EngagementFactory(center=center, closed=True), by=director, title="X"
        )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Enter what you call the roundtable."),
        ("title", "x" * 161, "Shorten the title to 160 characters or fewer; it has 161."),
        ("title", "bad\x07bell", "contains a character that cannot be printed"),
        ("seats", "0", "1 or more"),
        ("seats", "99999", "2000 seats or fewer"),
        ("seats", "many", "as a number"),
    ],
)
def test_edit_refuses_with_a_sentence_and_keeps_the_rest(
    roundtable, director_client, field, value, sentence
):
    url = reverse("roundtables:roundtable_edit", args=[roundtable.pk])
    entered = {"title": "New title", "seats": "12", "purpose": "Kept text"} | {field: value}

    page = director_client.post(url, entered)

    assert sentence in " ".join(page.context["form"].errors[field])
    assert "Kept text" in page.text


def test_edit_refuses_fewer_seats_than_promised(center, director_client):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, seats=2)
    InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, yes=True)
    url = reverse("roundtables:roundtable_edit", args=[roundtable.pk])

    page = director_client.post(url, {"title": "T", "seats": 1})

    assert "there must be at least 2 seats" in page.context["form"].non_field_errors()[0]


def test_the_list_asks_the_database_as_often_for_many(center, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            director_client.get(reverse("roundtables:roundtable_list"))
        return len(caught)

    RoundtableFactory(engagement__center=center, scheduled=True)
    few = queries()
    RoundtableFactory.create_batch(5, engagement__center=center, scheduled=True)

    assert queries() == few

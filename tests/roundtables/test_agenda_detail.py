"""The agenda's page and what one does on it."""

import pytest
from django.urls import reverse

from bcp.core.actions import Refused
from tests.factories.engagements import AgendaTemplateFactory, TopicFactory
from tests.factories.roundtables import AgendaItemFactory, NoteFactory, RoundtableFactory


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(
        engagement__center=center, scheduled=True, wall_start="2027-03-09T09:00", minutes=60
    )


@pytest.fixture
def items(roundtable):
    return [
        AgendaItemFactory(roundtable=roundtable, position=place, title=title, minutes=30)
        for place, title in enumerate(("Welcome", "Break", "Close"), start=1)
    ]


def url_of(name, *args):
    return reverse(f"roundtables:{name}", args=args)


def titles(roundtable):
    return [(item.position, item.title) for item in roundtable.agenda_items.all()]


def test_the_page_shows_clock_times_and_minutes_over(roundtable, items, director_client):
    page = director_client.get(url_of("agenda_detail", roundtable.pk))

    assert [row.begins for row in page.context["agenda"].rows] == ["9:00 AM", "9:30 AM", "10:00 AM"]
    assert "30 min over" in page.text
    assert "30 min past the end" in page.text


def test_move_says_where_the_item_is_now(roundtable, items, director_client):
    url = url_of("agenda_item_move", roundtable.pk, items[1].pk, "down")

    page = director_client.post(url, follow=True)

    assert "“Break” is now item 3 of 3." in page.text
    assert titles(roundtable) == [(1, "Welcome"), (2, "Close"), (3, "Break")]


def test_drag_sends_the_whole_order(roundtable, items, director_client):
    order = [items[2].pk, items[0].pk, items[1].pk]

    director_client.post(url_of("agenda_reorder", roundtable.pk), {"order": order})

    assert titles(roundtable) == [(1, "Close"), (2, "Welcome"), (3, "Break")]


@pytest.mark.parametrize("order", ["", "1,2", "x", "9" * 30])
def test_an_order_that_is_not_the_agendas_changes_nothing(
    roundtable, items, director_client, order
):
    director_client.post(url_of("agenda_reorder", roundtable.pk), {"order": order})

    assert titles(roundtable) == [(1, "Welcome"), (2, "Break"), (3, "Close")]


def test_delete_asks_first_and_closes_the_gap(roundtable, items, director_client):
    url = url_of("agenda_item_delete", roundtable.pk, items[0].pk)

    assert director_client.get(url).status_code == 200
    director_client.post(url)

    assert titles(roundtable) == [(1, "Break"), (2, "Close")]


def test_an_item_with_notes_stays(roundtable, items, director):
    NoteFactory(roundtable=roundtable, agenda_item=items[0])

    with pytest.raises(Refused, match="Notes were taken"):
        items[0].remove(by=director)


def test_add_puts_the_item_last_with_its_topics(roundtable, items, director_client):
    TopicFactory(code="T05")

    director_client.post(
        url_of("agenda_item_add", roundtable.pk),
        {"title": "Protections", "minutes": 25, "topics": ["T05"]},
    )

    item = roundtable.agenda_items.last()
    assert (item.position, item.title) == (4, "Protections")
    assert [topic.code for topic in item.topics.all()] == ["T05"]


def test_a_break_is_no_discussion(roundtable, director_client):
    page = director_client.post(
        url_of("agenda_item_add", roundtable.pk),
        {"title": "Break", "minutes": 0, "is_break": "on", "is_discussion": "on"},
    )

    assert set(page.context["form"].errors) == {"minutes", "is_break"}


def test_a_template_fills_only_an_empty_agenda(roundtable, director_client, director):
    template = AgendaTemplateFactory()
    for place in (1, 2):
        template.items.create(position=place, minutes=20, title=f"Item {place}")
    url = url_of("agenda_lay_out", roundtable.pk)

    director_client.post(url, {"template": template.pk})
    assert titles(roundtable) == [(1, "Item 1"), (2, "Item 2")]
    with pytest.raises(Refused, match="items already"):
        roundtable.lay_out_agenda(template, by=director)


def test_after_the_roundtable_the_agenda_stands(center, director, viewer_client, outsider_client):
    roundtable = RoundtableFactory(engagement__center=center, held=True)
    item = AgendaItemFactory(roundtable=roundtable)

    with pytest.raises(Refused, match="This roundtable is held"):
        item.move_by(1, by=director)
    edit = url_of("agenda_item_edit", roundtable.pk, item.pk)
    assert viewer_client.post(edit, {}).status_code == 403
    assert outsider_client.post(edit, {}).status_code == 404

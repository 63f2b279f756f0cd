"""What templates say through the tags and filters of `ui`."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from bcp.core import datetimes, filters
from bcp.core.charts import Bar
from bcp.core.style_samples import SampleFilterForm
from bcp.core.templatetags import ui

NOON = datetime(2027, 3, 9, 17, 0, tzinfo=UTC)


def render(markup: str, **context: object) -> str:
    return Template("{% load ui %}" + markup).render(Context(context))


def test_local_time_says_day_hour_and_zone():
    said = render("{% local_time noon 'America/New_York' %}", noon=NOON)

    assert said == (
        '<time datetime="2027-03-09T17:00:00Z">'
        "Tuesday, March 9, 2027, 12:00 PM EST (America/New_York)</time>"
    )


def test_local_time_of_nothing_is_a_dash():
    assert render("{% local_time noon 'America/New_York' 'short' %}", noon=None) == datetimes.DASH


@pytest.mark.parametrize(
    ("query", "tag", "expected"),
    [
        ("stage=met&after=9", "{% query_with sort='name' %}", "?stage=met&amp;sort=name"),
        ("stage=met&after=9", "{% query_with stage=None %}", "?"),
        ("stage=met", "{% query_with after=12 %}", "?stage=met&amp;after=12"),
    ],
)
def test_query_with_keeps_filters_and_starts_paging_anew(query, tag, expected):
    request = RequestFactory().get(f"/?{query}")

    assert render(tag, request=request) == expected


def test_page_header_has_one_h1_and_its_buttons():
    said = render(
        "{% crumbs 'Engagements' '/e/' as way %}"
        "{% page_header title=title crumbs=way %}<a href='/x/'>Go</a>{% endpage_header %}",
        title="A <b>",
    )

    assert said.count("<h1>") == 1
    assert "<h1>A &lt;b&gt;</h1>" in said
    assert "<a href='/x/'>Go</a>" in said
    assert '<a href="/e/">Engagements</a>' in said


def test_pills_take_out_one_filter_and_keep_the_others():
    query = QueryDict("q=water&stage=met&after=12")

    pills = filters.pills(SampleFilterForm(query), query)

    assert [(pill.label, pill.text, pill.remove_url) for pill in pills] == [
        ("Search", "water", "?stage=met"),
        ("Stage", "Met", "?q=water"),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(2, 3, "67%"), (0, 5, "0%"), (1, 0, datetimes.DASH), (None, 5, datetimes.DASH)],
)
def test_percent(part, whole, expected):
    assert ui.percent(part, whole) == expected


@pytest.mark.parametrize(
    ("state", "tone"), [("accepted", "success"), ("OVERDUE", "danger"), ("draft", "neutral")]
)
def test_status_tone(state, tone):
    assert ui.status_tone(state) == tone


def test_each_state_has_one_tone():
    words = [word for group in ui.TONES.values() for word in group]

    assert len(words) == len(set(words))


def test_bar_never_leaves_its_scale():
    widths = [Bar("x", value, maximum=4).width for value in (-1, 0, 1, 4, 9, None)]

    assert widths == ["0.0", "0.0", "25.0", "100.0", "100.0", "0"]
    assert Bar("x", 1, maximum=0).width == "0"

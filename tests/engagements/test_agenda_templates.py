"""Every agenda template keeps the rules of agendas."""

import pytest

from engagements.loading import load_reference
from engagements.models import AgendaTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    load_reference()


def longest_stretch(items):
    """Minutes of the longest part without a break."""
    longest = running = 0
    for item in items:
        running = 0 if item.is_break else running + item.minutes
        longest = max(longest, running)
    return longest


def faults_of(items, minutes):
    """Which rules of an agenda these items break."""
    codes = [{topic.code for topic in item.topics.all()} for item in items]
    indicators = [place for place, topics in enumerate(codes) if "T07" in topics]
    protections = [place for place, topics in enumerate(codes) if "T05" in topics]
    discussion = sum(item.minutes for item in items if item.is_discussion)
    rules = {
        "minutes do not add up": sum(item.minutes for item in items) == minutes,
        "too little discussion": discussion >= 0.3 * minutes,
        "no break": longest_stretch(items) <= 105,
        "T07 without T05 before it": not indicators
        or (bool(protections) and protections[0] < indicators[0]),
    }
    return [fault for fault, is_kept in rules.items() if not is_kept]


def test_every_agenda_template_keeps_the_rules():
    templates = AgendaTemplate.objects.prefetch_related("items__topics")

    faults = {
        template.code: faults_of(template.items.all(), template.minutes) for template in templates
    }

    assert faults == {
        "executive": [],
        "follow_up": [],
        "full_day": [],
        "standard": [],
        "virtual": [],
    }


def test_the_rules_would_find_the_faults_of_an_agenda():
    items = list(AgendaTemplate.objects.get(code="standard").items.prefetch_related("topics"))

    worse = [item for item in reversed(items) if not item.is_break and item.minutes != 60]

    assert faults_of(worse, 255) == [
        "minutes do not add up",
        "too little discussion",
        "no break",
        "T07 without T05 before it",
    ]

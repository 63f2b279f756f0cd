"""The check of conflicts with other outreach, by place and date."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.zones import office_zone
from engagements.conflicts import conflicts_of
from engagements.enums import EngagementPhase
from engagements.models import FederalOutreach
from tests.factories.accounts import StateFactory
from tests.factories.engagements import EngagementFactory
from tests.factories.roundtables import RoundtableFactory

DAY = date(2027, 3, 10)


@pytest.fixture
def engagement(center):
    return EngagementFactory(center=center, state=EngagementPhase.REQUESTED)


def federal(engagement, begins_on=DAY, *, city="", ends_on=None, state=None, title="Exercise"):
    return FederalOutreach.objects.create(
        title=title,
        agency="CISA Region 8",
        state=state or engagement.center.state,
        city=city,
        begins_on=begins_on,
        ends_on=ends_on,
        note="Ask Robin.",
    )


@pytest.mark.parametrize(
    ("begins", "ends", "is_near"),
    [(-31, None, False), (-30, None, True), (30, None, True), (31, None, False), (-40, -30, True)],
)
def test_conflicts_lie_within_thirty_days(engagement, begins, ends, is_near):
    ends_on = DAY + timedelta(days=ends) if ends is not None else None
    federal(engagement, DAY + timedelta(days=begins), ends_on=ends_on)

    assert bool(conflicts_of(engagement, DAY)) == is_near


def test_conflicts_are_of_the_state_and_the_own_city_comes_first(engagement):
    federal(engagement, city="Durango", title="Far")
    federal(engagement, DAY + timedelta(days=9), city=engagement.center.city, title="Near")
    federal(engagement, state=StateFactory(code="WY"), title="Elsewhere")

    assert [row.title for row in conflicts_of(engagement, DAY)] == ["Near", "Far"]


def test_conflicts_name_other_centers_roundtables_and_not_the_own(engagement, other_center):
    own = RoundtableFactory(engagement__center=engagement.center, scheduled=True)
    other = RoundtableFactory(engagement__center=other_center, scheduled=True, title="Theirs")
    other.engagement.center.change(state=engagement.center.state)

    found = conflicts_of(engagement, own.starts_at.date())

    assert [(row.title, row.center) for row in found] == [("Theirs", other_center.name)]


def test_without_a_date_triage_shows_what_is_still_to_come(dhs_client, engagement):
    today = timezone.localdate(timezone=office_zone())
    federal(engagement, today - timedelta(days=1), title="Yesterday")
    federal(engagement, today + timedelta(days=200), title="Next summer")

    page = dhs_client.get(reverse("engagements:engagement_triage", args=[engagement.pk]))

    text = page.content.decode()
    assert "Next summer, CISA Region 8" in text
    assert "Ask Robin." in text
    assert "Yesterday" not in text


def test_the_last_day_is_not_before_the_first(engagement):
    with pytest.raises(ValidationError, match="not before the first"):
        federal(engagement, ends_on=DAY - timedelta(days=1)).full_clean()

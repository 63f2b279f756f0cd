"""Days are those of the reader's own clock: tested where UTC shows another date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.models import Center
from bcp.audit.models import record
from bcp.coordination import pipeline
from bcp.coordination.today import papers_to_sign
from bcp.documents.models import Document, DocumentState
from engagements.models.action_items import hash_of
from roundtables.models import Roundtable
from roundtables.panels import outreach_in
from roundtables.staffing.gathering import quarter_of, standing_between
from tests.factories.accounts import CenterFactory, UserFactory, person_at
from tests.factories.engagements import ActionItemFactory, EngagementFactory
from tests.factories.roundtables import AssignmentFactory, PacketFactory, RoundtableFactory
from tests.factories.stakeholders import OrganizationFactory, OutreachStepFactory, SectorFactory

AUGUST_3, AUGUST_4 = date(2026, 8, 3), date(2026, 8, 4)
DAY = timedelta(days=1)
# Zone, instant, and the day there: one zone is behind UTC, the other ahead.
CLOCKS = [
    ("America/Los_Angeles", datetime(2026, 8, 4, 2, 30, tzinfo=UTC), AUGUST_3),
    ("Pacific/Guam", datetime(2026, 8, 3, 23, 30, tzinfo=UTC), AUGUST_4),
]


@pytest.fixture(params=CLOCKS, ids=["behind", "ahead"])
def clock(request: pytest.FixtureRequest) -> Iterator[tuple[str, date]]:
    """A zone in which it is another day than in UTC, with that day."""
    zone, instant, today = request.param
    with time_machine.travel(instant, tick=False):
        yield zone, today


@pytest.fixture
def today(clock: tuple[str, date]) -> date:
    return clock[1]


@pytest.fixture
def center(clock: tuple[str, date], db: None) -> Center:
    return CenterFactory(name="Front Range Fusion Center", time_zone=clock[0])


@pytest.fixture
def reader(center: Center) -> Client:
    client = Client()
    client.force_login(person_at(center, Role.DIRECTOR))
    return client


@pytest.fixture
def evening_at_the_office(db: None) -> Iterator[Client]:
    """A coordinator's browser when it is still August 3 in Washington and August 4 in UTC."""
    with time_machine.travel(CLOCKS[0][1], tick=False):
        client = Client()
        client.force_login(UserFactory(dhs=True))
        yield client


def test_the_due_list_names_who_is_due_since_yesterday_and_not_since_today(reader, center, today):
    sector = SectorFactory(cadence_days=90)
    for name, due_on in {"Due today": today, "Due yesterday": today - DAY}.items():
        last = due_on - 90 * DAY
        OrganizationFactory(center=center, name=name, sector=sector, last_contact_on=last)

    page = reader.get(reverse("stakeholders:outreach_due"))

    assert [row.name for row in page.context["due"].partners] == ["Due yesterday"]
    assert "Overdue by 1 day<" in page.content.decode()


def test_the_directory_finds_what_is_overdue(reader, center, today):
    sector = SectorFactory(cadence_days=90)
    for name, due_on in {"Due today": today, "Due yesterday": today - DAY}.items():
        last = due_on - 90 * DAY
        OrganizationFactory(center=center, name=name, sector=sector, last_contact_on=last)

    page = reader.get(reverse("stakeholders:organization_list"), {"freshness": "overdue"})

    text = page.content.decode()
    assert "Overdue by 1 day<" in text
    assert "Due today</a>" not in text


def test_outreach_of_today_is_not_overdue(reader, center, today):
    organization = OrganizationFactory(center=center)
    now, late = (
        OutreachStepFactory(organization=organization, due_on=day) for day in (today, today - DAY)
    )

    page = reader.get(reverse("stakeholders:outreach_due"))

    steps = {step.pk: step for step in page.context["due"].steps}
    assert page.content.decode().count("Overdue</span>") == 1
    assert set(steps) == {now.pk, late.pk}


def test_an_action_item_is_late_from_the_day_after(reader, center, today):
    engagement = EngagementFactory(center=center)
    ActionItemFactory(engagement=engagement, text="For today", due_on=today)
    ActionItemFactory(engagement=engagement, text="For yesterday", due_on=today - DAY)

    page = reader.get(reverse("engagements:action_item_list"), {"state": "overdue"})
    home = reader.get(reverse("home")).content.decode()

    assert [item.text for item in page.context["items"]] == ["For yesterday"]
    assert "1 day late" in home
    assert "For today" not in home


def test_confirmed_is_confirmed_on_the_day_of_the_center(reader, center, today):
    organization = OrganizationFactory(center=center)
    address = reverse("stakeholders:organization_confirm", args=[organization.pk])

    page = reader.post(address, follow=True).content.decode()

    organization.refresh_from_db()
    assert organization.last_confirmed_on == today
    assert f"Confirmed on August {today.day}." in page


@pytest.mark.parametrize(("days", "status"), [(0, 302), (-1, 200)])
def test_a_day_is_still_to_come_until_it_is_over_at_the_center(reader, center, today, days, status):
    engagement = EngagementFactory(center=center)
    address = reverse("engagements:action_item_add", args=[engagement.pk])
    entry = {"text": "Send the list.", "owner_name": "Avery", "due_on": f"{today + days * DAY}"}

    page = reader.post(address, entry)

    assert page.status_code == status
    assert (b"Choose a day that is still to come." in page.content) == (status == 200)


@pytest.mark.parametrize(("days", "status"), [(0, 302), (-1, 200)])
def test_an_owner_outside_has_the_day_of_the_engagement(client, center, today, days, status):
    item = ActionItemFactory(engagement__center=center, engagement__time_zone=center.time_zone)
    item.change(token_hash=hash_of("known"))
    address = reverse("engagements:action_item_page", args=["known"])

    answer = client.post(address, {"text": "Soon.", "new_due_on": f"{today + days * DAY}"})

    assert answer.status_code == status


def test_the_coordinators_day_is_that_of_the_office(evening_at_the_office):
    engagement = EngagementFactory()
    ActionItemFactory(engagement=engagement, due_on=AUGUST_3)
    page = reverse("coordination:dashboard")

    assert "action item is overdue" not in evening_at_the_office.get(page).content.decode()

    ActionItemFactory(engagement=engagement, due_on=AUGUST_3 - 2 * DAY)
    text = evening_at_the_office.get(page).content.decode()
    assert "1 action item is overdue" in text
    assert "2 days late" in text
    assert "As of <time" in text
    assert "Aug 3, 2026, 10:30 PM EDT" in text


def test_a_file_counts_days_like_the_page_it_comes_from(evening_at_the_office):
    ActionItemFactory(engagement=EngagementFactory(), due_on=AUGUST_3 - 2 * DAY)

    answer = evening_at_the_office.get(reverse("coordination:dashboard"), {"csv": "needs"})

    assert b"2026-08-01,'-2" in b"".join(answer.streaming_content)


def test_a_file_leaves_the_clock_as_it_was_between_its_lines(evening_at_the_office):
    answer = evening_at_the_office.get(reverse("coordination:center_list"), {"csv": "centers"})

    lines = iter(answer.streaming_content)
    next(lines)
    assert timezone.get_current_timezone_name() == "UTC"


def test_the_file_of_centers_has_the_day_that_the_page_shows(evening_at_the_office):
    EngagementFactory(phase_since=CLOCKS[0][1])
    page = reverse("coordination:center_list")

    answer = evening_at_the_office.get(page, {"csv": "centers"})

    assert b",2026-08-03" in b"".join(answer.streaming_content)
    assert "Aug 3, 2026" in evening_at_the_office.get(page).content.decode()


def test_a_request_is_answered_within_a_week_of_the_readers_day(evening_at_the_office):
    asked_at = CLOCKS[0][1]
    EngagementFactory(requested=True, requested_at=asked_at)

    text = evening_at_the_office.get(reverse("coordination:dashboard")).content.decode()

    assert "Asked on August 3;" in text
    assert "in 7 days" in text


def test_the_audit_log_stays_in_utc(evening_at_the_office):
    auditor = Client()
    auditor.force_login(UserFactory(auditor=True))
    record("center.looked_at", CenterFactory(), by=None)

    text = auditor.get(reverse("coordination:audit_list")).content.decode()

    assert "When (UTC)" in text
    assert "2026-08-04 02:30:00" in text


# A roundtable's day is that of its own zone, whoever asks.


@pytest.fixture
def evening(center: Center) -> Roundtable:
    """The last evening of September in the center's zone; in UTC it is another day, or earlier."""
    zone = center.time_zone
    engagement = EngagementFactory(center=center, time_zone=zone)
    clock = "2026-09-30T18:00" if zone == "America/Los_Angeles" else "2026-10-01T08:00"
    return RoundtableFactory(engagement=engagement, scheduled=True, wall_start=clock)


def test_conflicts_are_looked_for_on_the_roundtables_own_day(evening, center):
    day = date.fromisoformat(evening.wall_start[:10])
    state = center.state_id

    assert [row.on for row in outreach_in(state, day, day)] == [day]
    assert outreach_in(state, day - DAY, day - DAY) == []
    assert outreach_in(state, day + DAY, day + DAY) == []


def test_the_load_of_experts_counts_roundtables_in_their_own_quarter(evening):
    assignment = AssignmentFactory(roundtable=evening, accepted=True)
    day = date.fromisoformat(evening.wall_start[:10])
    own, other = quarter_of(day), quarter_of(day + DAY if day.month == 9 else day - DAY)

    assert standing_between(*own) == [assignment]
    assert standing_between(*other) == []
    (load,) = pipeline.expert_loads()
    assert (load.standing, load.next_quarter) == ((1, 0) if day.month == 9 else (0, 1))


def test_a_packet_is_wanted_a_week_before_the_roundtables_own_day(evening, center):
    printed = Document.objects.create(center=center, title="P", kind="p", state=DocumentState.READY)
    PacketFactory(roundtable=evening, document=printed)

    (need,) = papers_to_sign(center)

    assert need.due_on == date.fromisoformat(evening.wall_start[:10]) - 7 * DAY

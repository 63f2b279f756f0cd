"""Fix a date, move it, cancel it, mark it as held."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from roundtables.enums import AssignmentState
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    InvitationFactory,
    RoundtableFactory,
    UnavailabilityFactory,
    VenueFactory,
)

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
PLAIN = {
    "time_zone": "America/Denver", "starts_at_date": "2027-03-09", "starts_at_time": "09:00",
    "minutes": "255", "format": "in_person",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(center):
    return RoundtableFactory(engagement__center=center, draft=True, dateless=True)


def send(client, roundtable, page="schedule", **values):
    url = reverse(f"roundtables:roundtable_{page}", args=[roundtable.pk])
    answer = client.post(url, PLAIN | values)
    roundtable.refresh_from_db()
    return answer


def errors(answer) -> str:
    return " ".join(" ".join(found) for found in answer.context["form"].errors.values())


def test_schedule_keeps_wall_time_and_instant(draft, director_client):
    answer = send(director_client, draft)

    assert answer.status_code == 302
    assert draft.state == "scheduled"
    assert draft.wall_start == "2027-03-09T09:00"
    assert draft.starts_at == datetime(2027, 3, 9, 16, tzinfo=UTC)
    assert draft.answers_close_at == datetime(2027, 3, 7, 6, 59, tzinfo=UTC)
    assert draft.wall_close == "2027-03-06T23:59"


def test_schedule_refuses_an_hour_that_does_not_exist(draft, director_client):
    answer = send(director_client, draft, starts_at_date="2027-03-14", starts_at_time="02:30")

    assert "does not exist in America/Denver" in errors(answer)
    assert draft.state == "draft"


def test_schedule_asks_which_of_two_equal_hours(draft, director_client):
    twice = {"starts_at_date": "2027-11-07", "starts_at_time": "01:30"}

    asked = send(director_client, draft, **twice)
    assert "comes twice" in errors(asked)
    assert "Second (MST)" in asked.text

    seen = send(director_client, draft, **twice, starts_at_which="1")
    digest = seen.context["form"].data["seen"]
    send(director_client, draft, **twice, starts_at_which="1", seen=digest, anyway="on")
    assert draft.fold == 1
    assert draft.starts_at == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)


def test_schedule_refuses_the_past(draft, director_client):
    answer = send(director_client, draft, starts_at_date="2026-11-30")

    assert "in the past" in errors(answer)
    assert draft.state == "draft"


def test_every_problem_is_told_at_once_and_the_past_before_the_weekday(draft, director_client):
    answer = send(
        director_client, draft, starts_at_date="2026-11-29", minutes="",
        answers_close_at_date="2027-03-10", answers_close_at_time="08:00",
    )  # fmt: skip
    assert list(answer.context["form"].errors) == ["minutes", "starts_at", "answers_close_at"]

    whole = send(director_client, draft, starts_at_date="2026-11-29")
    told = whole.text
    assert list(whole.context["form"].errors) == ["starts_at", "anyway"]
    assert 0 < told.index("This date is in the past.") < told.index("It is a Sunday.")

    digest = whole.context["form"].data["seen"]
    send(director_client, draft, starts_at_date="2026-11-29", seen=digest, anyway="on")
    assert draft.state == "draft"


def test_schedule_refuses_answers_that_close_after_the_start(draft, director_client):
    answer = send(
        director_client, draft, answers_close_at_date="2027-03-10", answers_close_at_time="08:00"
    )

    assert "Answers must close before" in errors(answer)


def test_schedule_warns_once_about_a_holiday_and_then_obeys(draft, director_client):
    holiday = {"starts_at_date": "2027-11-11"}

    warned = send(director_client, draft, **holiday)
    assert "Veterans Day is a holiday that day (federal)." in errors(warned)
    assert draft.state == "draft"

    digest = warned.context["form"].data["seen"]
    send(director_client, draft, **holiday, seen=digest, anyway="on")
    assert draft.state == "scheduled"


def test_a_confirmed_warning_does_not_cover_another_one(draft, director_client):
    warned = send(director_client, draft, starts_at_date="2027-11-11")
    digest = warned.context["form"].data["seen"]

    again = send(director_client, draft, starts_at_date="2027-03-13", seen=digest, anyway="on")

    assert "It is a Saturday." in errors(again)
    assert draft.state == "draft"


def test_schedule_warns_of_venue_and_expert(draft, center, director_client):
    venue = VenueFactory(center=center, capacity=20)
    day = date(2027, 3, 9)
    RoundtableFactory(
        engagement__center=center, scheduled=True, venue=venue, title="Taken",
        wall_start="2027-03-09T12:00",
    )  # fmt: skip
    UnavailabilityFactory(
        expert=AssignmentFactory(roundtable=draft).expert, first_on=day, last_on=day
    )

    answer = send(director_client, draft, venue=venue.pk)

    assert "“Taken” is there Tuesday, March 9, 2027, 12:00 PM to 4:15 PM MST" in errors(answer)
    assert "holds 20 people; 40 seats are planned" in errors(answer)
    assert "is not available that day" in errors(answer)


def test_schedule_warns_of_an_expert_elsewhere_and_of_the_agenda(draft, center, director_client):
    AgendaItemFactory(roundtable=draft, minutes=100, is_discussion=True)
    elsewhere = AssignmentFactory(
        roundtable=RoundtableFactory(
            engagement__center=center, scheduled=True, title="Elsewhere",
            wall_start="2027-03-09T15:00",
        )
    )  # fmt: skip
    AssignmentFactory(roundtable=draft, expert=elsewhere.expert)

    answer = send(director_client, draft)

    assert "speaks at “Elsewhere” that day." in errors(answer)
    assert "Agenda: The items take 100 minutes, the roundtable lasts 255" in errors(answer)


def test_another_centers_venue_cannot_be_chosen(draft, other_center, director_client):
    answer = send(director_client, draft, venue=VenueFactory(center=other_center).pk)

    assert "Choose the venue from the list." in errors(answer)


def test_move_says_who_is_told_and_asks_experts_again(center, director_client):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    InvitationFactory.create_batch(2, roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, no=True)
    assignment = AssignmentFactory(roundtable=roundtable, accepted=True)
    url = reverse("roundtables:roundtable_move", args=[roundtable.pk])

    page = director_client.get(url)
    assert "This tells 4 people: 2 said yes, 1 said no, 1 subject-matter expert." in page.text

    send(director_client, roundtable, "move", starts_at_date="2027-04-06")
    assignment.refresh_from_db()
    assert roundtable.revision == 1
    assert roundtable.wall_start == "2027-04-06T09:00"
    assert assignment.state == AssignmentState.REQUESTED
    assert roundtable.invitations.filter(must_confirm=True).count() == 2


def test_move_says_whose_invitation_goes_out_anew(center, director, director_client):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    for person in InvitationFactory.create_batch(2, roundtable=roundtable, planned=True):
        person.send(by=director)
    OutgoingMail.objects.filter(about=f"invitation:{person.pk}").update(state="sent")
    said = "1 invitation has not left yet and will go out with the new date or place."

    page = director_client.get(reverse("roundtables:roundtable_move", args=[roundtable.pk]))
    send(director_client, roundtable, "move", starts_at_date="2027-04-06")
    done = director_client.get(roundtable.get_absolute_url())

    assert said in page.text
    assert f"This told 2 people: 2 not answered yet. {said} 1 earlier mail" in done.text


def test_a_move_that_changes_nothing_tells_nobody(center, director):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)

    with pytest.raises(Refused, match="same as before"):
        roundtable.move(roundtable.starts_at, by=director, venue=roundtable.venue)


def test_a_held_roundtable_is_not_moved(center, director_client):
    roundtable = RoundtableFactory(engagement__center=center, held=True)

    answer = send(director_client, roundtable, "move")

    assert "This roundtable is held" in errors(answer)


def test_cancel_needs_a_reason_and_frees_the_experts(center, director_client):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    assignment = AssignmentFactory(roundtable=roundtable, accepted=True)

    assert "Enter the reason." in errors(send(director_client, roundtable, "cancel"))
    send(director_client, roundtable, "cancel", reason="The venue was flooded.")

    assignment.refresh_from_db()
    assert roundtable.state == "cancelled"
    assert assignment.state == AssignmentState.WITHDRAWN


def test_hold_is_refused_before_the_day_and_closes_after(center, director):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    with pytest.raises(Refused, match="has not come yet"):
        roundtable.hold(by=director)

    with time_machine.travel(roundtable.starts_at + timedelta(hours=1)):
        roundtable.hold(by=director)

    assert roundtable.state == "held"
    assert roundtable.held_at is not None
    assert roundtable.starts_at > timezone.now()

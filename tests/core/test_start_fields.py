"""Date and time of a start, in the zone chosen beside them."""

from datetime import UTC, datetime

import pytest
from django import forms

from bcp.core.forms import BaseForm, ZonedDateTimeField
from tests.core.markup import Page, crispy


class StartForm(BaseForm):
    """A start in a zone that the form names itself."""

    zone = forms.ChoiceField(
        label="Time zone", choices=[("America/New_York", "Eastern"), ("Pacific/Guam", "Guam")]
    )
    starts_at = ZonedDateTimeField(zone_from="zone")


def start(zone: str, day: str, clock: str, which: str = "") -> StartForm:
    return StartForm(
        {"zone": zone, "starts_at_date": day, "starts_at_time": clock, "starts_at_which": which}
    )


def test_start_is_read_in_the_zone_chosen_beside_it():
    eastern = start("America/New_York", "2027-03-09", "09:00")
    guam = start("Pacific/Guam", "03/09/2027", "9:00 AM")

    assert eastern.is_valid()
    assert guam.is_valid()
    assert eastern.cleaned_data["starts_at"] == datetime(2027, 3, 9, 14, 0, tzinfo=UTC)
    assert guam.cleaned_data["starts_at"] == datetime(2027, 3, 8, 23, 0, tzinfo=UTC)


def test_start_asks_which_hour_only_when_it_comes_twice():
    once = start("America/New_York", "2027-03-09", "09:00")
    twice = start("America/New_York", "2027-11-07", "01:30")
    answered = start("America/New_York", "2027-11-07", "01:30", "1")

    assert Page(crispy(once)).named("starts_at_which") == []
    assert not twice.is_valid()
    assert len(Page(crispy(twice)).named("starts_at_which")) == 1
    assert answered.is_valid()
    assert answered.cleaned_data["starts_at"] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_start_refuses_the_hour_that_never_comes():
    form = start("America/New_York", "2027-03-14", "02:30")

    assert form.errors["starts_at"] == [
        "2:30 AM on Sunday, March 14, 2027 does not exist in America/New_York: the clocks go"
        " forward over it that night. Choose an earlier or a later time."
    ]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("", "", "Enter the starts at."),
        ("", "09:00", "Enter the date as month, day and year, such as 03/09/2027."),
        ("2027-03-09", "", "Enter the time as hours and minutes, such as 9:00 AM."),
        ("2027-02-30", "09:00", "Enter the date as month, day and year, such as 03/09/2027."),
        ("0001-01-01", "00:00", "Enter a year between 2000 and 2100."),
        ("9999-12-31", "23:59", "Enter a year between 2000 and 2100."),
    ],
)
def test_start_refuses_half_an_entry(day, clock, expected):
    assert start("America/New_York", day, clock).errors["starts_at"] == [expected]


def test_start_comes_back_as_it_was_stored():
    instant = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    form = StartForm(initial={"zone": "America/New_York", "starts_at": instant})

    page = Page(crispy(form))

    assert page.named("starts_at_date")[0]["value"] == "2027-11-07"
    assert page.named("starts_at_time")[0]["value"] == "01:30"
    assert [g["value"] for t, g in page.elements if t == "option" and "selected" in g] == [
        "America/New_York",
        "1",
    ]
    again = StartForm(
        {"zone": "America/New_York", "starts_at_date": "2027-11-07",
         "starts_at_time": "01:30", "starts_at_which": "1"},
        initial={"zone": "America/New_York", "starts_at": instant},
    )  # fmt: skip
    assert again.changed_data == []

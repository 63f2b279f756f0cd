"""What stands in calendar entries changes: they are sent again, and nobody is asked."""

import pytest
from django.urls import reverse

from bcp.mail.models import OutgoingMail
from roundtables.confirming import confirm_answers
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, VenueFactory
from tests.roundtables.mailings import calendar_of, handed_over, kinds, mails_of, sequence_of


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True, days=40)


@pytest.fixture
def ada(roundtable, director):
    person = InvitationFactory(
        roundtable=roundtable, planned=True, name="Ada Lopez", email="ada@fire.example.org"
    )
    person.send(by=director)
    handed_over(person)
    return person


def save_plan(roundtable, client, **changes):
    address = reverse("roundtables:roundtable_edit", args=[roundtable.pk])
    form = client.get(address).context["form"]
    entries = {bound.html_name: bound.value() or "" for bound in form}
    return client.post(address, entries | {"topics": []} | changes, follow=True)


@pytest.mark.parametrize(
    "change", [{"title": "Fire chiefs and us"}, {"purpose": "Who calls whom at night"}]
)
def test_what_stands_in_the_entry_goes_to_everybodys_calendar(
    roundtable, ada, director_client, change
):
    ada.accept()
    InvitationFactory(roundtable=roundtable, rsvp="no")
    before = sequence_of(mails_of(ada).last())[1]

    page = save_plan(roundtable, director_client, **change)
    save_plan(roundtable, director_client, **change)

    [said] = change.values()
    ada.refresh_from_db()
    assert "1 person gets the calendar entry again." in page.text
    assert kinds(ada) == ["invitation", "roundtable_moved"]
    assert (ada.must_confirm, ada.rsvp) == (False, "yes")
    assert sequence_of(mails_of(ada).last()) == ("REQUEST", before + 1)
    assert said in calendar_of(mails_of(ada).last())
    assert OutgoingMail.objects.filter(kind="roundtable_moved").count() == 1


def test_what_stands_in_no_entry_is_told_nobody(roundtable, ada, director_client):
    roundtable.change(purpose="Who calls whom.\nAnd when.")

    save_plan(
        roundtable, director_client, facilitator_name="Avery Quinn",
        purpose="Who calls whom.\r\nAnd when.",
    )  # fmt: skip

    assert kinds(ada) == ["invitation"]


def test_another_title_stops_no_confirmation_that_waits(roundtable, ada, director_client):
    ada.accept()
    confirm_answers()

    save_plan(roundtable, director_client, title="Fire, EMS and us")

    assert mails_of(ada).get(kind="rsvp_confirmation").state == "queued"


@pytest.mark.parametrize(
    ("changes", "people"), [({"address": "9 Elm Street"}, 1), ({"capacity": 90}, 0)]
)
def test_another_address_of_the_venue_goes_to_calendars(
    roundtable, ada, director_client, changes, people
):
    venue = VenueFactory(center=roundtable.center)
    roundtable.change(venue=venue, format="in_person")
    address = reverse("roundtables:venue_edit", args=[venue.pk])
    form = director_client.get(address).context["form"]
    entries = {bound.html_name: bound.value() or "" for bound in form}

    page = director_client.post(address, entries | changes, follow=True)

    assert kinds(ada).count("roundtable_moved") == people
    assert ("1 person gets the calendar entry again." in page.text) == bool(people)

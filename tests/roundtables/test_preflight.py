"""What is found before anything is sent, and what stops it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bcp.core.actions import Refused
from bcp.mail.suppressions import suppress
from roundtables import preflight
from roundtables.enums import InvitationState
from roundtables.models import Invitation, InvitationMessage
from roundtables.preflight import Flight
from roundtables.sending import planned_for
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import (
    InvitationFactory,
    SectorSeatsFactory,
    VenueFactory,
)
from tests.roundtables.mailings import mails, send


def found(roundtable, people) -> dict[str, tuple[str, list[str]]]:
    flight = Flight(roundtable, planned_for(roundtable, 1))
    return {one.text: (one.level, one.people) for one in preflight.check(flight)}


def test_preflight_is_silent_but_for_packet_and_approval(roundtable, people):
    levels = {level for level, _ in found(roundtable, people).values()}

    assert levels == {preflight.WARN}
    assert len(found(roundtable, people)) == 2


SEEDED = {
    "empty value": ({"organization_name": ""}, "Nothing to print for {organization}:"),
    "no address": ({"email": ""}, "No e-mail address:"),
    "suppressed": ({"email": "gone@fire.example.org"},
                   "The address has refused our mails before:"),
    "twice": ({"email": "twin@fire.example.org"},
              "The same address stands on the list more than once:"),
}  # fmt: skip


@pytest.mark.parametrize("fault", SEEDED)
def test_preflight_blocks_and_names_the_person(roundtable, people, fault):
    fields, text = SEEDED[fault]
    suppress("gone@fire.example.org")
    InvitationFactory(roundtable=roundtable, email="TWIN@fire.example.org")
    InvitationMessage.objects.create(
        roundtable=roundtable, kind="invitation", subject="For {organization}", body="{name}"
    )
    Invitation.objects.filter(pk=people[0].pk).update(name="Ada Lopez", **fields)

    level, names = found(roundtable, people)[text]

    assert (level, [name.split(" (")[0] for name in names]) == (preflight.BLOCK, ["Ada Lopez"])


MEETING_FAULTS = {
    "past": ({"starts_at": timezone.now() - timedelta(days=1)}, "block",
             "The date of the roundtable is in the past."),
    "unsigned": ({"notice_signed_at": None}, "block",
                 "The privacy officer has not signed the privacy notice."),
    "seats": ({"seats": 2}, "warn",
              "3 people may still say Yes, and their sectors may take 2 seats (0 of 2 taken). Who"
              " comes late gets a place on the waitlist. More people than seats:"),
    "zone": ({"time_zone": "America/New_York"}, "warn",
             "The times are in America/New_York, but Hall is in Colorado, where clocks show"
             " America/Denver."),
}  # fmt: skip


@pytest.mark.parametrize("fault", MEETING_FAULTS)
def test_preflight_names_what_is_wrong_with_the_meeting(roundtable, people, fault):
    fields, level, text = MEETING_FAULTS[fault]
    fields = {**fields, "venue": VenueFactory(center=roundtable.center, name="Hall")}
    for name, value in fields.items():
        setattr(roundtable, name, value)
    roundtable.save()

    assert found(roundtable, people)[text][0] == level


def test_preflight_warns_when_a_sector_is_asked_beyond_its_seats(roundtable, people):
    health = SectorFactory(code="public_health", name="Public health")
    SectorSeatsFactory(roundtable=roundtable, sector=health, minimum=38)
    InvitationFactory(roundtable=roundtable, planned=True, sector=health)
    Invitation.objects.filter(pk=people[0].pk).update(state=InvitationState.INVITED)

    level, tight = found(roundtable, people)[
        "4 people may still say Yes, and their sectors may take 40 seats (0 of 40 taken, 38 kept"
        " for public health). Who comes late gets a place on the waitlist. More people than seats:"
    ]

    assert (level, tight) == (preflight.WARN, [f"{people[0].sector.name} (3 people, 2 seats)"])


def test_preflight_is_silent_about_seats_while_there_are_enough(roundtable, people):
    SectorSeatsFactory(roundtable=roundtable, sector=people[0].sector, minimum=40)

    assert not [text for text in found(roundtable, people) if "seats" in text]


def test_preflight_finds_dead_links_and_odd_braces(roundtable, people):
    body = "See http://testserver/nowhere-at-all and https://example.com. {user.password}"
    InvitationMessage.objects.create(roundtable=roundtable, subject="x", body=body)

    texts = found(roundtable, people)

    assert sum(text.startswith("This link in the English message") for text in texts) == 2
    assert "Prints as it stands, since it is no merge field: {user.password}." in texts


def test_send_wave_is_refused_while_preflight_blocks(roundtable, people, director):
    roundtable.change(notice_signed_at=None)

    with pytest.raises(Refused):
        send(roundtable, director)

    assert mails("invitation") == []

"""Notes and commitments: what is kept of a speaker, who writes, what it becomes."""

import datetime

import pytest
from django.core import serializers
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from bcp.audit.models import AuditEvent
from bcp.core.actions import Refused
from engagements.models import ActionItem
from roundtables.models import Commitment, Note
from tests.factories.engagements import EngagementGuestFactory, SectorFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    CommitmentFactory,
    NoteFactory,
    RoundtableFactory,
)


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, held=True)


def take(client, roundtable, **values):
    url = reverse("roundtables:note_list", args=[roundtable.pk])
    return client.post(url, {"text": "We need one number.", **values})


@pytest.mark.parametrize("attribution", ["none", "sector"])
def test_a_name_that_is_not_attributed_is_stored_nowhere(roundtable, director_client, attribution):
    SectorFactory(code="fire")

    take(
        director_client, roundtable, attribution=attribution, speaker="Zebulon Quist",
        sector="fire",
    )  # fmt: skip

    note = Note.objects.get()
    assert (note.speaker, note.sector_id) == ("", "fire" if attribution == "sector" else None)
    rows = [*Note.objects.all(), *AuditEvent.objects.all()]
    assert "Zebulon" not in serializers.serialize("json", rows)


def test_the_database_itself_refuses_a_name_without_attribution(roundtable):
    with pytest.raises(IntegrityError):
        NoteFactory(roundtable=roundtable, attribution="sector", speaker="Zebulon Quist")


def test_taking_the_attribution_back_forgets_the_name(roundtable, director):
    note = NoteFactory(roundtable=roundtable, attributed=True)

    note.revise(by=director, text=note.text, attribution="none", speaker=note.speaker, sector=None)

    note.refresh_from_db()
    assert note.speaker == ""


def test_an_attributed_note_needs_a_name_and_a_sector_note_its_sector(roundtable, director_client):
    named = take(director_client, roundtable, attribution="attributed")
    by_sector = take(director_client, roundtable, attribution="sector")

    assert set(named.context["form"].errors) == {"speaker"}
    assert set(by_sector.context["form"].errors) == {"sector"}
    assert "We need one number." in named.text


def test_notes_stand_by_agenda_item_and_the_parking_lot_last(roundtable, director_client):
    first, second = (
        AgendaItemFactory(roundtable=roundtable),
        AgendaItemFactory(roundtable=roundtable),
    )
    NoteFactory(roundtable=roundtable, is_parked=True, agenda_item=first)
    NoteFactory(roundtable=roundtable)
    NoteFactory(roundtable=roundtable, agenda_item=second)
    NoteFactory(roundtable=roundtable, agenda_item=first)

    page = director_client.get(reverse("roundtables:note_list", args=[roundtable.pk]))

    titles = [title for title, _ in page.context["groups"]]
    assert titles == [first.title, second.title, "In general", "Parking lot"]


def test_the_facilitator_writes_notes_and_the_viewer_reads(
    roundtable, viewer_client, outsider_client, client_of
):
    facilitator = client_of(EngagementGuestFactory(engagement=roundtable.engagement).user)
    committee = client_of(
        EngagementGuestFactory(engagement=roundtable.engagement, part="committee").user
    )

    assert take(facilitator, roundtable, attribution="none").status_code == 302
    assert take(committee, roundtable, attribution="none").status_code == 403
    assert take(viewer_client, roundtable, attribution="none").status_code == 403
    assert take(outsider_client, roundtable, attribution="none").status_code == 404
    edit = reverse("roundtables:note_edit", args=[Note.objects.get().pk])
    assert facilitator.get(edit).status_code == 200
    assert viewer_client.get(edit).status_code == 403


def test_a_commitment_has_a_day_that_lies_ahead(roundtable, director_client):
    url = reverse("roundtables:commitment_list", args=[roundtable.pk])
    promise = {"text": "Send the list.", "who": "Avery Quinn"}
    page = director_client.post(url, promise | {"due_on": "2020-01-01"})
    assert "This day is over." in page.context["form"].errors["due_on"][0]

    in_a_week = timezone.localdate() + datetime.timedelta(days=7)
    director_client.post(url, promise | {"due_on": f"{in_a_week}"})
    assert Commitment.objects.get().due_on == in_a_week


def test_closing_the_record_makes_action_items_once(roundtable, director, director_client):
    commitment = CommitmentFactory(roundtable=roundtable)
    url = reverse("roundtables:record_close", args=[roundtable.pk])
    assert "sends 1 mail with personal links" in director_client.get(url).text

    director_client.post(url)
    director_client.post(url)

    item = ActionItem.objects.get()
    commitment.refresh_from_db()
    assert commitment.action_item == item
    assert (item.text, item.owner_name, item.owner_email) == (
        commitment.text,
        commitment.who,
        commitment.email,
    )
    assert item.token_hash != ""
    with pytest.raises(Refused, match="The record is closed"):
        commitment.revise(by=director, text="Other")


def test_only_the_director_opens_the_record_again(roundtable, director_client, coordinator_client):
    director_client.post(reverse("roundtables:record_close", args=[roundtable.pk]))
    url = reverse("roundtables:record_reopen", args=[roundtable.pk])

    coordinator_client.post(url)
    roundtable.refresh_from_db()
    assert roundtable.record_closed_at is not None
    director_client.post(url)
    roundtable.refresh_from_db()
    assert roundtable.record_closed_at is None
    assert AuditEvent.objects.filter(verb="record.reopened").count() == 1

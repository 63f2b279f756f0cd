"""The packet: from agenda to a released PDF."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from bcp.audit.models import AuditEvent, Opening
from bcp.core.actions import Refused
from bcp.documents import making
from engagements.models import Publication, Topic
from roundtables import packing, readiness, versions
from roundtables.enums import AssignmentState, PacketState, Rsvp
from roundtables.models import Packet
from tests.factories.engagements import EngagementGuestFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    InvitationFactory,
    PacketFactory,
    RoundtableFactory,
)


@pytest.fixture
def roundtable(reference, center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, title="Fire and us")
    for title, topic in (("Protections", "T05"), ("Indicators", "T07")):
        item = AgendaItemFactory(roundtable=roundtable, title=title, internal_note="Ask the chief.")
        item.topics.set([Topic.objects.get(pk=topic)])
    AssignmentFactory(
        roundtable=roundtable, state=AssignmentState.ACCEPTED, expert__name="Ada Expert"
    )
    InvitationFactory(roundtable=roundtable, rsvp=Rsvp.YES, name="Canary Invitee")
    return roundtable


def reader_of(packet: Packet) -> PdfReader:
    packet.document.refresh_from_db()
    with packet.document.file.open() as file:
        return PdfReader(io.BytesIO(file.read()))


def text_of(packet: Packet) -> str:
    pages = reader_of(packet).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_packet_has_its_parts_and_no_name_of_an_invitee(roundtable, director):
    packet = packing.make_packet(roundtable, "participant", by=director)
    making.make_waiting()

    text = text_of(packet)
    for words in (
        "Fire and us",
        "1 person from 1 sector",
        "Ada Expert",
        "Look at what is done, not at who does it",
        "Breach",
        "In an emergency call 9-1-1 first",
        "is used with permission of the NY Metropolitan",
        "protected by the Constitution",
        "Giving to charity, worship and joining a group are protected.",
        "After the ISE-SAR Functional Standard",
    ):
        assert words in text
    assert "Canary Invitee" not in text
    assert "Ask the chief." not in text


@pytest.mark.parametrize("edition", ["participant", "facilitator"])
def test_the_file_says_that_it_is_accessible_and_is(roundtable, director, edition):
    packet = packing.make_packet(roundtable, edition, by=director)
    making.make_waiting()

    reader = reader_of(packet)
    root = reader.trailer["/Root"]
    identifiers = reader.xmp_metadata.get_element("", "http://www.aiim.org/pdfua/ns/id/", "part")
    assert [one.value for one in identifiers] == ["1"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Fire and us" in reader.metadata.title


def test_the_facilitator_reads_the_notes_meant_for_them(roundtable, director):
    packet = packing.make_packet(roundtable, "facilitator", by=director)
    making.make_waiting()

    assert "Ask the chief." in text_of(packet)


@pytest.mark.parametrize(
    ("part", "editions"),
    [("facilitator", ["facilitator", "participant"]), ("expert", ["participant"])],
)
def test_guests_open_their_own_editions(roundtable, director, client_of, part, editions):
    packets = {
        edition: packing.make_packet(roundtable, edition, by=director)
        for edition in ("participant", "facilitator")
    }
    guest = client_of(EngagementGuestFactory(engagement=roundtable.engagement, part=part).user)
    addresses = {
        edition: reverse("roundtables:packet_file", args=[roundtable.pk, packet.pk])
        for edition, packet in packets.items()
    }
    page = reverse("roundtables:packet_detail", args=[roundtable.pk])
    assert guest.get(addresses["participant"]).status_code == 404  # not printed yet
    making.make_waiting()

    shown = guest.get(page).content.decode()
    opened = {edition: guest.get(address) for edition, address in addresses.items()}

    assert sorted(edition for edition, url in addresses.items() if url in shown) == editions
    assert sorted(edition for edition, got in opened.items() if got.status_code == 200) == editions
    for response in opened.values():
        response.close()


def test_who_opens_a_paper_from_outside_the_center_is_noted(
    roundtable, director, director_client, dhs_client
):
    packet = packing.make_packet(roundtable, "participant", by=director)
    making.make_waiting()
    file = reverse("documents:document_file", args=[packet.document_id])

    # Read to the end: closing a response by hand would close the test's own connection.
    assert b"".join(director_client.get(file)).startswith(b"%PDF")
    assert not Opening.objects.exists()
    assert b"".join(dhs_client.get(file)).startswith(b"%PDF")

    assert Opening.objects.get().page == file


def test_indicators_without_protections_before_them_are_refused(roundtable, director):
    roundtable.agenda_items.get(title="Protections").delete()

    with pytest.raises(Refused, match="Put an item on T05 before it"):
        packing.make_packet(roundtable, "participant", by=director)


def test_protections_in_the_item_that_shows_the_indicators_come_too_late(roundtable, director):
    roundtable.agenda_items.get(title="Protections").delete()
    roundtable.agenda_items.get(title="Indicators").topics.set(["T05", "T07"])

    with pytest.raises(Refused, match="“Indicators” shows the indicators and behaviors"):
        packing.make_packet(roundtable, "participant", by=director)

    assert [one.rule for one in readiness.agenda_problems(roundtable) if one.rule == "order"] == [
        "order"
    ]


def test_same_content_gives_the_same_hash_and_a_change_is_named(roundtable, director):
    first = packing.make_packet(roundtable, "participant", by=director)
    assert not packing.has_changed(first)
    roundtable.change(title="Fire, EMS and us")

    second = packing.make_packet(roundtable, "participant", by=director)

    assert packing.has_changed(first)
    assert second.changes == ["Title: now Fire, EMS and us, before Fire and us"]


def test_packet_goes_from_draft_to_released_only_over_the_privacy_officer(
    roundtable, director, director_client, privacy_client
):
    director_client.post(reverse("roundtables:packet_make", args=[roundtable.pk]))
    packet = Packet.objects.get()
    sign = reverse("roundtables:packet_sign", args=[roundtable.pk, packet.pk])
    release = reverse("roundtables:packet_release", args=[roundtable.pk, packet.pk])
    page = reverse("roundtables:packet_detail", args=[roundtable.pk])

    privacy_client.post(sign, headers={"referer": f"http://testserver{page}"})
    packet.refresh_from_db()
    assert packet.state == PacketState.DRAFT  # nobody signs what is not printed yet
    making.make_waiting()
    director_client.post(sign, headers={"referer": f"http://testserver{page}"})
    director_client.post(release, headers={"referer": f"http://testserver{page}"})
    packet.refresh_from_db()
    assert packet.state == PacketState.DRAFT

    privacy_client.post(sign)
    director_client.post(release)

    packet.refresh_from_db()
    assert packet.state == PacketState.RELEASED
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs[:3] == ["packet.released", "packet.signed", "packet.made"]


def test_only_the_newest_version_is_signed_and_released(
    roundtable, director, privacy_officer, privacy_client, director_client
):
    page = reverse("roundtables:packet_detail", args=[roundtable.pk])
    first = packing.make_packet(roundtable, "participant", by=director)
    making.make_waiting()
    roundtable.change(title="Fire, EMS and us")
    second = packing.make_packet(roundtable, "participant", by=director)
    making.make_waiting()

    shown = privacy_client.get(page)

    assert [row.replaced_by for row in shown.context["rows"]] == [None, 2]
    assert shown.text.count(">Sign off<") == 1
    assert "Version 2 has taken its place" in shown.text
    assert "signed off by Perry Privacy" in shown.text
    first.refresh_from_db()
    with pytest.raises(Refused, match="Version 2 has taken the place of version 1"):
        first.sign_off(by=privacy_officer)
    second.refresh_from_db()
    second.sign_off(by=privacy_officer)
    packing.make_packet(roundtable, "participant", by=director)
    with pytest.raises(Refused, match="Version 3 has taken the place of version 2"):
        second.release(by=director)


def test_a_release_stays_open_until_the_next_release(roundtable):
    released = PacketFactory(roundtable=roundtable, released=True, version=1)
    draft = PacketFactory(roundtable=roundtable, version=2)
    other = PacketFactory(roundtable=roundtable, version=3, edition="facilitator")
    assert [row.replaced_by for row in versions.rows_of([released, draft, other])] == [None] * 3

    draft.change(state=PacketState.RELEASED)

    assert [row.replaced_by for row in versions.rows_of([released, draft])] == [2, None]


def test_packet_page_says_that_nobody_can_sign(roundtable, director_client):
    page = director_client.get(reverse("roundtables:packet_detail", args=[roundtable.pk])).text

    assert "The center has no privacy officer, so nothing can be signed off." in page


def test_packet_page_shows_versions_and_takes_publications(roundtable, director_client):
    page = reverse("roundtables:packet_detail", args=[roundtable.pk])
    assert "No packet yet" in director_client.get(page).content.decode()
    publication = Publication.objects.get(code="PUB024")

    add = reverse("roundtables:packet_publication_add", args=[roundtable.pk])
    director_client.post(add, {"publication": publication.pk})

    assert publication.title in director_client.get(page).content.decode()
    chosen = roundtable.packet_publications.get()
    director_client.post(
        reverse("roundtables:packet_publication_remove", args=[roundtable.pk, chosen.pk])
    )
    assert not roundtable.packet_publications.exists()


def test_report_is_written_printed_signed_and_final(roundtable, director_client, privacy_client):
    edit = reverse("roundtables:report_edit", args=[roundtable.pk])
    detail = reverse("roundtables:report_detail", args=[roundtable.pk])
    assert director_client.post(edit, {"summary": ""}).status_code == 200

    director_client.post(
        edit, {"summary": "We met.", "what_worked": "Tables.", "what_to_change": ""}
    )
    making.make_waiting()
    privacy_client.post(reverse("roundtables:report_sign", args=[roundtable.pk]))
    director_client.post(reverse("roundtables:report_finalize", args=[roundtable.pk]))

    page = director_client.get(detail).content.decode()
    assert "We met." in page
    assert "Final" in page

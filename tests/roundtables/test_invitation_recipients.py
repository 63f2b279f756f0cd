"""The list of recipients: from guest list and directory, by filter and name, or pasted."""

import re
from html import unescape

import pytest
from django.urls import reverse

from roundtables.models import Invitation
from roundtables.recipients import MOST_AT_ONCE
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory
from tests.factories.stakeholders import ContactFactory, GuestListEntryFactory, OrganizationFactory


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True)


def url(name: str, *args) -> str:
    return reverse(f"roundtables:{name}", args=args)


@pytest.fixture
def directory(roundtable):
    """Four people: two chosen for the guest list, one left out of it, one of another sector."""
    center, engagement = roundtable.center, roundtable.engagement
    people = {}
    for name, sector in (("Ada", "fire"), ("Bo", "chamber"), ("Cy", "fire"), ("Di", "chamber")):
        organization = OrganizationFactory(
            center=center, name=f"House of {name}", sector=SectorFactory(code=sector)
        )
        people[name] = ContactFactory(organization=organization, name=name)
    for name, options in (
        ("Ada", {"reason": "They know every station."}), ("Bo", {}), ("Cy", {"left_out": True}),
    ):  # fmt: skip
        GuestListEntryFactory(
            engagement=engagement, organization=people[name].organization, **options
        )
    return people


def names_on(page) -> list[str]:
    return [contact.name for contact in page.context["part"]]


def planned(roundtable) -> list[tuple[str, int]]:
    return list(roundtable.invitations.planned().order_by("name").values_list("name", "wave"))


SHOWN = {
    "": ["Ada", "Bo"],
    "source=guest_list": ["Ada", "Bo"],
    "source=guest_list&sector=chamber": ["Bo"],
    "source=directory": ["Ada", "Bo", "Cy", "Di"],
    "source=directory&sector=fire": ["Ada", "Cy"],
    "source=directory&stage=active": ["Di"],
    "source=directory&search=house+of+c": ["Cy"],
    "source=directory&search=di": ["Di"],
    "source=directory&sector=fire&search=di": [],
    "source=nonsense": ["Ada", "Bo"],
}


@pytest.mark.parametrize("query", SHOWN)
def test_recipients_are_shown_by_guest_list_filter_and_name(
    roundtable, directory, director_client, query
):
    directory["Di"].organization.change(stage="active")

    page = director_client.get(f"{url('invitation_recipients', roundtable.pk)}?{query}")

    assert names_on(page) == SHOWN[query]


def test_checked_people_go_on_the_list_of_a_wave_with_their_reason(
    roundtable, directory, director_client
):
    form = {"row": [directory["Ada"].pk, directory["Cy"].pk], "wave": 2}

    answers = [
        director_client.post(url("invitation_recipients", roundtable.pk), form, follow=True)
        for _ in range(2)
    ]

    ada = roundtable.invitations.get(name="Ada")
    assert planned(roundtable) == [("Ada", 2), ("Cy", 2)]
    assert (ada.contact, ada.email, ada.why) == (
        directory["Ada"], directory["Ada"].email, "They know every station.",
    )  # fmt: skip
    assert names_on(answers[1]) == ["Bo"]


def test_all_means_those_who_fit_the_filter(roundtable, directory, director_client):
    address = f"{url('invitation_recipients', roundtable.pk)}?source=directory&sector=chamber"

    director_client.post(address, {"all": "1", "wave": 1})

    assert planned(roundtable) == [("Bo", 1), ("Di", 1)]


def test_people_of_another_center_are_never_put_on_the_list(
    roundtable, directory, other_center, director_client
):
    stranger = ContactFactory(organization__center=other_center)

    director_client.post(url("invitation_recipients", roundtable.pk), {"row": [stranger.pk]})

    assert planned(roundtable) == []


def test_planner_reads_who_was_left_out_and_why(roundtable, directory, director_client):
    directory["Ada"].change(do_not_contact=True)
    directory["Bo"].change(email="")
    ContactFactory(organization=directory["Cy"].organization, name="Cyra", is_primary=False)
    address = f"{url('invitation_recipients', roundtable.pk)}?source=directory"

    page = director_client.post(address, {"all": "1"}, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "2 people added.",
        "1 left out: somebody of the organization is asked already: Cyra.",
        "1 left out: asked not to be contacted: Ada.",
        "1 left out: no e-mail address: Bo.",
    ]


def test_a_full_wave_leaves_the_rest_for_another(roundtable, director_client):
    nearly_all = InvitationFactory.build_batch(
        MOST_AT_ONCE - 1, roundtable=roundtable, planned=True, sector=SectorFactory()
    )
    Invitation.objects.bulk_create(nearly_all)
    lines = [f"{name} <{name}@example.org> Fire Chiefs" for name in ("ada", "bo", "cy")]

    page = paste(director_client, roundtable, lines)
    rest = page.context["form"].initial
    paste(director_client, roundtable, rest["people"].splitlines(), wave=rest["wave"])

    assert "2 without room stand below, for the next wave." in page.text
    assert rest["people"].splitlines() == lines[1:]
    late = roundtable.invitations.filter(name__in=("ada", "bo", "cy")).order_by("name")
    assert list(late.values_list("name", "wave")) == [("ada", 1), ("bo", 2), ("cy", 2)]


def test_nobody_is_moved_into_a_full_wave(roundtable, director_client):
    Invitation.objects.bulk_create(
        InvitationFactory.build_batch(
            MOST_AT_ONCE, roundtable=roundtable, planned=True, sector=SectorFactory()
        )
    )
    late = InvitationFactory(roundtable=roundtable, planned=True, wave=2)
    form = {"name": late.name, "language": "en", "sector": late.sector_id}

    pages = [
        director_client.post(url("invitation_edit", late.pk), {**form, "wave": wave})
        for wave in (1, 3)
    ]
    offered = director_client.get(url("invitation_recipients", roundtable.pk)).context["waves"]

    late.refresh_from_db()
    assert "This wave is full. Choose another one." in pages[0].text
    assert (late.wave, offered) == (3, [2])
    assert roundtable.waves.filter(number=3).exists()


def test_drop_takes_people_off_to_whom_nothing_went_out(roundtable, director_client):
    asked, on_list = (
        InvitationFactory(roundtable=roundtable, planned=is_planned) for is_planned in (0, 1)
    )

    director_client.post(url("invitation_drop", roundtable.pk), {"row": [asked.pk, on_list.pk]})

    assert list(roundtable.invitations.all()) == [asked]


BAD_LINES = [
    "nobody", "Ada <ada@>", "x@y", "a b@example.org", "@example.org", "Bo <bo example.org>", "<>",
    "tab\tonly", "name, organization",
    f"Dr. Maximiliana Villanueva, {'Greater Metropolitan District ' * 3}, max@@fire.example.org",
]  # fmt: skip


def paste(client, roundtable, lines, *, wave=1):
    sector = SectorFactory()
    form = {"people": "\n".join(lines), "sector": sector.pk, "language": "en", "wave": wave}
    return client.post(url("invitation_paste", roundtable.pk), form)


def test_paste_of_a_thousand_keeps_the_good_lines_and_names_the_ten_bad_ones(
    roundtable, director_client
):
    good = [f"Person {n} <person{n}@example.org>" for n in range(990)]

    answer = paste(director_client, roundtable, [*good[:500], *BAD_LINES, *good[500:]])

    page = answer.content.decode()
    numbers = [int(number) for number in re.findall(r"<li>Line (\d+): ", page)]
    kept = set(roundtable.invitations.planned().values_list("email", flat=True))
    assert "10 lines not understood; all others are on the list" in page
    assert numbers == list(range(501, 511))
    assert kept == {f"person{n}@example.org" for n in range(990)}


def test_paste_shows_how_an_address_is_written(roundtable, director_client):
    page = director_client.get(url("invitation_paste", roundtable.pk)).text

    assert "“Name &lt;address&gt;”" in page


def test_paste_hands_bad_lines_back_whole(roundtable, director_client):
    answer = paste(director_client, roundtable, [*BAD_LINES, "ada@fire.example.org"])

    [field] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.S)
    assert unescape(field).strip().splitlines() == BAD_LINES
    assert len(BAD_LINES[-1]) > 80

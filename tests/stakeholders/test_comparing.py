"""When two rows are certainly, possibly, or not the same organization."""

import pytest

from stakeholders.importing import comparing
from stakeholders.importing.comparing import Comparison, Finding, known_row
from stakeholders.keys import county_key, match_key, phone_digits


def row(name, city="Denver", *, address="", phone="", zip_code="", domain="", pk=None):
    return known_row(
        match_key(name, "CO", city), city=city, address=address, zip_code=zip_code,
        phone_digits=phone_digits(phone), domain=domain, pk=pk,
    )  # fmt: skip


def verdict(one, other):
    finding = Comparison([one]).find(other)
    return "certain" if finding.is_certain else "possible" if finding.known else "different"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (row("St. Mary's Med Ctr"), row("Saint Marys Medical Center"), "certain"),
        (row("Denver FD"), row("City of Denver Fire Department"), "possible"),
        (row("Fire Dept. of Aurora"), row("Aurora Fire Department"), "certain"),
        (
            row("Watertown Fire Department", address="1 Elm St", phone="315-555-9101"),
            row("Watertown Fire Department", address="2 Oak St", phone="315-555-7800"),
            "possible",
        ),
        (
            row("Hoople Fire Department", address="3048 Glendale Ave"),
            row("Hoople Rural Fire Department", address="3048 Glendale Avenue"),
            "possible",
        ),
        (
            row("Mercy Hospital", phone="303-555-0100"),
            row("Mercey Hospital", phone="(303) 555-0100"),
            "possible",
        ),
        (
            row("Fire Station 2", phone="303-555-0100"),
            row("Fire Station 3", phone="303-555-0100"),
            "different",
        ),
        (
            row("North Fork Fire", address="1 Elm St"),
            row("South Fork Fire", address="1 Elm St"),
            "different",
        ),
        (
            row("Denver Police", address="1 Elm St"),
            row("Denver Fire", address="1 Elm St"),
            "different",
        ),
        (row("Adams County Health Department"), row("Weld County Health Department"), "different"),
    ],
)
def test_compare_tells_the_same_from_the_alike(one, other, expected):
    assert verdict(one, other) == expected


def test_compare_prefers_the_record_whose_phone_agrees():
    first = row("Mercy Clinic", address="1 Elm St", phone="303-555-0100", pk=1)
    second = row("Mercy Clinic", address="2 Oak St", phone="303-555-0200", pk=2)

    finding = Comparison([first, second]).find(row("Mercy Clinic", phone="3035550200"))

    assert finding.known.pk == 2


def test_county_key_is_the_same_however_a_county_is_written():
    assert county_key("IL", "La Salle County") == county_key("il", "LASALLE") == "IL|lasalle"
    assert county_key("VA", "Suffolk city") == "VA|suffolk"
    assert county_key("NV", "Carson City") == "NV|carsoncity"


def word_of(number):
    """Words that begin alike and are far from each other."""
    return "mar" + "".join("bdfgklnprt"[int(digit)] * 3 for digit in f"{number:03}")


def test_compare_finds_the_twin_among_hundreds_of_one_city():
    city = Comparison(row(f"{word_of(number)} Clinic", pk=number) for number in range(1, 201))

    for number in (1, 100, 200):
        slip = word_of(number)[:-1] + "x"
        assert city.find(row(f"{slip} Clinic")).known.pk == number
    assert city.find(row("Marigold Theater")) == Finding()


def test_compare_says_when_not_all_could_be_compared(monkeypatch):
    monkeypatch.setattr(comparing, "BLOCK_LIMIT", 100)
    city = Comparison(row(f"{word_of(number)} Clinic", pk=number) for number in range(1, 201))

    missed = city.find(row(word_of(200)[:-1] + "x Clinic"))
    other_beginning = city.find(row("Otter Clinic"))

    assert (missed.known, missed.is_partial) == (None, True)
    assert not other_beginning.is_partial


@pytest.mark.parametrize("number", [1, 150])
def test_names_with_other_numbers_do_not_fill_a_block(monkeypatch, number):
    monkeypatch.setattr(comparing, "BLOCK_LIMIT", 10)
    city = Comparison(row(f"Denver Station {number}", pk=number) for number in range(1, 151))

    assert city.find(row(f"Denvr Station {number}")).known.pk == number


def test_compare_finds_the_same_website_in_one_city():
    one = row("Mercy Clinic", domain="mercy.example.org", pk=1)

    finding = Comparison([one]).find(row("A Mrcy Clinic", domain="mercy.example.org"))

    assert (finding.known, finding.evidence) == (one, "alike in name, same city, same website")

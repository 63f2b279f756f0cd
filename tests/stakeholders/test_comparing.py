"""When two rows are certainly, possibly, or not the same organization."""

import pytest

from stakeholders.importing.comparing import Comparison, known_row
from stakeholders.keys import county_key, match_key, phone_digits


def row(name, city="Denver", *, address="", phone="", zip_code="", pk=None):
    return known_row(
        name, match_key(name, "CO", city), city=city, address=address, zip_code=zip_code,
        phone_digits=phone_digits(phone), domain="", pk=pk,
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

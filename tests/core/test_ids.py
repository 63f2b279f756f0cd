"""Ids and keys as anybody may have written them."""

from bcp.core.ids import number, numbers, storable


def test_number_takes_what_fits_into_an_id():
    assert numbers(["7", "", "abc", "-1", "1\x00", "9" * 19, "٣"]) == [7]
    assert number(None) == 0


def test_storable_leaves_null_characters_out():
    assert [storable(None), storable("k\x001"), storable("é\n")] == ["", "k1", "é\n"]

"""The zones that a form offers are real ones."""

from zoneinfo import available_timezones

from roundtables.forms.planning.zones import zone_choices


def test_every_zone_offered_exists(reference):
    offered = {name for name, _ in zone_choices()}

    assert offered <= available_timezones()
    assert {"America/Adak", "America/Menominee", "Pacific/Guam", "America/Denver"} <= offered

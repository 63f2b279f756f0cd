"""Venues: list, add, change, archive."""

from django.urls import reverse

from roundtables.models import Venue
from tests.factories.roundtables import RoundtableFactory, VenueFactory


def test_add_and_archive_a_venue(center, director_client):
    director_client.post(
        reverse("roundtables:venue_create"), {"name": "City Hall", "state": "CO", "capacity": 80}
    )
    venue = Venue.objects.get()
    assert (venue.center, venue.name) == (center, "City Hall")

    RoundtableFactory(engagement__center=center, venue=venue)
    archive = reverse("roundtables:venue_archive", args=[venue.pk])
    page = director_client.post(archive, follow=True)
    assert list(page.context["venues"]) == []
    assert list(page.context["archived"]) == [venue]
    director_client.post(archive)
    venue.refresh_from_db()
    assert venue.archived_at is None


def test_venues_are_their_centers_own(center, other_center, viewer_client, outsider_client):
    venue = VenueFactory(center=center)
    edit = reverse("roundtables:venue_edit", args=[venue.pk])

    assert viewer_client.get(edit).status_code == 403
    assert outsider_client.get(edit).status_code == 404
    page = outsider_client.get(reverse("roundtables:venue_list"))
    assert list(page.context["venues"]) == []

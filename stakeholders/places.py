"""In which county something lies, as far as the records of others tell."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from bcp.accounts.models import Center
from engagements.models import Engagement
from stakeholders.keys import county_key, folded, zip5
from stakeholders.models import Organization, PublicOrganization


@dataclass(frozen=True)
class Place:
    """Where a meeting is held and on which day, as far as it is known."""

    state: str
    city: str = ""
    county: str = ""
    zip_code: str = ""
    on: datetime.date | None = None


PlaceSource = Callable[[Engagement], Place | None]
_sources: list[PlaceSource] = []


def register_place(source: PlaceSource) -> PlaceSource:
    """Let an app above tell where an engagement's roundtable is held."""
    if source not in _sources:
        _sources.append(source)
    return source


def place_of(engagement: Engagement) -> Place:
    """Where the engagement meets; the center's own place until a venue is chosen."""
    for source in _sources:
        place = source(engagement)
        if place:
            return place
    return place_of_center(engagement.center)


def place_of_center(center: Center) -> Place:
    """The center's own place."""
    return Place(center.state_id, center.city)


def county_at(place: Place) -> str:
    """The county key of a place: as given, or where most organizations of its city are; or ""."""
    if place.county:
        return county_key(place.state, place.county)
    for model in (PublicOrganization, Organization):
        rows = model._default_manager.filter(state=place.state).exclude(county_key="")
        for near in ({"zip_code__startswith": zip5(place.zip_code)}, {"city__iexact": place.city}):
            if not all(near.values()):
                continue
            most = (
                rows.filter(**near)
                .values("county_key")
                .annotate(n=Count("pk"))
                .order_by("-n", "county_key")
            )
            if found := most.first():
                return str(found["county_key"])
    return ""


def neighbors_county(rows: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str], str]:
    """(state, ZIP code) and (state, folded city) -> county, by the majority of rows that have one.

    `rows` are (state, ZIP code, city, county).
    """
    votes: dict[tuple[str, str], Counter[str]] = {}
    for state, zip_code, city, county in rows:
        for key in (zip5(zip_code), folded(city)):
            if key and county:
                votes.setdefault((state, key), Counter())[county] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items()}

"""The public directory as a list, by place, sector and distance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bcp.accounts.models import Center
from stakeholders.geography import counties_near
from stakeholders.keys import county_key
from stakeholders.models import Organization, PublicOrganization
from stakeholders.paging import Count, Page, Sort, count_of, page_of, search_words
from stakeholders.places import Place, county_at

BY_NAME = Sort("Name", "sort_name", is_text=True)


@dataclass(frozen=True)
class PublicRow:
    """An organization with its distance from where one asked, and whether one has it already."""

    organization: PublicOrganization
    miles: int | None
    is_known: bool


@dataclass(frozen=True)
class PublicListing:
    """One page; `start` is the county from which miles are measured, "" when it is not known."""

    rows: list[PublicRow]
    page: Page[PublicOrganization]
    count: Count
    start: str
    is_start_unknown: bool
    is_directory_empty: bool


def listing(
    center: Center | None, filters: Mapping[str, Any], query: Mapping[str, str]
) -> PublicListing:
    """The page that the cleaned filters and the address's paging keys ask for."""
    start = start_of(filters)
    near = counties_near(start, filters.get("within") or 0) if start else {}
    rows = filtered(filters, start, near)
    words = search_words(filters.get("q") or "")
    page = page_of(rows.select_related("sector", "state"), BY_NAME, query, words=words)
    known = known_keys(center, page.rows)
    shown = [
        PublicRow(
            row,
            round(near[row.county_key]) if row.county_key in near else None,
            row.match_key in known,
        )
        for row in page.rows
    ]
    count = count_of(rows, page, words)
    is_unknown = bool(filters.get("within")) and not near
    is_empty = not shown and not PublicOrganization.objects.exists()
    return PublicListing(shown, page, count, start, is_unknown, is_empty)


def start_of(filters: Mapping[str, Any]) -> str:
    """The county in which the place lies that was asked for."""
    state = filters.get("state")
    if not state or not (filters.get("county") or filters.get("city")):
        return ""
    if filters.get("county"):
        return county_key(state.pk, filters["county"])
    return county_at(Place(state.pk, filters["city"]))


def filtered(
    filters: Mapping[str, Any], start: str, near: Mapping[str, float]
) -> "QuerySet[PublicOrganization]":
    """Rows of the place, or of every county within the miles; of the sector."""
    rows: QuerySet[PublicOrganization] = PublicOrganization.objects.all()
    if filters.get("sector"):
        rows = rows.filter(sector=filters["sector"])
    if filters.get("within") and near:
        return rows.filter(county_key__in=list(near))
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    if filters.get("county"):
        rows = rows.filter(county_key=start)
    if filters.get("city"):
        rows = rows.filter(city__iexact=filters["city"])
    return rows


def known_keys(center: Center | None, rows: list[PublicOrganization]) -> set[str]:
    """Which of the rows the center has already."""
    if center is None:
        return set()
    keys = [row.match_key for row in rows]
    mine = Organization.objects.live().filter(center=center, match_key__in=keys)
    return set(mine.values_list("match_key", flat=True))

"""A center's directory as a list: filters, orders, search and counts."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bcp.accounts.models import Center, User
from stakeholders.enums import Freshness
from stakeholders.keys import county_key, folded
from stakeholders.models import ColumnChoice, Contact, Organization
from stakeholders.models.organizations import NEVER, SOON
from stakeholders.paging import Count, Page, Sort, count_of, matching, page_of, search_words
from stakeholders.suggesting import wanted_sectors


@dataclass(frozen=True)
class Column:
    """A column that a person may choose."""

    label: str
    sort: str = ""
    related: str = ""


SORTS = {
    "name": Sort("Name", "sort_name", is_text=True),
    "contact": Sort("Contact due, longest overdue first", "contact_due_on"),
    "next_step": Sort("Next step, soonest first", "next_step_order"),
    "newest": Sort("Added last", "id", is_descending=True),
}
# Columns of the list besides the name: words, order, and what a row needs to be read with.
COLUMNS = {
    "sector": Column("Sector"),
    "stage": Column("Stage"),
    "contact": Column("Contact", sort="contact"),
    "owner": Column("Looked after by"),
    "next_step": Column("Next step", sort="next_step"),
    "subtype": Column("Subtype", related="subtype"),
    "infrastructure_sector": Column("Critical infrastructure", related="infrastructure_sector"),
    "level": Column("Level of government"),
    "county": Column("County"),
    "phone": Column("Phone"),
    "last_confirmed": Column("Last confirmed"),
}
USUAL = ("sector", "stage", "contact", "owner", "next_step")
PLAIN_FILTERS = ("sector", "subtype", "infrastructure_sector", "level", "state", "stage", "owner")
PEOPLE_SHOWN = 8


@dataclass(frozen=True)
class Listing:
    """One page of the directory with what stands around it."""

    page: Page[Organization]
    count: Count
    sort: str
    words: list[str]
    people: list[Contact]
    wanted: dict[str, list[str]]
    columns: dict[str, Column]

    @property
    def title(self) -> str:
        """The count in words, the heading of the page."""
        return "1 organization" if self.count.number == 1 else f"{self.count} organizations"


def listing(
    center: Center,
    filters: Mapping[str, Any],
    query: Mapping[str, str],
    *,
    columns: Iterable[str] = USUAL,
) -> Listing:
    """The page that the cleaned filters and the address's paging keys ask for."""
    rows = filtered(center, filters)
    shown = {name: COLUMNS[name] for name in columns}
    related = [column.related for column in shown.values() if column.related]
    words = search_words(filters.get("q") or "")
    sort = filters.get("sort") or "name"
    page = page_of(
        rows.select_related("sector", "owner", *related), SORTS[sort], query, words=words
    )
    count = count_of(rows, page, words)
    people = people_found(center, words)
    return Listing(page, count, sort, words, people, wanted_sectors(center), shown)


def columns_of(center: Center, user: User) -> list[str]:
    """The columns a person chose for a center's list, or the usual ones; always in one order."""
    choice = ColumnChoice.objects.filter(center=center, user=user).first()
    chosen = USUAL if choice is None else choice.columns
    return [name for name in COLUMNS if name in chosen]


def choose_columns(center: Center, user: User, names: Iterable[str]) -> None:
    """Remember the columns a person wants to see; names that are none are passed over."""
    chosen = set(names)
    columns = [name for name in COLUMNS if name in chosen]
    ColumnChoice.objects.update_or_create(center=center, user=user, defaults={"columns": columns})


def filtered(center: Center, filters: Mapping[str, Any]) -> "QuerySet[Organization]":
    """The organizations of a center that these filters let through, in no order.

    Words of one or two letters are compared with the beginning of the name.
    """
    rows: QuerySet[Organization] = Organization.objects.filter(
        center=center, archived_at__isnull=not filters.get("archived")
    )
    for name in PLAIN_FILTERS:
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    if filters.get("county"):
        state = filters.get("state") or center.state
        rows = rows.filter(county_key=county_key(state.pk, filters["county"]))
    if filters.get("freshness"):
        rows = rows.filter(**fresh(filters["freshness"]))
    text = folded(filters.get("q") or "")
    if text and not search_words(text):
        rows = rows.filter(sort_name__startswith=text)
    return rows


def found(center: Center, filters: Mapping[str, Any]) -> "QuerySet[Organization]":
    """Every organization that filters and search let through, by name: what an export writes."""
    words = search_words(filters.get("q") or "")
    rows = filtered(center, filters)
    return (matching(rows, words) if words else rows).order_by("sort_name", "id")


def fresh(freshness: str) -> dict[str, datetime.date]:
    """A freshness as conditions on the day by which contact is due."""
    today = timezone.localdate()
    return {
        Freshness.NEVER: {"contact_due_on": NEVER},
        Freshness.OVERDUE: {"contact_due_on__gt": NEVER, "contact_due_on__lt": today},
        Freshness.DUE: {"contact_due_on__gte": today, "contact_due_on__lte": today + SOON},
        Freshness.FRESH: {"contact_due_on__gt": today + SOON},
    }[Freshness(freshness)]


def people_found(center: Center, words: list[str]) -> list[Contact]:
    """Contacts whose name or address holds every word of the search."""
    if not words:
        return []
    people = Contact.objects.live().filter(organization__center=center)
    return list(
        matching(people, words).select_related("organization").order_by("name")[:PEOPLE_SHOWN]
    )

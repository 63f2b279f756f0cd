"""Pages of a long list by key, and search in it, at the same cost on any length.

A page starts behind the last row of the page before it (never at "row 500,000"), so every page is
one short walk along an index. Search walks first, because a common word is met within a few
thousand rows; a word that is not is rare, and then the trigram index finds its rows at once.
"""

import base64
import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler

from stakeholders.keys import folded

SIZE = 50
WALKS = (500, 4500)  # rows looked at before the trigram index is asked
COUNT_LIMIT = 10_000
SHORTEST_WORD = 3  # letters; a trigram index knows nothing shorter

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Sort:
    """An order of a list: one indexed column, then the id. `is_text` columns can be jumped into."""

    label: str
    column: str
    is_descending: bool = False
    is_text: bool = False

    def order(self, *, backwards: bool = False) -> tuple[str, str]:
        """What order_by() takes."""
        sign = "-" if self.is_descending != backwards else ""
        return f"{sign}{self.column}", f"{sign}id"


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of a list with the keys of its neighbors; empty where there is none."""

    rows: list[M]
    next_key: str = ""
    previous_key: str = ""


class Beyond(Func):
    """Whether (column, id) lies behind a given pair, as one comparison that an index answers."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str, value: object, pk: int, *, smaller: bool = False) -> None:
        super().__init__(F(column), F("id"), Value(value), Value(pk))
        self.operator = "<" if smaller else ">"

    def as_sql(self, compiler: SQLCompiler, *args: Any, **kwargs: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # no template
        """(column, id) > (value, pk)."""
        sql: list[str] = []
        params: list[Any] = []
        for expression in self.source_expressions:
            part, values = compiler.compile(expression)
            sql.append(part)
            params.extend(values)
        return f"({sql[0]}, {sql[1]}) {self.operator} ({sql[2]}, {sql[3]})", params


def key_of(row: Model, sort: Sort) -> str:
    """The place of a row in a list, fit for an address."""
    value = getattr(row, sort.column)
    text = value.isoformat() if isinstance(value, datetime.date) else value
    return base64.urlsafe_b64encode(json.dumps([text, row.pk]).encode()).decode().rstrip("=")


def read_key(key: str, sort: Sort, model: type[Model]) -> tuple[Any, int] | None:
    """The column's value and the id that a key stands for; None when it is not one of ours."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        value = model._meta.get_field(sort.column).to_python(value)  # type: ignore[union-attr]  # sorts name own columns
    except Exception:  # whatever a stranger may have typed there, the list then starts at its start
        return None
    return (value, pk) if isinstance(pk, int) and abs(pk) < 2**62 and value is not None else None


def search_words(query: str) -> list[str]:
    """The words that must all occur, as the search column spells them."""
    return [word for word in folded(query).split() if len(word) >= SHORTEST_WORD]


def page_of(
    rows: "QuerySet[M]", sort: Sort, query: Mapping[str, str], *, words: Sequence[str] = ()
) -> Page[M]:
    """The page that `after`, `before` or `from` (first letters) ask for; else the first one."""
    backwards = bool(query.get("before"))
    key = read_key(query.get("before") or query.get("after") or "", sort, rows.model)
    if key is None and query.get("from") and sort.is_text:
        key = (folded(query["from"]), 0)
    smaller = sort.is_descending != backwards
    behind = rows.filter(Beyond(sort.column, *key, smaller=smaller)) if key else rows
    order = sort.order(backwards=backwards)
    found = (
        search(behind, order, words, SIZE + 1)
        if words
        else list(behind.order_by(*order)[: SIZE + 1])
    )
    has_more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    goes_on, came_from = (True, has_more) if backwards else (has_more, key is not None)
    return Page(
        found,
        key_of(found[-1], sort) if goes_on else "",
        key_of(found[0], sort) if came_from else "",
    )


def search(
    rows: "QuerySet[M]", order: tuple[str, str], words: Sequence[str], limit: int
) -> list[M]:
    """The first rows in this order whose search text holds every word."""
    met: list[int] = []
    start, walked = 0, 0
    for length in WALKS:
        part = rows.order_by(*order).values_list("pk", "search_text")[start : start + length]
        texts = list(part)
        met += [pk for pk, text in texts if all(word in text for word in words)]
        start, walked = start + length, walked + len(texts)
        if len(met) >= limit or len(texts) < length:
            return in_order(rows, order, met[:limit])
    # An expression in ORDER BY keeps the planner from walking the index once more.
    column, sign = order[0].lstrip("-"), order[0].startswith("-")
    first = Concat(F(column), Value("")) if column == "sort_name" else F(column)
    rare = (
        matching(rows, words)
        .annotate(rank=first)
        .order_by(F("rank").desc() if sign else F("rank").asc(), order[1])
    )
    return list(rare[:limit])


def in_order(rows: "QuerySet[M]", order: tuple[str, str], pks: list[int]) -> list[M]:
    """These rows in this order."""
    return list(rows.filter(pk__in=pks).order_by(*order)) if pks else []


def matching(rows: "QuerySet[M]", words: Sequence[str]) -> "QuerySet[M]":
    """Rows whose search text holds every word, found by the trigram index."""
    if connection.vendor == "sqlite":
        table = rows.model._meta.db_table
        phrase = " AND ".join(f'"{word}"' for word in words)  # words are letters and digits only
        sql = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s"  # noqa: S608 - our own table's name
        return rows.filter(pk__in=RawSQL(sql, [phrase]))  # noqa: S611 - the phrase is a parameter
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows


@dataclass(frozen=True)
class Count:
    """How many rows a list has: exact up to 10,000, then the database's estimate if it has one."""

    number: int
    is_exact: bool

    def __str__(self) -> str:
        if self.is_exact:
            return f"{self.number:,}"
        return (
            f"About {self.number:,}" if self.number > COUNT_LIMIT else f"More than {COUNT_LIMIT:,}"
        )


def count_of(rows: "QuerySet[M]", page: Page[M], words: Sequence[str] = ()) -> Count:
    """Count without ever reading more than 10,000 rows; a list of one page counts itself."""
    if not page.next_key and not page.previous_key:
        return Count(len(page.rows), is_exact=True)
    found = matching(rows, words) if words else rows
    guess = estimate(found)
    if guess > 2 * COUNT_LIMIT:
        return Count(guess, is_exact=False)
    number = found.order_by()[: COUNT_LIMIT + 1].count()
    if number <= COUNT_LIMIT:
        return Count(number, is_exact=True)
    return Count(max(guess, COUNT_LIMIT), is_exact=False)


def estimate(rows: "QuerySet[M]") -> int:
    """The planner's guess with two leading digits; 0 where the database makes none."""
    if connection.vendor != "postgresql":
        return 0
    plan = json.loads(rows.order_by().explain(format="json"))
    number: int = plan[0]["Plan"]["Plan Rows"]
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return round(number / step) * step

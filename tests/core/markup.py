"""Markup as tests look at it."""

from collections import Counter
from html.parser import HTMLParser

from django.template import Context, Template


class Page(HTMLParser):
    """The ids of a piece of markup, and what points at them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.pointers: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        self.ids.update([given["id"]] if given.get("id") else [])
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.pointers.update((given.get(name) or "").split())
        if (given.get("href") or "").startswith("#"):
            self.pointers.add(given["href"][1:])

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [given for _tag, given in self.elements if given.get("name") == name]


def crispy(form, markup="{% load crispy_forms_tags %}{% crispy form %}") -> str:
    return Template(markup).render(Context({"form": form, "csrf_token": "token"}))

"""Every address of the site, as its resolver knows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.urls.resolvers import RegexPattern, RoutePattern

OURS = ("bcp.", "engagements.", "stakeholders.", "roundtables.")


@dataclass(frozen=True)
class Address:
    """One pattern: `path` has sample values in place of its arguments, `route` the arguments."""

    name: str
    route: str
    path: str
    view: Callable[..., Any]

    @property
    def is_public(self) -> bool:
        """Whether strangers get in."""
        return not getattr(self.view, "login_required", True)

    @property
    def is_ours(self) -> bool:
        """Whether the view stands in this project."""
        return self.view.__module__.startswith(OURS)


def addresses() -> list[Address]:
    """All of them, Django's admin and allauth included."""
    return list(walk(get_resolver(), "/", "/", ()))


def walk(
    resolver: URLResolver, start: str, sampled: str, spaces: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route, path = start + str(pattern.pattern), sampled + sample(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*spaces, pattern.name or "")), route, path, pattern.callback)
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from walk(pattern, route, path, inner)


def sample(pattern: RoutePattern | RegexPattern) -> str:
    """The pattern's path with 1 or "x" for its arguments; "" for patterns that are not routes."""
    if isinstance(pattern, RegexPattern):
        return str(pattern).lstrip("^").split("(")[0] + "x-x"
    path = str(pattern)
    for name, converter in pattern.converters.items():
        value = "1" if isinstance(converter, IntConverter) else "x"
        for written in (f"<{kind}:{name}>" for kind in ("int", "str", "slug", "path", "uuid")):
            path = path.replace(written, value)
        path = path.replace(f"<{name}>", value)
    return path

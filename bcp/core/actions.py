"""The one way in which state changes: require, change, record, tell."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


class Refused(Exception):
    """A rule of the field says no. The text is a plain sentence, fit to show to the person."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


def action(method: Callable[P, R]) -> Callable[P, R]:
    """Mark a method that changes state: all of it or nothing, and never from a template."""

    @wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            return method(*args, **kwargs)

    wrapped.alters_data = True  # type: ignore[attr-defined]  # read by Django's templates
    return wrapped

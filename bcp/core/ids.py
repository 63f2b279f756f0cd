"""Ids and keys as they stand in addresses and forms, where anybody may have written anything."""

from collections.abc import Iterable

DIGITS = 18  # more are no id of the database


def number(text: str | None) -> int:
    """The id or number that a text is; 0 for anything else."""
    words = text or ""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= DIGITS else 0


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are ids."""
    return [found for text in texts if (found := number(text))]


def storable(text: str | None) -> str:
    """A key or a search as the database can look for it: PostgreSQL refuses null characters."""
    return (text or "").replace("\x00", "")

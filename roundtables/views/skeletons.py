"""Personal pages that are the same but for the person: rendered once, then filled in.

On the day after a mailing the same page goes to hundreds of people; what differs is the name, the
link and the key of the form. The page is rendered with marks in their place and kept; for each
person the marks are replaced by escaped values, as the mail ledger does with its mails. Everything
else that a page depends on is part of the name under which it is kept, so a page is never stale.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import fields, replace
from html import escape
from typing import Any

from roundtables.opening import Opened

PERSONAL = (
    "name", "email", "organization_name", "why", "delegate_of_name", "badge_name", "access_needs",
    "decline_reason", "suggestion",
)  # fmt: skip
# Of no importance to a page, or only to whether the house is full and to places on the waitlist.
LEFT_OUT = {
    "invitation_id", "link_expires_at", "link_revoked_at", "answered_at",
    "seats", "seats_taken", "waiting", "ahead", "kept",
}  # fmt: skip
SHARED = tuple(
    field.name
    for field in fields(Opened)
    if field.name not in PERSONAL and field.name not in LEFT_OUT
)
KEPT = 500  # pages
# Nobody can write a mark into a text: it is new in each process.
SECRET = secrets.token_hex(8)
MARK = re.compile(f"m{SECRET}x([a-z_]+)x")

_pages: dict[tuple[object, ...], list[str]] = {}


def filled_page(
    name: tuple[object, ...],
    opened: Opened,
    others: dict[str, str],
    render: Callable[[Opened, dict[str, str]], str],
) -> str:
    """The page for one person. `name` says which page it is; `others` are personal values besides
    those of `opened`. `render` makes the page of an Opened and others, some of them marks.
    """
    key = (
        *name,
        *(getattr(opened, field) for field in SHARED),
        *(not getattr(opened, field) for field in PERSONAL),
        opened.is_open,
        opened.is_full,
        opened.is_full_for_others,
    )
    pieces = _pages.get(key)
    if pieces is None:
        if len(_pages) >= KEPT:
            _pages.clear()
        marks: dict[str, Any] = {field: mark(field) for field in PERSONAL if getattr(opened, field)}
        page = render(replace(opened, **marks), {other: mark(other) for other in others})
        pieces = _pages[key] = MARK.split(page)
    values = [
        escape(others[piece] if piece in others else getattr(opened, piece))
        if number % 2
        else piece
        for number, piece in enumerate(pieces)
    ]
    return "".join(values)


def mark(name: str) -> str:
    """What stands in a kept page where a person's value belongs."""
    return f"m{SECRET}x{name}x"

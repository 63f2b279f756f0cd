"""What mails are about: rows of the apps above, which say here where their address is corrected.

The ledger knows a row by a text key only, such as "invitation:12".
"""

from django.urls import reverse

ADDRESS_PAGES: dict[str, str] = {}  # kind of row -> name of its page


def correct_address_at(kind: str, page: str) -> None:
    """Rows of this kind keep the address themselves; this page corrects it and writes anew."""
    ADDRESS_PAGES[kind] = page


def address_page(about: str) -> str:
    """The page that corrects the address of this row; empty when only the mail knows it."""
    kind, _, pk = about.partition(":")
    page = ADDRESS_PAGES.get(kind)
    return reverse(page, args=[pk]) if page else ""

"""Rendering with limits: a bad source harms nobody but itself."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from bcp.documents.renderer import ASKED_OUTSIDE

WALL_SECONDS = 90


class CannotRender(Exception):
    """The document could not be made; the text says why in plain words."""


@cache
def print_css() -> str:
    """The style sheet of every printed paper."""
    return (settings.BASE_DIR / "static" / "print" / "paper.css").read_text()


@dataclass(frozen=True)
class Paper:
    """A finished PDF and how many pages it has."""

    pdf: bytes
    pages: int


def render_pdf(html: str) -> Paper:
    """Turn a whole HTML document into a tagged PDF (built to PDF/UA-1).

    The work is done in a child process with limited memory, processor time and 90 s of wall time;
    it has no access to files or network. Raises CannotRender with a sentence fit to show.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-m", "bcp.documents.renderer"],
            input=json.dumps({"html": html, "css": print_css()}).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=settings.BASE_DIR,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRender(
            "The document is too large to print: it took longer than 90 seconds. "
            "Make it shorter, or take the spreadsheet."
        ) from None
    if child.returncode == ASKED_OUTSIDE:
        raise CannotRender("The text asks for a file or address outside, which is not allowed.")
    pages, _, pdf = child.stdout.partition(b"\n")
    if child.returncode != 0 or not pdf.startswith(b"%PDF-"):
        raise CannotRender("The document could not be printed. Make it shorter and try again.")
    return Paper(pdf, int(pages))

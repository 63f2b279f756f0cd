"""Logs hold ids, never addresses, names or tokens."""

import logging
import re

TOKEN_PATH = re.compile(r"/(r|x|a|p|s|c)/[A-Za-z0-9_-]{20,}")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def masked(text: str) -> str:
    """Replace personal link tokens and e-mail addresses by placeholders."""
    return ADDRESS.sub("[address]", TOKEN_PATH.sub(r"/\1/[token]", text))


class MaskTokens(logging.Filter):
    """Mask personal links and addresses in every line that leaves the process."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the finished message; always lets the line through."""
        record.msg = masked(record.getMessage())
        record.args = None
        return True

"""Header lines: folded, encoded, and never more of them than we meant."""

import re
from email.header import Header

from bcp.core.actions import Refused
from bcp.mail.addresses import CONTROL

PLAIN = re.compile(r"[\x20-\x7e]*")
LONG = 70  # characters; longer text is folded, which the email package does well and slowly
CRLF = "\r\n"
KEPT = (b"message-id:", b"date:", b"to:", b"from:", b"subject:")


def one_line(text: str, what: str) -> str:
    """The text; Refused when it holds a line break or another control character."""
    if CONTROL.search(text):
        raise Refused(f"{what} must be one line without control characters.")
    return text


def encoded(text: str, name: str) -> str:
    """The value of header `name`: as it is when plain and short, else encoded and folded."""
    if len(text) <= LONG and PLAIN.fullmatch(text) and "=?" not in text:
        return text
    charset = "us-ascii" if PLAIN.fullmatch(text) and "=?" not in text else "utf-8"
    return Header(text, charset, maxlinelen=75, header_name=name).encode(linesep=CRLF)


def display_name(name: str) -> str:
    """A name fit to stand before an address: without the characters that confuse mail programs."""
    name = CONTROL.sub(" ", name)
    return " ".join(re.sub(r'[<>@:,;"\\()\[\]]', " ", name).split())[:100]


def mailbox(name: str, address: str, header: str) -> str:
    """Such as `"Ada Byron" <ada@example.org>`; the address alone when there is no name."""
    name = display_name(name)
    if not name:
        return address
    if PLAIN.fullmatch(name) and "=?" not in name:
        shown = f'"{name}"'
    else:
        shown = Header(name, "utf-8", maxlinelen=75, header_name=header).encode(linesep=CRLF)
    last_line = shown.rpartition(CRLF)[2]
    room = len(header) + 2 + len(last_line) + len(address) + 3
    return f"{shown}{' ' if room <= 76 else CRLF + ' '}<{address}>"


def kept_headers(message: bytes) -> str:
    """The header lines that stay when the text is wiped."""
    head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    lines = head.split(b"\r\n")
    return b"\n".join(line for line in lines if line.lower().startswith(KEPT)).decode()

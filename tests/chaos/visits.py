"""A client of the web as small as can be: one request, one connection, one answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

PATIENCE = 90  # seconds; how long a page takes is for the test to judge


@dataclass(frozen=True)
class Answer:
    """What the web said."""

    status: int
    headers: Mapping[str, str]
    text: str


def visit(
    port: int,
    path: str,
    *,
    method: str = "",
    form: Mapping[str, Any] | None = None,
    session: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """GET a page, or POST a form; `session` is the key of somebody signed in."""
    sent = dict(headers or {})
    cookies = [f"sessionid={session}"] if session else []
    body = None
    if form is not None:
        token = secrets.token_hex(16)
        cookies.append(f"csrftoken={token}")
        body = urlencode({"csrfmiddlewaretoken": token, **form}, doseq=True)
        sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
    if cookies:
        sent["Cookie"] = "; ".join(cookies)
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method or ("GET" if form is None else "POST"), path, body, sent)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        return Answer(response.status, dict(response.getheaders()), text)
    finally:
        connection.close()

"""One form sent once: what was answered, what was written, and what is wrong with that."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote_plus

from django.contrib.messages import ERROR as ERROR_LEVEL
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.encoding import force_bytes

from tests.architecture.hunt.borders import crossings
from tests.architecture.hunt.pages import TOKEN, Form, forms_of
from tests.architecture.hunt.values import (
    BREAK_OUT,
    CONTROLS,
    MARKUP,
    SCRIPT,
    Entries,
    Value,
    plausible,
)
from tests.purity import ALLOWED_TABLES, written_by

ALERT = re.compile(r'<div class="usa-alert usa-alert--error.*?</div>\s*</div>', re.S)
ERROR = re.compile(r'<(\w+)[^>]* class="[^"]*usa-error-message[^"]*"[^>]*>(.*?)</\1>', re.S)
PART = re.compile(r"<(li|p)\b[^>]*>(.*?)</\1>", re.S)
TAG = re.compile(r"<[^>]+>")
# Sentences of the framework and of its validators, which do not say what to do.
JARGON = re.compile(
    r"This field|Select a valid|not a valid|Null character|Ensure |Enter a valid|Traceback"
    r"|[{}]|%\(|None\b| the (?:who|what|when|where|why|which|how)\b"
)
SENTENCE = re.compile(r"^[“A-Z0-9].{8,}[.!?”)]$", re.S)


BOUNDARY = "the-boundary-of-the-hunt"
# A page that somebody else made: what was typed there came from no person of ours.
KEYS = {"key"}


class Writing:
    """A database wrapper that remembers which tables were written to, and with what."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.texts: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if tables := set(written_by(sql)) - ALLOWED_TABLES:
            self.tables |= tables
            self.texts += [value for value in params or () if isinstance(value, str)]
        return execute(sql, params, *rest)


@dataclass
class Answer:
    """What came back for one form."""

    status: int
    html: str = ""
    failure: str = ""
    tables: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    crossed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # refusals put into a message
    is_followed: bool = False  # the page that the answer led to; what it says may be older

    @property
    def errors(self) -> list[str]:
        """The sentences that say no, as a person reads them."""
        if self.is_followed:
            return self.said
        alerts = "".join(ALERT.findall(self.html))
        found = [
            *read(part for _, part in PART.findall(alerts)),
            *read(error for _, error in ERROR.findall(self.html)),
        ]
        if found or self.status < 400:
            return found
        _, _, page = self.html.partition("<h1")
        return [one for one in read(part for _, part in PART.findall(page)) if SENTENCE.match(one)][
            :1
        ]

    def refusals(self, before: "Answer") -> list[str]:
        """The errors that the page before did not have, or the status if there are none."""
        new = [one for one in self.errors if one not in before.errors]
        return new or ([str(self.status)] if self.status >= 400 else [])


def read(parts: Iterable[str]) -> list[str]:
    """Parts of a page without their tags."""
    return [" ".join(unescape(TAG.sub("", part)).split()) for part in parts]


class Rows:
    """The rows of each table as they are before anything is tried."""

    def __init__(self) -> None:
        self._before: dict[str, list[tuple[Any, ...]]] = {}

    def learn(self) -> None:
        """Read all tables once."""
        for table in connection.introspection.table_names():
            self._before[table] = self._read(table)

    def changed(self, tables: set[str]) -> set[str]:
        """Which of these tables differ."""
        return {table for table in tables if self._read(table) != self._before[table]}

    @staticmethod
    def _read(table: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            return sorted(cursor.fetchall(), key=repr)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Everything that happens is taken back: rows, cookies, counters."""
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
        cache.clear()


def entries_of(form: Form, changed: Entries) -> list[tuple[str, Value]]:
    """What is sent: the plausible entries with some of them changed."""
    sent: list[tuple[str, Value]] = [(TOKEN, "x")] if form.has_token else []
    for name, one in form.fields.items():
        if name not in changed:
            sent += [(name, value) for value in plausible(one)]
        elif (value := changed[name]) is not None:
            sent.append((name, value))
    return sent


def send(client: Client, form: Form, page: str, changed: Entries, rows: Rows) -> Answer:
    """Send a form from its page, follow where it leads, and take everything back."""
    body, content_type = encoded(entries_of(form, changed))
    writing = Writing()
    with undone(client):
        with connection.execute_wrapper(writing):
            answer = client.post(
                form.action or page,
                body,
                content_type=content_type,
                headers={"referer": f"http://testserver{page}"},
            )
        found = Answer(answer.status_code, failure=failure_of(answer), tables=writing.tables)
        if found.failure or answer.status_code >= 500:
            return found
        if answer.status_code in {301, 302, 303}:
            found.is_followed, found.said = True, refusals_in(answer)
            # Only where there is something to see; each page costs as much as the form itself.
            if not (found.said or not changed or MARKUP in changed.values()):
                answer = HttpResponse()
            else:
                answer = client.get(answer.url)
            found.status = answer.status_code if answer.status_code >= 400 else found.status
            found.failure = failure_of(answer)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        found.html = answer.content.decode() if is_page and not answer.streaming else ""
        if writing.tables and not found.failure:
            found.texts = writing.texts
            found.changed = rows.changed(writing.tables)
            found.crossed = list(crossings(found.changed))
            if found.changed:
                connection.check_constraints()
    return found


def encoded(entries: list[tuple[str, Value]]) -> tuple[bytes, str]:
    """Body and content type, as a browser makes them: in parts when there is a file."""
    if not any(isinstance(value, tuple) for _, value in entries):
        pairs = [f"{quote_plus(name)}={quote_plus(value)}" for name, value in entries]  # type: ignore[type-var]
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    parts = b""
    for name, value in entries:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, tuple):
            head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
            value = value[1]
        parts += head.encode() + b"\r\n\r\n" + force_bytes(value) + b"\r\n"
    return parts + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def refusals_in(answer: Any) -> list[str]:
    """The sentences that say no and wait for the next page."""
    return [str(one) for one in get_messages(answer.wsgi_request) if one.level == ERROR_LEVEL]


def failure_of(answer: Any) -> str:
    """The exception behind an answer; empty when there is none."""
    if answer.status_code < 500:
        return ""
    kind, error, trace = answer.exc_info or (None, "no exception", None)
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = (
        f" in {trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        if trace
        else ""
    )
    return f"{answer.status_code} {getattr(kind, '__name__', '')} {str(error)[:150]}{place}"


def faults(form: Form, before: Answer, changed: Entries, answer: Answer) -> Iterator[str]:
    """Everything that is wrong with an answer. `before` is the page the form stood on."""
    if answer.failure:
        yield f"fails: {answer.failure}"
        return
    if SCRIPT in answer.html or BREAK_OUT in answer.html:
        yield "shows markup as it was typed"
    if answer.crossed:
        yield f"leads to the other center's rows: {', '.join(answer.crossed)}"
    if sentences := answer.refusals(before):
        yield from faults_of_refusal(form, changed, answer, sentences)
    elif any(control in text for control in CONTROLS for text in answer.texts):
        yield "keeps a control character"


def faults_of_refusal(
    form: Form, changed: Entries, answer: Answer, sentences: list[str]
) -> Iterator[str]:
    """What is wrong with an answer that says no."""
    said = " ".join(sentences)[:150]
    if answer.changed:
        yield f"says no and changes {', '.join(sorted(answer.changed))}: {said}"
    if sentences == [str(answer.status)]:
        yield f"says no without a sentence ({answer.status})"
    elif wrong := [one for one in sentences if JARGON.search(one) or not SENTENCE.match(one)]:
        yield f"says “{wrong[0][:150]}”"
    lost = sorted(lost_entries(form, changed, answer))
    if lost and not KEYS & changed.keys():
        yield f"loses {', '.join(lost)} ({answer.status}): {said}"


def lost_entries(form: Form, changed: Entries, answer: Answer) -> Iterator[str]:
    """The typed entries that the answer no longer shows."""
    shown: dict[str, set[str]] = {}
    for one in forms_of(answer.html):
        for name, found in one.fields.items():
            shown.setdefault(name, set()).update(unified(value) for value in found.values)
    for name, value in entries_of(form, changed):
        if name == TOKEN:
            continue
        is_kept = unified(value) in shown.get(name, set())
        if form.fields[name].is_typed and is_printable(value) and not is_kept:
            yield name


def is_printable(value: Value) -> bool:
    """Whether a page can show this entry and a person would miss it."""
    return isinstance(value, str) and bool(value.strip()) and not any(c in value for c in CONTROLS)


def unified(value: Value) -> str:
    """Without what browsers change: line ends, white space around."""
    return str(value).replace("\r\n", "\n").strip()

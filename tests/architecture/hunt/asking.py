"""Addresses asked with garbage: in their query, in the place of a token, in a body without form."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode

from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tests.architecture.addresses import Address
from tests.architecture.hunt.pages import forms_of
from tests.architecture.hunt.trial import failure_of, undone
from tests.architecture.hunt.values import BREAK_OUT, FOREIGN, LONG, SCRIPT
from tests.architecture.hunt.world import World

QUERY = re.compile(r'href="[^"?]*\?([^"#]+)')
USUAL = ("page", "after", "before", "start", "sort", "q", "lang", "saved", "next")
GARBAGE = ("abc", "-1", str(2**63), FOREIGN, SCRIPT + BREAK_OUT, "\0", "2027-02-30", LONG)
TORN = ("", "x", "\0", "..", "%00", SCRIPT, "ñ" * 40, "=" * 43, "a" * 2_000)
BODIES = (
    (b"", "application/x-www-form-urlencoded"),
    (
        b"expert=900001&row=900001&order=abc&email=abc&who=%00&id=-1",
        "application/x-www-form-urlencoded",
    ),
    (b"order=1,1,1&order=900001&row_1=abc&when=9999-12-31", "application/x-www-form-urlencoded"),
    (b"[[[[", "application/json"),
    (b'{"arrivals": [1, null, {"id": "abc", "at": "never"}], "entries": 7}', "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b"\xff\xfe\x00", "application/json"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
)


def queries(people: list[Client], path: str) -> Iterator[str]:
    """What is wrong when a page is asked with garbage under every name that it knows.

    By the first of these people who may open it.
    """
    for client in people:
        page = client.get(path)
        if page.status_code == 200 and not page.streaming:
            yield from asked_with_garbage(client, page, path)
            return


def asked_with_garbage(client: Client, page: HttpResponse, path: str) -> Iterator[str]:
    known = names_of(page.content.decode(errors="replace"))
    for garbage in GARBAGE if known else GARBAGE[:1]:
        answer = client.get(f"{path}?{urlencode(dict.fromkeys([*known, *USUAL], garbage))}")
        if failure := failure_of(answer):
            yield f"{path} asked with “{garbage[:30]}”: {failure}"
        elif not answer.streaming and any(
            one.encode() in answer.content for one in (SCRIPT, BREAK_OUT)
        ):
            yield f"{path} shows “{garbage[:30]}” as it came"


def names_of(html: str) -> list[str]:
    """The names that the page's own links and filters put into a query."""
    names = {name for query in QUERY.findall(html) for name, _ in parse_qsl(unescape(query))}
    names |= {name for form in forms_of(html) if form.method == "get" for name in form.fields}
    return sorted(names)


def torn_links(world: World, address: Address) -> Iterator[str]:
    """What is wrong when a personal link comes torn, cut or lengthened."""
    token = world.links[address.route[1]][0]
    client = world.people["stranger"]
    for torn in (*TORN, token[:-1], token + "x", token.swapcase(), token + "%3E", f"{token}\n"):
        path = re.sub("<[^>]+>", lambda _, torn=torn: quote(torn), address.route)
        for ask in (client.get, client.post):
            with undone(client):
                answer = ask(path, follow=True)
            cache.clear()
            if failure := failure_of(answer):
                yield f"{path[:80]}: {failure}"
            elif answer.status_code == 200:
                yield f"{path[:80]} opens"


def bodies(client: Client, path: str) -> Iterator[str]:
    """What is wrong when an address that takes posts from scripts is sent garbage."""
    for body, content_type in BODIES:
        with undone(client):
            answer = client.post(path, body, content_type=content_type)
        if failure := failure_of(answer):
            yield f"{path} sent {body[:30]!r}: {failure}"

"""The walk: every page, every form on it, every wrong value; the findings in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.test import Client
from django.urls import Resolver404, resolve

from tests.architecture.addresses import Address
from tests.architecture.hunt.pages import Form, forms_of
from tests.architecture.hunt.trial import Answer, Rows, faults, send
from tests.architecture.hunt.values import Entries, hours, plain, tries
from tests.architecture.hunt.world import IS_LINKED, World

# The director sees every state of every page. One page of each address shows what others see, but
# for pages where they do what a director may not.
OWN_PAGES = {
    "privacy officer": ("notice", "packet", "report"),
    "coordinator of DHS": ("triage", "assignment", "help_request"),
}
WITHOUT_ROWS = {"auditor", "director of a young center"}
CANDIDATES = 4
Key = tuple[str, str, tuple[str, ...]]  # method, address, names of the fields


@dataclass(frozen=True)
class Found:
    """A form, who saw it, and the page it stood on."""

    client: Client
    form: Form
    path: str
    page: Answer


@dataclass
class Hunt:
    """What has been found so far."""

    world: World
    rows: Rows = field(default_factory=Rows)
    forms: dict[Key, list[Found]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)  # addresses with a page
    posted: set[str] = field(default_factory=set)  # addresses that only take forms
    wrong: list[str] = field(default_factory=list)
    sent: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)  # also as it should be

    def look(self, addresses: Iterable[Address]) -> None:
        """Open every page as everybody who may, and note the forms that are new."""
        for address in addresses:
            paths = self.world.paths(address)
            for who, client in self.world.people.items():
                if not is_for(address, who) or address.name in self.posted:
                    continue
                for path in paths:
                    if self._open(address, client, path) and not is_thorough(who, address):
                        break

    def _open(self, address: Address, client: Client, path: str) -> bool:
        answer = client.get(path)
        if answer.status_code == 405:
            self.posted.add(address.name)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status_code != 200 or answer.streaming or not is_page:
            return answer.status_code in {200, 302, 405}
        self.reached.add(address.name)
        page = Answer(200, answer.content.decode())
        for form in forms_of(page.html):
            key = key_of(form, path)
            if key and form.has_button:
                self.forms.setdefault(key, []).append(Found(client, form, path, page))
        return True

    def send_everything(self) -> None:
        """Try everything on every form that was found."""
        self.rows.learn()
        for (method, name, _), candidates in self.forms.items():
            if method == "post":
                found = self._one_that_works(name, candidates[:CANDIDATES])
                for title, changed in tries(found.form):
                    self._try(name, found, title, changed)
                for title, changed in hours(found.form):
                    answer = self._try(name, found, title, changed)
                    if not answer.refusals(found.page):
                        self.wrong.append(f"{name} ({title}) takes an hour that is not one")

    def _one_that_works(self, name: str, candidates: list[Found]) -> Found:
        """The first form that is accepted as it should be: refusals of others may hide faults."""
        for found in candidates:
            answer = self._try(name, found, "as it should be", {})
            if not answer.refusals(found.page):
                self.refused.pop(name, None)
                return found
            self.refused[name] = answer.refusals(found.page)
        return candidates[0]

    def _try(self, name: str, found: Found, title: str, changed: Entries) -> Answer:
        answer = send(found.client, found.form, found.path, changed, self.rows)
        self.sent += 1
        problems = faults(found.form, found.page, changed, answer)
        self.wrong += [f"{name} ({title}) {problem}" for problem in problems]
        return answer

    @property
    def hunted(self) -> set[str]:
        """The addresses of the forms that were tried."""
        return {name for method, name, _ in self.forms if method == "post"}


def is_for(address: Address, who: str) -> bool:
    """Whether this person may find something new there.

    Strangers on public pages, and nobody else behind personal links, which ask for no account;
    who has no rows yet, where none is asked for.
    """
    if who == "stranger":
        return address.is_public
    if who in WITHOUT_ROWS:
        return "<" not in address.route
    return not IS_LINKED.match(address.route)


def is_thorough(who: str, address: Address) -> bool:
    """Whether this person looks at every state of a page."""
    own = OWN_PAGES.get(who, ())
    return who in {"director", "stranger"} or any(word in address.name for word in own)


def key_of(form: Form, page: str) -> Key | None:
    """What makes two forms the same; None for forms that lead nowhere of ours."""
    path = re.split("[?#]", form.action)[0] or page
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return form.method, name, tuple(sorted({plain(name) for name in form.fields}))

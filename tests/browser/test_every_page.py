"""Every page of the demonstration, as the people who use it see it, wide and narrow.

A new page takes part by itself; it fails here until `demonstration_rows.py` knows a row for it.
What a page looks like does not depend on the database: on PostgreSQL every page is asked for, but
not looked at.
"""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.architecture.addresses import Address, addresses
from tests.architecture.rows import filled
from tests.browser.site import PROJECT, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every page")]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
AXE = (PROJECT / "node_modules/axe-core/axe.min.js").read_text()
DIRECTOR = "director@center.example.org"
COORDINATOR, PRIVACY_OFFICER = "dhs@program.example.org", "privacy@center.example.org"
AUDITOR = "auditor@program.example.org"
LINK_KINDS = {"r none", "r yes", "r no", "x ", "a ", "p ", "s "}
TELL = "from tests.browser import demonstration_rows; print(demonstration_rows.tell())"
NOT_SEEN = {
    "account_confirm_email": "addresses are confirmed by administrators",
    "account_confirm_login_code": "signing in by code is switched off",
    "account_confirm_reauthentication_code": "signing in by code is switched off",
    "account_request_reauthentication_code": "signing in by code is switched off",
    "account_email": "leads to the page of the account",
    "accounts:email_address": "leads to the page of the account",
    "account_reset_password_from_key": "needs the link of a mail that real sites send",
    "account_set_password": "every account has a password",
    "mfa_activate_totp": "asks for the password, which one-click sign-in goes without",
    "mfa_authenticate": "nobody of the demonstration has a second factor",
    "mfa_deactivate_totp": "nobody of the demonstration has a second factor",
    "mfa_download_recovery_codes": "nobody of the demonstration has a second factor",
    "mfa_generate_recovery_codes": "nobody of the demonstration has a second factor",
    "mfa_reauthenticate": "nobody of the demonstration has a second factor",
    "mfa_view_recovery_codes": "nobody of the demonstration has a second factor",
    "roundtables:calendar_feed": "a file for calendar programs; its link is shown once",
    "roundtables:rsvp_packet": "a file, once the packet is released",
}
# What a page is made of: a page without new parts is not looked at again for the next person.
PARTS = re.compile(r'<(\w+)(?:[^>]*? class="([^"]*)")?')
LOOK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"], iframes: false});
  return {
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    axe: found.violations.map(one => one.id + ": " + one.nodes[0].html.slice(0, 120)),
  };
}"""


class Walk:
    """One person's way through the pages; what is wrong with them is collected."""

    def __init__(self, context: BrowserContext, who: str) -> None:
        self.who = who
        self.page = context.new_page()
        self.said: list[str] = []
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.hear("error", str(error)))

    def hear(self, kind: str, text: str) -> None:
        """What the browser complains about, content policy included."""
        if kind == "error":
            self.said.append(text)

    def sign_in(self, email: str) -> None:
        """The demonstration's way in, without a password."""
        self.page.goto("/accounts/login/")
        self.page.locator(f"button:has-text('{email}')").click()
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def look(self, path: str) -> None:
        """Look at a page, wide and narrow."""
        self.said.clear()
        self.page.goto(path)
        self.page.evaluate(AXE)
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        problems = [f"axe {one}" for one in seen["axe"]] + self.said
        if seen["headings"] != 1:
            problems.append(f"{seen['headings']} main headings")
        if not seen["title"].partition(" – ")[0].strip():
            problems.append("no title")
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(WIDE)
        if width > NARROW["width"]:
            problems.append(f"{width} wide on a phone")
        self.wrong += [f"{path} ({self.who}): {problem}" for problem in problems]


class Round:
    """All addresses, asked by one person after the other."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.told: dict[str, Any] = json.loads(site.run(TELL).splitlines()[-1])
        self.answered: set[str] = set()
        self.actions: set[str] = set()
        self.parts: set[tuple[str, ...]] = set()
        self.wrong: list[str] = []
        self.pages = 0

    def walk(self, who: str, ways: dict[str, list[str]], *, is_signed_in: bool) -> None:
        """Look at whatever this person may open."""
        context = self.browser.new_context(base_url=self.site.url, viewport=WIDE)
        walk = Walk(context, who)
        if is_signed_in:
            walk.sign_in(who)
        for name, paths in ways.items():
            for path in paths:
                if self.is_new(context, name, path):
                    self.pages += 1
                    if not self.site.database:
                        walk.look(path)
        self.wrong += walk.wrong
        context.close()

    def is_new(self, context: BrowserContext, name: str, path: str) -> bool:
        """Whether the path is a page with parts that nobody has looked at yet."""
        if name in self.actions:
            return False
        answer = context.request.get(path, max_redirects=0)
        if answer.status == 405:
            self.actions.add(name)
        elif answer.status == 200:
            self.answered.add(name)
        elif answer.status >= 500:
            self.wrong.append(f"{path}: {answer.status}")
        is_page = answer.status == 200 and answer.headers["content-type"].startswith("text/html")
        # The text of a mail stands in a frame that runs no scripts: nothing can be asked there.
        if not is_page or "sandbox" in answer.headers["content-security-policy"]:
            return False
        parts = {(name, *part) for part in PARTS.findall(answer.text())}
        is_new = not parts <= self.parts
        self.parts |= parts
        return is_new


def ways_of(address: Address, told: dict[str, Any]) -> list[str]:
    """The paths of an address with the demonstration's rows; none where a row is missing."""
    if is_linked(address):
        kind = f"{address.route[1]} "
        tokens = [token for label, token in told["links"].items() if label.startswith(kind)]
        return [re.sub("<[^>]+>", token, address.route) for token in tokens]
    ways = {}
    for other in ({}, *told["others"]):
        try:
            ways[filled(address.route, told["rows"] | other)] = True
        except KeyError:
            continue
    return list(ways)


def is_linked(address: Address) -> bool:
    """Whether the page stands behind a personal link."""
    return bool(re.match(r"/\w/<", address.route))


def test_every_page_is_right(demonstration: Site, browser: Browser) -> None:
    tour = Round(browser, demonstration)
    asked = [address for address in addresses() if not address.name.startswith("admin:")]
    linked = {one.name: ways_of(one, tour.told) for one in asked if is_linked(one)}
    others = {one.name: ways_of(one, tour.told) for one in asked if not is_linked(one)}
    public = {one.name: others[one.name] for one in asked if one.is_public and one.name in others}

    tour.walk("holder of a link", linked, is_signed_in=False)
    tour.walk("stranger", public, is_signed_in=False)
    tour.walk(DIRECTOR, others, is_signed_in=True)
    for email in (COORDINATOR, PRIVACY_OFFICER):
        tour.walk(email, {name: ways[:1] for name, ways in others.items()}, is_signed_in=True)
    left = {name: ways for name, ways in others.items() if name not in tour.answered}
    tour.walk(AUDITOR, left, is_signed_in=True)

    assert set(tour.told["links"]) >= LINK_KINDS
    assert not tour.wrong, "\n".join(tour.wrong)
    assert {*linked, *others} - tour.answered - tour.actions == set(NOT_SEEN)
    assert tour.pages > 150

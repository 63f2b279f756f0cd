"""Mail scanners that open every address, run scripts and press everything."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.chaos.rig import Rig
from tests.chaos.test_answers import answers
from tests.chaos.visits import Answer

LINK = re.compile(r"https?://[^\s\"<>]+")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def state(rig: Rig) -> list[list[dict[str, Any]]]:
    """Everything that an answer could change."""
    queries = [
        "SELECT * FROM roundtables_invitation ORDER BY id",
        "SELECT * FROM roundtables_rsvplink ORDER BY id",
        "SELECT * FROM roundtables_rsvpanswer ORDER BY id",
        "SELECT * FROM roundtables_roundtable ORDER BY id",
        "SELECT * FROM audit_auditevent ORDER BY id",
    ]
    return [rig.cluster.rows(query) for query in queries]


def invite(rig: Rig, people: int = 3) -> list[str]:
    """Invite people by mail; every address in every part of what arrived."""
    done = rig.act("plan", people=people)
    rig.start_web()
    rig.act("send_wave", roundtable=done["pk"], key="once")
    rig.start_worker()
    rig.wait_until(lambda: len(rig.arrived()) == people)
    rig.drain()
    found: set[str] = set()
    for message in rig.sink.messages():
        texts = [
            part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
        ]
        texts += [str(value) for value in message.values()]
        for text in texts:
            words = text.decode() if isinstance(text, bytes) else text
            found.update(link.rstrip(".,;)>") for link in LINK.findall(words))
    own = sorted(link for link in found if urlsplit(link).port == rig.base.web_port)
    assert len(own) >= people
    return own


@fault("F38")
def test_scanner_that_opens_every_address_changes_nothing(rig: Rig) -> None:
    links = invite(rig)
    before = state(rig)

    for _ in range(3):
        for link in links:
            address = urlsplit(link)
            path = f"{address.path}?{address.query}" if address.query else address.path
            for method in ("HEAD", "GET"):
                assert rig.visit(path, method=method).status < 500

    assert state(rig) == before


@fault("F38")
@pytest.mark.parametrize("clicks", [False, True], ids=["runs scripts", "clicks everything"])
def test_scanner_with_a_browser_changes_no_answer(rig: Rig, clicks: bool) -> None:
    links = [link for link in invite(rig, people=1) if "/r/" in link]
    before = answers(rig)

    with chromium() as page:
        for link in links:
            page.goto(link)
            page.wait_for_load_state("networkidle")
            if clicks:
                click_everything(page, link)

    assert answers(rig) == before == ["none"]
    rows = rig.cluster.rows("SELECT state FROM roundtables_invitation")
    assert rows == [{"state": "invited"}]


@contextmanager
def chromium() -> Iterator[Page]:
    """A page of a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_page()
        browser.close()


def click_everything(page: Page, link: str) -> None:
    """Press each button and follow each link of the page, coming back each time."""
    for selector in ("button", "main a[href^='/']"):
        for index in range(page.locator(selector).count()):
            target = page.locator(selector).nth(index)
            if target.is_visible():
                target.click()
                page.wait_for_load_state()
                for button in page.locator("main button").all():  # of the page it led to
                    if button.is_visible():
                        button.click()
                        page.wait_for_load_state()
                        break
            page.goto(link)


@fault("F38")
def test_control_where_an_answer_is_chosen_beforehand_a_scanner_gives_it(rig: Rig) -> None:
    token = rig.act("plan", people=1, invited_days_ago=1)["tokens"][0]
    rig.start_web()

    with chromium() as page:
        page.goto(f"http://127.0.0.1:{rig.base.web_port}/r/{token}")
        page.locator("[name=answer]").first.evaluate("choice => choice.checked = true")
        page.locator("main form:has([name=answer]) button").first.click()
        page.wait_for_load_state()

    assert answers(rig) == ["yes"]


def open_a_careless_page(rig: Rig) -> Answer:
    """Open a page that takes its being opened for a Yes."""
    token = rig.act("plan", people=1, invited_days_ago=1)["tokens"][0]
    rig.start_web()
    return rig.visit(f"/r/{token}")


@fault("F38")
def test_page_that_would_answer_when_it_is_opened_may_not_write(rig: Rig) -> None:
    rig.without("careful page")

    assert open_a_careless_page(rig).status == 500

    assert answers(rig) == ["none"]


@fault("F38")
def test_control_where_opening_may_write_a_careless_page_answers(rig: Rig) -> None:
    rig.without("careful page,read only")

    assert open_a_careless_page(rig).status == 200

    assert answers(rig) == ["yes"]


@fault("F38")
def test_one_click_stops_reminders_and_opening_does_not(rig: Rig) -> None:
    done = rig.act("plan", people=1, days=10, reminder_days=[14], invited_days_ago=40)
    rig.start_web()
    rig.start_worker()
    rig.start("scheduler")
    rig.wait_until(lambda: len(rig.arrived()) == 1)
    header = rig.sink.messages()[0]["List-Unsubscribe"]
    path = urlsplit(header.strip("<>")).path
    stopped = "SELECT wants_no_reminders FROM roundtables_invitation"

    assert rig.visit(path).status == 200
    assert rig.cluster.rows(stopped) == [{"wants_no_reminders": False}]

    assert rig.visit(path, form={"List-Unsubscribe": "One-Click"}).status == 200
    assert rig.cluster.rows(stopped) == [{"wants_no_reminders": True}]
    assert answers(rig) == ["none"]
    assert done["pk"]

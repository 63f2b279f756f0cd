"""Answers over the web: the last seat, fewer seats, and mail scanners that open everything."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.chaos.rig import Rig
from tests.chaos.visits import Answer

PEOPLE = 20
LINK = re.compile(r"https?://[^\s\"<>]+")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def reply(rig: Rig, token: str, answer: str) -> Answer:
    """Open the page and answer."""
    page = rig.visit(f"/r/{token}")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key, page.text
    return rig.visit(f"/r/{token}", form={"answer": answer, "key": key[1]})


def answers(rig: Rig) -> list[str]:
    """The answers, by invitation."""
    rows = rig.cluster.rows("SELECT rsvp FROM roundtables_invitation ORDER BY id")
    return [row["rsvp"] for row in rows]


@fault("F28")
def test_twenty_at_once_for_the_last_seat_give_it_to_one(rig: Rig) -> None:
    tokens = rig.act("plan", people=PEOPLE, seats=1, invited_days_ago=1)["tokens"]
    rig.start_web()

    with ThreadPoolExecutor(PEOPLE) as pool:
        said = list(pool.map(lambda token: reply(rig, token, "yes"), tokens))

    assert {answer.status for answer in said} == {303}
    assert sorted(answers(rig)) == ["waitlisted"] * (PEOPLE - 1) + ["yes"]

    first = waiting(rig)[0]
    reply(rig, tokens[answers(rig).index("yes")], "no")
    assert answers(rig).count("yes") == 1
    assert first not in waiting(rig)
    rig.start_worker()
    rig.start("scheduler")
    # Each answer is confirmed, once; whoever moved up hears of the seat and not of the waitlist.
    rig.wait_until(lambda: len(rig.rows()) == PEOPLE)
    rig.drain()
    assert rig.states() == {"sent": PEOPLE}
    assert len(set(rig.arrived())) == PEOPLE


def waiting(rig: Rig) -> list[int]:
    """The waitlist."""
    rows = rig.cluster.rows(
        "SELECT id FROM roundtables_invitation WHERE rsvp = 'waitlisted' ORDER BY waitlisted_at, id"
    )
    return [row["id"] for row in rows]


@fault("F28")
def test_control_looking_before_taking_overbooks(rig: Rig) -> None:
    tokens = rig.act("plan", people=8, seats=1, invited_days_ago=1)["tokens"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda token: rig.act("accept_naively", token=token), tokens))

    assert answers(rig).count("yes") > 1


@fault("F29")
def test_fewer_seats_than_were_promised_are_refused(rig: Rig) -> None:
    done = rig.act("plan", people=4, seats=4, invited_days_ago=1)
    rig.start_web()
    for token in done["tokens"][:3]:
        reply(rig, token, "yes")
    path = f"/roundtables/{done['pk']}/seats/"

    answer = rig.visit(path, form={"seats": "2"}, session=done["session"])

    assert answer.status in {200, 409, 422}
    books = "SELECT seats, seats_taken FROM roundtables_roundtable"
    assert rig.cluster.rows(books) == [{"seats": 4, "seats_taken": 3}]
    assert answers(rig).count("yes") == 3

    assert rig.visit(path, form={"seats": "3"}, session=done["session"]).status == 302
    assert rig.cluster.rows(books) == [{"seats": 3, "seats_taken": 3}]


# Scanners


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

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        for link in links:
            page.goto(link)
            page.wait_for_load_state("networkidle")
            if clicks:
                click_everything(page, link)
        browser.close()

    assert answers(rig) == before == ["none"]
    rows = rig.cluster.rows("SELECT state FROM roundtables_invitation")
    assert rows == [{"state": "invited"}]


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

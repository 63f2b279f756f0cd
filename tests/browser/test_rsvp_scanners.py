"""Mail scanners with a browser: they run scripts, wait, press every button, fill in forms."""

import json
import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("whole chain")]
INVITED = """
import json
from tests.factories.accounts import CenterFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, link_token
name = {name!r}
center = CenterFactory(name=f"Center {{name}}", slug=name)
roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
invitation = InvitationFactory(roundtable=roundtable, email=f"{{name}}@fire.example.org")
print(json.dumps([invitation.pk, link_token(invitation)]))
"""
LOOK = """
import json
from roundtables.models import Invitation
row = Invitation.objects.get(pk={pk})
print(json.dumps([row.rsvp, row.is_possibly_automatic, row.answers.count(), row.is_disputed,
                  row.wants_no_reminders]))
"""
AT_ONCE = """addEventListener("DOMContentLoaded", () => {
  const no = document.getElementById("answer_no");
  if (no) { no.checked = true; no.form.requestSubmit(); }
})"""  # as a program answers: however slow the machine, sooner than a person
UNCHANGED = ["none", False, 0, False, False]


@pytest.fixture
def invited(site: Site) -> tuple[str, int, str]:
    """Somebody invited: a name of their own, the id of the invitation, the path of the page."""
    name = f"scan{secrets.token_hex(4)}"
    pk, token = json.loads(site.run(INVITED.format(name=name)).splitlines()[-1])
    return name, pk, f"/r/{token}"


def look(site: Site, pk: int) -> list[Any]:
    """What the row says now."""
    kept: list[Any] = json.loads(site.run(LOOK.format(pk=pk)).splitlines()[-1])
    return kept


def scanner(browser: Browser, site: Site) -> Page:
    """A browser without a past."""
    return browser.new_context(base_url=site.url).new_page()


def test_running_the_scripts_and_waiting_changes_nothing(site, browser, invited):
    page = scanner(browser, site)

    page.goto(invited[2])
    page.wait_for_timeout(10_000)

    assert look(site, invited[1]) == UNCHANGED


def test_pressing_every_button_and_link_changes_nothing(site, browser, invited):
    page = scanner(browser, site)
    page.goto(invited[2])
    links = page.locator("main a[href^='/r/']").evaluate_all("all => all.map(one => one.href)")

    for address in [invited[2], *links]:
        page.goto(address)
        for button in range(page.locator("main button").count()):
            page.goto(address)
            page.locator("main button").nth(button).click()
            page.wait_for_load_state("networkidle")  # the next page would break off what it sent

    page.goto(invited[2])
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Choose one of the answers, then press “Send reply”."
    )
    assert len(links) >= 3
    assert look(site, invited[1]) == UNCHANGED


def test_filling_in_the_form_is_flagged_confirmed_and_can_be_taken_back(site, browser, invited):
    name, pk, path = invited
    page = scanner(browser, site)
    page.add_init_script(AT_ONCE)

    page.goto(path)
    expect(page.get_by_role("heading", name="You are not coming")).to_be_visible()
    flagged = look(site, pk)
    page = scanner(browser, site)
    page.goto(path)
    page.get_by_role("link", name="Change my answer").click()
    page.locator("label[for=answer_yes]").click()
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()

    assert flagged == ["no", True, 1, False, False]
    for _ in range(300):
        if any(f"{name}@" in str(message["To"]) for message in site.sink.messages()):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no confirmation arrived")

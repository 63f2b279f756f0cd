"""A center's coordinator and a person who is asked for dates, both without a mouse."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.keyboards import Keyboard
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("whole chain")]
PASSWORD = "a-long-enough-password"
FIRE = "Fire service and EMS"
START = f"""
import json
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from engagements.models import Sector
from roundtables.models import DatePoll
from roundtables.models.rsvps import hash_of
from tests.factories.accounts import CenterFactory, person_at
from tests.factories.engagements import EngagementFactory, GapFactory
from tests.factories.roundtables import RoundtableFactory
from tests.factories.stakeholders import OrganizationFactory
center = CenterFactory(name="Keys Fusion Center", slug="keys")
person = person_at(center, "coordinator", name="Kay", email="kay@keys.example.org")
person.set_password("{PASSWORD}")
person.save()
fire, health = (Sector.objects.get(pk=code) for code in ("fire", "public_health"))
for number in range(3):
    OrganizationFactory(center=center, name=f"Keys Fire District {{number}}", sector=fire)
OrganizationFactory(center=center, name="Keys Health Department", sector=health)
engagement = EngagementFactory(center=center, outreach=True, title="Fire joins in", sectors=[fire])
GapFactory(engagement=engagement, question__sectors=[fire])
poll = DatePoll.objects.begin(
    RoundtableFactory(engagement=engagement, draft=True, dateless=True), by=person
)
for days in (40, 41):
    poll.offer(timezone.now() + timedelta(days=days), by=person)
asked = poll.ask(name="Ada", email="ada@keys.example.org", sector=fire, by=person)
token = "a-token-for-keys-only-0123456789"
asked.change(token_hash=hash_of(token))
poll.change(state="open")
print(json.dumps(reverse("roundtables:date_poll_answer", args=[token])))
"""
VOTES = """
import json
from roundtables.models import PolledPerson
person = PolledPerson.objects.get(email="ada@keys.example.org")
print(json.dumps(list(person.votes.order_by("date__starts_at").values_list("vote", flat=True))))
"""
HIDE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before { outline: none !important }");
  document.adoptedStyleSheets = [sheet];
}"""
TRAP = """() => {
  const button = document.querySelector("main button[type=submit], main input[type=submit]");
  button.addEventListener("keydown", (event) => {
    if (event.key === "Tab") event.preventDefault();
  });
}"""
FILE = "Name,Town it is in,State\nKeys Ambulance,Harbor,WA\nKeys Clinic,Harbor,WA\n"


@pytest.fixture(scope="module")
def link(site: Site) -> str:
    """The path of the page on which Ada answers."""
    path: str = json.loads(site.run(START).splitlines()[-1])
    return path


def test_a_coordinator_works_with_keys_only(
    site: Site, browser: Browser, link: str, tmp_path: Path
) -> None:
    page = browser.new_context(base_url=site.url).new_page()
    keys = Keyboard(page)
    sign_in(keys)
    log_a_call(keys)
    import_a_list(keys, tmp_path)
    choose_guests(keys)


def menu(page: Page, name: str) -> Locator:
    """An entry of the main menu."""
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name)


def sign_in(keys: Keyboard) -> None:
    keys.page.goto("/accounts/login/")
    keys.write(keys.page.locator("input[name=login]"), "kay@keys.example.org")
    keys.write(keys.page.locator("input[name=password]"), PASSWORD)
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def log_a_call(keys: Keyboard) -> None:
    page = keys.page
    keys.activate(menu(page, "Stakeholders"))
    expect(page.get_by_role("link", name="Keys Health Department")).to_be_visible()
    assert keys.go_round() > 20
    keys.choose(page.locator("select[name=sector]"), FIRE)
    keys.activate(page.get_by_role("button", name="Show", exact=True))
    expect(page.get_by_role("link", name="Keys Health Department")).to_have_count(0)
    keys.activate(page.get_by_role("link", name="Keys Fire District 1"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys Fire District 1")
    assert keys.go_round() > 10
    keys.activate(page.get_by_role("button", name="Log a call"), "Space")
    expect(page.locator(".bcp-timeline").get_by_text("Call").first).to_be_visible()


def import_a_list(keys: Keyboard, folder: Path) -> None:
    page, file = keys.page, folder / "keys.csv"
    file.write_text(FILE)
    keys.activate(menu(page, "Stakeholders"))
    keys.activate(page.get_by_role("link", name="Import a list"))
    keys.go_to(page.locator("input[type=file]"))
    with page.expect_file_chooser() as chooser:  # from here on the window is the system's own
        keys.press("Space")
    chooser.value.set_files(file)
    keys.activate(page.get_by_role("button", name="Upload and match columns"))

    expect(page.get_by_role("heading", name="Which column holds what?")).to_be_visible()
    assert keys.go_round() > 10
    keys.choose(page.get_by_label("Town it is in"), "City")
    keys.choose(page.locator("select[name=default_sector]"), FIRE)
    keys.go_to(page.get_by_label("Town it is in"), "Shift+Tab")
    keys.activate(page.get_by_role("button", name="Read the file"))
    write = page.get_by_role("button", name="Write 2 rows to the directory")
    expect(write).to_be_visible()
    assert keys.go_round() > 10
    keys.activate(write)
    expect(page.get_by_text("2 organizations added")).to_be_visible()


def choose_guests(keys: Keyboard) -> None:
    page = keys.page
    keys.activate(menu(page, "Engagements"))
    keys.activate(page.get_by_role("link", name="Fire joins in"))
    keys.activate(page.get_by_role("link", name="Guest list").first)
    expect(page.get_by_role("heading", name="Guest list", level=1)).to_be_visible()
    assert keys.go_round() > 10
    for name in ("Keys Fire District 0", "Keys Fire District 2"):
        box = page.get_by_role("row", name=name).locator("input[type=checkbox]")
        keys.go_to(box)
        keys.press("Space")
        expect(box).to_be_checked()
    keys.activate(page.get_by_role("button", name="Choose the selected"))
    expect(page.get_by_text("2 organizations on the guest list.")).to_be_visible()


def test_a_person_answers_a_date_poll_with_keys_only(
    site: Site, browser: Browser, link: str
) -> None:
    page = browser.new_context(base_url=site.url).new_page()
    keys = Keyboard(page)
    page.goto(link)
    assert keys.go_round() > 3
    first, second = (
        page.locator("fieldset").nth(number).locator("input[type=radio]") for number in (0, 1)
    )

    keys.go_to(first.first)
    keys.press("Space")
    keys.press("Tab")
    keys.look()
    keys.press("ArrowDown")
    keys.look()
    expect(second.nth(1)).to_be_checked()
    keys.activate(page.get_by_role("button", name="Send"))

    expect(page.get_by_text("Your answer is noted")).to_be_visible()
    assert json.loads(site.run(VOTES).splitlines()[-1]) == ["yes", "if_needed"]


def test_control_a_page_that_hides_the_focus_fails(site: Site, browser: Browser, link: str) -> None:
    page = browser.new_context(base_url=site.url).new_page()
    page.goto(link)
    page.evaluate(HIDE)

    with pytest.raises(AssertionError, match="no outline"):
        Keyboard(page).go_round()


def test_control_a_page_that_holds_the_focus_fails(site: Site, browser: Browser, link: str) -> None:
    page = browser.new_context(base_url=site.url).new_page()
    page.goto(link)
    page.evaluate(TRAP)

    with pytest.raises(AssertionError, match="is trapped"):
        Keyboard(page).go_round()

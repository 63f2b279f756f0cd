"""The whole chain, from self-review to the closed engagement, as three people walk it."""

import io
import re
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("whole chain")]
HEALTH = "Public health and health care"
PASSWORD = "a-long-enough-password"
PEOPLE = f"""
from bcp.accounts.models import Center, Membership, State, User
from roundtables.models import Expert
center = Center.objects.create(
    name="Harbor Fusion Center", slug="harbor", state=State.objects.get(code="WA"), city="Harbor",
    designation="recognized", time_zone="America/Los_Angeles",
)
for role in ("director", "privacy_officer"):
    user = User.objects.create_user(
        f"{{role}}@harbor.example.org", "{PASSWORD}", name=f"Harbor {{role}}"
    )
    Membership.objects.create(user=user, center=center, role=role)
User.objects.create_user(
    "devon@program.example.org", "{PASSWORD}", name="Devon Reyes", is_coordinator=True
)
expert = Expert.objects.create(
    name="Sam Okafor", agency="DHS", email="sam@program.example.org", public_bio="Liaison work."
)
expert.topics.set(["T05", "T07", "T11"])
"""
TODAY = """
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from roundtables.models import Roundtable
begun = timezone.localtime(timezone=ZoneInfo("America/Los_Angeles")) - timedelta(minutes=5)
begun = begun.replace(second=0, microsecond=0)
Roundtable.objects.update(starts_at=begun, wall_start=f"{begun:%Y-%m-%dT%H:%M}")
"""
FILE = """Name,Contact,E-mail,City,State,Phone
Harbor County Health Department,Ada Lopez,ada@health.example.org,Harbor,WA,(206) 555-0101
Northshore Hospital,Ben Ito,ben@hospital.example.org,Harbor,WA,(206) 555-0102
"""


def signed_in(browser: Browser, site: Site, email: str) -> Page:
    """A browser of their own for one person."""
    page = browser.new_context(base_url=site.url).new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    return page


def tick(page: Page, box: Locator) -> None:
    """Click the words beside a radio button or checkbox, as people do."""
    page.locator(f"label[for='{box.get_attribute('id')}']").click()


def link_in(message: EmailMessage, path: str) -> str:
    """The link of a kind that a received mail holds."""
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"http://[^\s]+/{path}/[\w-]+/?", text).group(0)


def mail_to(site: Site, page: Page, address: str, subject: str = "") -> EmailMessage:
    """The newest mail that the mail server took for an address; waits for it."""
    for _ in range(300):
        found = [
            message
            for message in site.sink.messages()
            if address in str(message["To"]) and subject in str(message["Subject"])
        ]
        if found:
            return found[-1]
        page.wait_for_timeout(100)
    raise AssertionError(f"no mail to {address}")


def test_whole_chain(site: Site, browser: Browser, tmp_path: Path) -> None:
    site.run(PEOPLE)
    director = signed_in(browser, site, "director@harbor.example.org")
    privacy = signed_in(browser, site, "privacy_officer@harbor.example.org")
    coordinator = signed_in(browser, site, "devon@program.example.org")
    answer_the_self_review(director)
    engagement = ask_dhs_for_help(director, coordinator, site)
    import_stakeholders(director, tmp_path)
    choose_guests(director, engagement)
    roundtable = plan_a_roundtable(director, engagement)
    find_an_expert(coordinator, browser, site, roundtable)
    invite(director, privacy, browser, site, roundtable)
    make_the_packet(director, privacy, roundtable)
    hold_it(director, site, roundtable)
    follow_up(director, privacy, engagement, roundtable)


def answer_the_self_review(page: Page) -> None:
    page.goto("/self-reviews/")
    page.get_by_role("link", name="Start a self-review").click()
    page.get_by_role("button", name="Start").click()
    # `all` takes what is there at once, so each page has to have arrived.
    with page.expect_navigation():
        page.get_by_role("link", name="Outreach strategy and governance").click()
    for area in range(10):
        answer = "0" if area == 5 else "3"  # the sixth focus area is public health
        for question in page.locator(f"input[type=radio][value='{answer}']").all():
            tick(page, question)
        with page.expect_navigation():
            page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit the self-review").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    expect(
        page.get_by_role("heading", name="Public health and health care Priority")
    ).to_be_visible()


def ask_dhs_for_help(page: Page, coordinator: Page, site: Site) -> str:
    page.get_by_role("link", name="Plan an engagement", exact=True).click()
    page.get_by_label("Name of the engagement").fill("Public health joins in")
    page.get_by_role("button", name="Plan the engagement").click()
    page.get_by_label("Goal").fill("Each county names a liaison.")
    page.get_by_label("Preferred windows").fill("Weekdays in spring")
    page.get_by_label("Help asked of DHS").fill("Two experts and a facilitator")
    page.get_by_role("button", name="Save").click()
    engagement = page.url
    page.get_by_role("link", name="Prepare the request").click()
    page.get_by_role("button", name="Send the request to DHS").click()
    expect(page.get_by_text("The request is with DHS").first).to_be_visible()

    coordinator.goto(engagement)
    coordinator.get_by_role("link", name="Answer the request").click()
    tick(coordinator, coordinator.get_by_label("Accept"))
    coordinator.get_by_label("Reason").fill("A good plan.")
    coordinator.get_by_role("button", name="Send the answer").click()
    expect(coordinator.get_by_text("The center has been told.")).to_be_visible()
    assert (
        "A good plan." in mail_to(site, page, "director@harbor").get_body(("plain",)).get_content()
    )
    return engagement


def import_stakeholders(page: Page, folder: Path) -> None:
    file = folder / "partners.csv"
    file.write_text(FILE)
    page.goto("/stakeholders/imports/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Upload and match columns").click()
    page.locator("select[name=default_sector]").select_option(label=HEALTH)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Write 2 rows to the directory").click(timeout=30_000)
    expect(page.get_by_text("2 organizations added")).to_be_visible(timeout=30_000)


def choose_guests(page: Page, engagement: str) -> None:
    page.goto(f"{engagement}guest-list/")
    for box in page.locator("tbody input[type=checkbox]").all():
        tick(page, box)
    page.get_by_role("button", name="Choose the selected").click()
    expect(page.get_by_text("2 organizations on the guest list.")).to_be_visible()


def plan_a_roundtable(page: Page, engagement: str) -> str:
    page.goto("/venues/new/")
    page.get_by_label("Name").fill("Harbor library")
    page.get_by_role("button", name="Save").click()
    page.goto(engagement)
    page.get_by_role("link", name="Plan a roundtable").click()
    page.get_by_label("Title").fill("Public health at the table")
    page.get_by_label("What it is about").fill("How we work together.")
    page.get_by_role("button", name="Plan the roundtable").click()
    roundtable = page.url

    page.get_by_role("link", name="Fix date and place").click()
    page.locator("[name=starts_at_date]").fill(str(a_tuesday()))
    page.locator("[name=starts_at_time]").fill("09:00")
    page.locator("[name=venue]").select_option(label="Harbor library")
    page.get_by_role("button", name="Schedule the roundtable").click()
    expect(page.get_by_text("The date is fixed.")).to_be_visible()

    page.goto(f"{roundtable}agenda/")
    tick(page, page.get_by_label("Standard roundtable"))
    page.get_by_role("button", name="Start from this template").click()
    expect(page.get_by_text("The agenda keeps every rule")).to_be_visible()
    return roundtable


def a_tuesday() -> date:
    """A Tuesday about six weeks away."""
    day = timezone.localdate() + timedelta(days=42)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def find_an_expert(coordinator: Page, browser: Browser, site: Site, roundtable: str) -> None:
    coordinator.goto(f"{roundtable}experts/")
    coordinator.get_by_role("button", name="Ask Sam Okafor").click()
    expect(coordinator.get_by_text("Sam Okafor is requested.")).to_be_visible()

    expert = browser.new_context().new_page()
    expert.goto(link_in(mail_to(site, coordinator, "sam@program"), "x"))
    tick(expert, expert.get_by_label("Yes, I will speak"))
    expert.get_by_role("button", name="Send the answer").click()
    expect(expert.get_by_text("You said yes")).to_be_visible()


def invite(page: Page, privacy: Page, browser: Browser, site: Site, roundtable: str) -> None:
    page.goto(f"{roundtable}invitations/recipients/")
    page.get_by_role("button", name="Put all 2 on the list").click()
    expect(page.get_by_text("2 people added.")).to_be_visible()
    page.goto(f"{roundtable}notice/")
    page.get_by_role("button", name="Save the notice").click()
    privacy.goto(f"{roundtable}notice/")
    privacy.get_by_role("button", name="Sign this notice").click()
    expect(privacy.get_by_text("You signed the notice.")).to_be_visible()
    page.goto(f"{roundtable}invitations/review/")
    expect(page.get_by_text("This sends 2 mails")).to_be_visible()
    page.get_by_role("button", name="Send 2 invitations").click()
    expect(page.get_by_text("2 mails are queued.")).to_be_visible()

    invitee = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    invitee.goto(link_in(mail_to(site, page, "ada@health"), "r"))
    expect(invitee.locator("input[type=radio]:checked")).to_have_count(0)
    invitee.get_by_role("button", name="Send reply").click()
    expect(invitee.get_by_role("alert")).to_be_visible()
    tick(invitee, invitee.locator("input[type=radio][value=yes]"))
    invitee.get_by_role("button", name="Send reply").click()
    expect(invitee.get_by_role("heading", name="You are going")).to_be_visible()
    assert mail_to(site, page, "ada@health")["Subject"]


def make_the_packet(page: Page, privacy: Page, roundtable: str) -> None:
    page.goto(f"{roundtable}packet/")
    page.get_by_role("button", name="Make a new version").click()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible(timeout=60_000)
    address = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    pdf = PdfReader(io.BytesIO(page.request.get(address).body()))
    text = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
    assert "1 person from 1 sector" in text
    assert "Sam Okafor" in text
    assert "Ada Lopez" not in text

    privacy.goto(f"{roundtable}packet/")
    privacy.get_by_role("button", name="Sign off").click()
    page.reload()
    page.get_by_role("button", name="Release to participants").click()
    expect(page.get_by_text("Released", exact=True)).to_be_visible()


def hold_it(page: Page, site: Site, roundtable: str) -> None:
    site.run(TODAY)
    page.goto(f"{roundtable}check-in/")
    row = page.get_by_role("listitem").or_(page.get_by_role("row")).filter(has_text="Ada Lopez")
    row.get_by_role("button", name="Arrived").click()
    expect(page.get_by_text("1 here, 1 said yes.")).to_be_visible()

    page.goto(f"{roundtable}notes/")
    page.locator("[name=text]").fill("Hospitals want one phone number.")
    tick(page, page.get_by_label("Not attributed"))
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Hospitals want one phone number.")).to_be_visible()

    page.goto(f"{roundtable}commitments/")
    page.get_by_label("What is promised").fill("Name a liaison")
    page.get_by_label("Who promises it").fill("Ada Lopez")
    page.get_by_label("Gap that it closes").select_option(index=1)
    page.get_by_role("button", name="Save the commitment").click()
    page.goto(f"{roundtable}hold/")
    page.get_by_role("button", name="Yes, it was held").click()


def follow_up(page: Page, privacy: Page, engagement: str, roundtable: str) -> None:
    page.goto(f"{roundtable}record/close/")
    page.locator("main button[type=submit]").click()
    page.goto(f"{roundtable}report/edit/")
    page.get_by_label("Summary").fill("We met and agreed on a liaison.")
    page.get_by_role("button", name="Save and print").click()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible(timeout=60_000)
    privacy.goto(f"{roundtable}report/")
    privacy.get_by_role("button", name="Sign off").click()
    page.reload()
    page.get_by_role("button", name="Make it final").click()

    page.goto(engagement)
    page.get_by_role("link", name="Name a liaison").click()
    page.get_by_role("button", name="Mark as done").click()
    page.goto(f"{engagement}close/")
    page.get_by_role("button", name="Close the engagement").click()
    expect(page.get_by_text("The engagement is closed.")).to_be_visible()

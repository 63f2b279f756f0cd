"""Steps, due list, message and help of DHS."""

import datetime

import pytest
from django.utils import timezone

from bcp.core.actions import Refused
from engagements import conflicts
from engagements.conflicts import Outreach
from stakeholders import places
from stakeholders.models import HelpRequest, OutreachMessage, OutreachStep
from stakeholders.places import Place
from tests.factories.engagements import EngagementFactory
from tests.factories.stakeholders import (
    ContactFactory,
    GuestListEntryFactory,
    HelpRequestFactory,
    OrganizationFactory,
    OutreachMessageFactory,
    OutreachStepFactory,
)

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def engagement(center):
    return EngagementFactory(center=center, outreach=True)


def test_step_shows_as_next_step_and_is_logged_when_done(director, center):
    organization = OrganizationFactory(center=center)
    step = OutreachStep.plan(organization, by=director, kind="call", due_on=TOMORROW, purpose="Ask")
    assert (organization.next_step, organization.next_step_on) == ("Call: Ask", TOMORROW)

    step.do(by=director)
    step.do(by=director)

    organization.refresh_from_db()
    assert organization.interactions.get().text == "Ask"
    assert (organization.next_step, organization.stage) == ("", "contacted")


def test_a_next_step_that_somebody_typed_stays(director, center):
    typed = {"next_step": "Send the flyer", "next_step_on": TOMORROW}
    organization = OrganizationFactory(center=center, **typed)

    step = OutreachStep.plan(organization, by=director, kind="call", due_on=TOMORROW)
    step.do(by=director)
    OutreachStep.plan(organization, by=director, kind="mail", due_on=TOMORROW).drop(by=director)

    organization.refresh_from_db()
    assert (organization.next_step, organization.next_step_on) == ("Send the flyer", TOMORROW)


def test_dropping_the_only_step_empties_the_next_step(director, center):
    organization = OrganizationFactory(center=center)

    OutreachStep.plan(organization, by=director, kind="mail", due_on=TOMORROW).drop(by=director)

    assert (organization.next_step, organization.next_step_on) == ("", None)


def test_due_list_holds_due_steps_and_overdue_partners(director_client, center):
    due = OutreachStepFactory(organization__center=center)
    OutreachStepFactory(organization__center=center, done=True)
    OutreachStepFactory(organization__center=center, due_on=TOMORROW + datetime.timedelta(days=60))
    overdue = OrganizationFactory(center=center, overdue=True)
    OrganizationFactory(center=center, active=True)

    found = director_client.get("/stakeholders/outreach/").context["due"]

    assert (found.steps, found.partners) == ([due], [overdue])


def test_due_list_shows_only_mine_when_asked(director_client, director, center):
    mine = OutreachStepFactory(organization__center=center, owner=director)
    OutreachStepFactory(organization__center=center)
    partner = OrganizationFactory(center=center, overdue=True, owner=director)
    OrganizationFactory(center=center, overdue=True)

    page = director_client.get("/stakeholders/outreach/", {"mine": "1"})

    found = page.context["due"]
    assert (found.steps, found.partners) == ([mine], [partner])
    everything = director_client.get("/stakeholders/outreach/").context["due"]
    assert (len(everything.steps), len(everything.partners)) == (2, 2)


def test_plan_page_lists_chosen_organizations_with_their_steps(
    director_client, outsider_client, engagement
):
    entry = GuestListEntryFactory(engagement=engagement)
    OutreachStepFactory(
        organization=entry.organization, engagement=engagement, purpose="Visit them"
    )
    HelpRequestFactory(engagement=engagement, answered=True)
    OutreachMessageFactory(engagement=engagement, submitted=True)
    url = f"/engagements/{engagement.pk}/outreach/"

    page = director_client.get(url).content.decode()

    for words in (
        entry.organization.name,
        "Visit them",
        "They will call you",
        "Approve the message",
    ):
        assert words in page
    assert outsider_client.get(url).status_code == 404


def test_the_words_go_out_only_when_they_are_approved(director, director_client, engagement):
    entry = GuestListEntryFactory(engagement=engagement)
    person = ContactFactory(organization=entry.organization, email="ada@fire.example.org")
    ContactFactory(organization=entry.organization, do_not_contact=True, name="Not Asked")
    message = OutreachMessageFactory(engagement=engagement, submitted=True, subject="Fire & us")
    url = f"/engagements/{engagement.pk}/outreach/"

    assert "mailto:" not in director_client.get(url).content.decode()
    message.approve(by=director)

    page = director_client.get(url).content.decode()
    assert f'href="mailto:{person.email}?subject=Fire%20%26%20us&amp;body=' in page
    assert f"Write to {person}" in page
    assert "Write to Not Asked" not in page


def test_only_the_director_approves_and_new_words_need_a_new_approval(
    engagement, director, coordinator_user
):
    message = OutreachMessage.write(engagement, by=coordinator_user, subject="S", body="B")
    message.submit(by=coordinator_user)
    with pytest.raises(Refused):
        message.approve(by=coordinator_user)
    message.approve(by=director)
    assert message.state == "approved"

    again = OutreachMessage.write(engagement, by=coordinator_user, subject="S", body="Other")

    assert (again.pk, again.state, again.approved_by) == (message.pk, "draft", None)


def test_director_sends_a_message_back_with_a_reason(director_client, engagement):
    message = OutreachMessageFactory(engagement=engagement, submitted=True)

    director_client.post(
        f"/engagements/{engagement.pk}/outreach/message/send-back/", {"reason": "Shorter."}
    )

    message.refresh_from_db()
    assert (message.state, message.reason) == ("draft", "Shorter.")


def test_help_goes_to_the_coordinators_and_comes_back_answered(
    director_client, dhs_client, viewer_client, engagement, reference
):
    url = f"/engagements/{engagement.pk}/help/new/"
    entry = {"whom": "Denver Airport", "sector": "transport", "wish": "An introduction."}
    director_client.post(url, entry)
    director_client.post(url, entry)
    asked = HelpRequest.objects.get()
    assert "Denver Airport" in dhs_client.get("/help-requests/").content.decode()
    assert director_client.get("/help-requests/").status_code == 403
    assert viewer_client.post(url, entry).status_code == 403

    dhs_client.post(f"/help-requests/{asked.pk}/answer/", {"answer": "Call Ms. Young."})

    page = director_client.get(f"/engagements/{engagement.pk}/outreach/").content.decode()
    assert "Call Ms. Young." in page
    asked.refresh_from_db()
    with pytest.raises(Refused):
        asked.withdraw(by=asked.asked_by)


def test_asking_again_for_the_same_help_adds_what_is_new(director, engagement):
    first = HelpRequest.ask(engagement, by=director, whom="Port Elis", wish="A name would help.")
    again = HelpRequest.ask(engagement, by=director, whom="Port Elis", wish="They have moved.")

    assert again == first
    assert again.wish == "A name would help.\n\nThey have moved."
    with pytest.raises(Refused, match="Shorten this one"):
        HelpRequest.ask(engagement, by=director, whom="Port Elis", wish="x" * 990)


def test_conflicts_are_named_to_coordinators_only(
    director_client, dhs_client, engagement, monkeypatch
):
    other = Outreach("Harbor roundtable", "Other Center", "Denver", TOMORROW, "/x/")
    monkeypatch.setattr(conflicts, "_sources", [lambda *_: [other]])
    monkeypatch.setattr(places, "_sources", [lambda _: Place("CO", "Denver", on=TOMORROW)])
    url = f"/engagements/{engagement.pk}/outreach/"

    theirs = director_client.get(url).content.decode()

    assert "Other outreach is planned near yours" in theirs
    assert "Harbor roundtable" not in theirs
    assert "Harbor roundtable" in dhs_client.get(url).content.decode()

"""What planners read of earlier mails when something is moved, called off or taken back."""

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.audit.models import AuditEvent
from bcp.mail.models import OutgoingMail
from bcp.mail.outbox import withdraw
from roundtables.forms.saving import NAMED_AT_ONCE
from tests.factories.roundtables import InvitationFactory

LEFT = "Sent already, or being handed over; a cancellation follows: "
STOPPED = "Not sent any more: "


def invited(roundtable, director, *names, state="queued"):
    """People with these names whose invitation stands so."""
    people = []
    for name in names:
        person = InvitationFactory(roundtable=roundtable, planned=True, name=name)
        person.send(by=director)
        people.append(person)
    abouts = [f"invitation:{person.pk}" for person in people]
    OutgoingMail.objects.filter(about__in=abouts).update(state=state)
    return people


def pressed(client, act, pk):
    """The page that follows, and what its message says in plain words."""
    url = reverse(f"roundtables:{act}", args=[pk])
    page = client.post(url, {"reason": "Flooded"}, follow=True)
    [message] = page.context["messages"]
    return page, " ".join(re.sub(r"<[^>]+>", " ", str(message)).split())


def test_planner_reads_whose_mails_were_stopped_and_whose_were_not(
    roundtable, director, director_client
):
    invited(roundtable, director, "Ben Ito", "ada Lopez")
    invited(roundtable, director, "Cy <b>Moe</b>", state="leased")
    invited(roundtable, director, "Dee Roe", state="sent")
    invited(roundtable, director, "Eve Ray", state="data_started")
    invited(roundtable, director, "Flo Sun", state="bounced")

    page, said = pressed(director_client, "roundtable_cancel", roundtable.pk)

    assert said == (
        "The roundtable is cancelled. 3 earlier mails had not left and will not; 2 have left or may"
        " have left. Not sent any more: ada Lopez, Ben Ito, Cy &lt;b&gt;Moe&lt;/b&gt;."
        f" {LEFT}Dee Roe, Eve Ray."
    )
    assert "<b>Moe" not in page.text


@pytest.mark.parametrize(("state", "said"), [("queued", STOPPED), ("sent", LEFT), ("failed", "")])
def test_planner_reads_what_becomes_of_one_persons_mail(
    roundtable, director, director_client, state, said
):
    [ada] = invited(roundtable, director, "Ada Lopez", state=state)

    _, message = pressed(director_client, "invitation_withdraw", ada.pk)

    assert message.startswith("The invitation to Ada Lopez was taken back.")
    assert (STOPPED in message, LEFT in message) == (said == STOPPED, said == LEFT)


def test_a_person_with_several_mails_is_named_once(roundtable, director, director_client):
    [ada] = invited(roundtable, director, "Ada Lopez")
    ada.send(by=director)

    _, said = pressed(director_client, "roundtable_cancel", roundtable.pk)

    assert "2 earlier mails had not left" in said
    assert said.count("Ada Lopez") == 1


def test_nobody_is_named_when_nothing_was_sent(roundtable, director_client):
    _, said = pressed(director_client, "roundtable_cancel", roundtable.pk)

    assert said == "The roundtable is cancelled."


@pytest.mark.parametrize("more", [0, 1])
def test_long_lists_are_folded(roundtable, director, director_client, more):
    names = [f"Guest {number}" for number in range(NAMED_AT_ONCE + more)]
    invited(roundtable, director, *names)

    page, said = pressed(director_client, "roundtable_cancel", roundtable.pk)

    shown = page.text.split("bcp-messages")[1].split("bcp-tiles")[0]
    assert ("<details" in shown, f"{STOPPED}6 people" in said) == (bool(more), bool(more))
    assert all(name in said for name in names)


def test_taking_back_asks_the_database_as_often_for_one_as_for_thirty(roundtable, director):
    asked = []
    for number in (1, 30):
        people = invited(roundtable, director, *[f"Guest {n}" for n in range(number)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            withdrawal = withdraw([f"invitation:{person.pk}" for person in people])
        asked.append(len(queries))
        assert len(withdrawal.stopped) == number

    assert asked[0] == asked[1]


def test_names_stand_in_no_log_and_no_audit_event(roundtable, director, director_client, caplog):
    invited(roundtable, director, "Ada Lopez")
    url = reverse("roundtables:roundtable_cancel", args=[roundtable.pk])

    with caplog.at_level(logging.INFO):
        answer = director_client.post(url, {"reason": "Flooded"})

    assert answer.status_code == 302
    assert "Ada" not in caplog.text
    assert "Ada" not in str(list(AuditEvent.objects.values_list("data", flat=True)))

"""The audit log: auditors read it, nobody else does."""

from django.urls import reverse

from bcp.audit.models import record

PAGE = reverse("coordination:audit_list")


def test_only_auditors_open_it(client, director_client, dhs_client, auditor_client):
    people = (client, director_client, dhs_client, auditor_client)

    assert [who.get(PAGE).status_code for who in people] == [302, 403, 403, 200]


def test_whose_role_does_not_open_it_reads_for_whom_it_is(director_client):
    words = director_client.get(PAGE).text

    assert "Your role does not open this" in words
    assert "It is for auditors." in words


def test_acts_are_found_by_their_beginning(auditor_client, center, director):
    record("venue.archived", center, by=director)
    record("gap.taken_out", center, by=None)

    rows = auditor_client.get(PAGE, {"verb": "venue."}).context["rows"]

    assert [(event.verb, name) for event, name in rows] == [("venue.archived", director.name)]
    assert auditor_client.get(PAGE, {"verb": "zzz"}).context["rows"] == []


def test_older_acts_stand_on_the_next_page(auditor_client, center):
    for _ in range(101):
        record("venue.archived", center, by=None)

    first = auditor_client.get(PAGE)
    second = auditor_client.get(PAGE, {"before": first.context["older"]})

    assert len(first.context["rows"]) == 100
    assert len(second.context["rows"]) == 1

"""What a submitted self-review says, to whom, and beside which others."""

import csv
import io

import pytest
from django.urls import reverse

from bcp.accounts.enums import Role
from engagements.models import FocusArea
from tests.factories.accounts import CenterFactory, person_at


@pytest.fixture
def review(make_review, center, director):
    return make_review(center, director)


def results(client, review):
    return client.get(reverse("engagements:self_review_results", args=[review.pk]))


def test_results_show_the_numbers_of_the_worked_example(review, director_client):
    answer = results(director_client, review)

    rows = [(row.code, row.result.score, row.result.focus.value) for row in answer.context["areas"]]
    assert rows == [
        ("PHL", 25.0, "priority"),
        ("PCR", 62.5, "priority"),
        ("PRV", 60.0, "opportunity"),
        ("TWO", 60.0, "opportunity"),
        ("LEC", 62.5, "opportunity"),
        ("OUT", 75.0, "sustain"),
        ("COM", 75.0, "sustain"),
        ("CIP", 75.0, "sustain"),
        ("FIR", 75.0, "sustain"),
        ("EMG", 75.0, "sustain"),
    ]
    assert [topic["code"] for topic in answer.context["topics"]] == ["T02", "T11", "T05", "T08"]
    words = " ".join(answer.content.decode().split())
    assert "It is not the DHS Fusion Center Assessment" in words
    assert "(PHL1)" in words


def test_results_stand_beside_the_review_before(make_review, review, center, director, client_of):
    later = make_review(center, director, "A year later", PHL1={"value": 4})

    answer = results(client_of(director), later)

    change = {row.code: row.change for row in answer.context["areas"]}["PHL"]
    assert (change.before, change.verdict) == (25.0, "improved")
    assert b"Compared with Self-review, over" in answer.content


def test_networks_median_is_hidden_under_five_centers(make_review, review, director_client):
    def median():
        rows = {row.code: row for row in results(director_client, review).context["areas"]}
        return rows["PHL"].median

    for number in range(3):
        other = CenterFactory()
        make_review(other, person_at(other, Role.DIRECTOR), PHL1={"value": number})
    assert median() is None
    other = CenterFactory()
    make_review(other, person_at(other, Role.DIRECTOR), PHL1={"value": 3})

    assert median().centers == 5
    assert "(n = 5)" in results(director_client, review).content.decode()


def test_evidence_stays_with_the_center_until_the_director_shares_it(
    review, director_client, coordinator_client, viewer_client, dhs_client
):
    page = reverse("engagements:self_review_evidence", args=[review.pk])
    assert b"Canary" in results(viewer_client, review).content
    assert b"Canary" not in results(dhs_client, review).content

    coordinator_client.post(page, {"share": "yes"})
    assert b"Canary" not in results(dhs_client, review).content
    director_client.post(page, {"share": "yes"})
    assert b"Canary" in results(dhs_client, review).content
    director_client.post(page, {"share": "no"})

    assert b"Canary" not in results(dhs_client, review).content


def test_table_runs_no_formula_and_holds_no_evidence(review, director_client):
    FocusArea.objects.filter(code="PHL").update(name="=HYPERLINK(1)")

    answer = director_client.get(reverse("engagements:self_review_csv", args=[review.pk]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["'=HYPERLINK(1)", "25.0", "Priority", "4", "4"]
    assert "Canary" not in text


def test_a_draft_has_no_table(draft, director_client):
    page = reverse("engagements:self_review_csv", args=[draft.pk])

    assert director_client.get(page).status_code == 404

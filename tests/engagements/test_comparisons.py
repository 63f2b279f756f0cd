"""Comparing a self-review with the one before, and with the network."""

from engagements.enums import ChangeVerdict
from engagements.scoring import (
    compare,
    network_median,
    score,
)
from tests.engagements.answers import NOT_APPLICABLE, QUESTIONS, value
from tests.engagements.test_scoring import EXAMPLE, made


def changes_of(before, after, questions=QUESTIONS, later=None):
    comparison = compare(score(questions, before), score(later or questions, after))
    return comparison, {change.code: change.verdict.value for change in comparison.questions}


def test_compare_tells_improved_unchanged_worse_and_not_measured():
    after = EXAMPLE | {"PHL1": value(3), "PHL2": value(0), "PRV1": NOT_APPLICABLE, "LEC4": value(0)}

    comparison, verdicts = changes_of(EXAMPLE, after)

    picked = {code: verdicts[code] for code in ("PHL1", "PHL2", "PHL3", "PHL4", "PRV1", "LEC4")}
    assert picked == {
        "PHL1": "improved",
        "PHL2": "worse",
        "PHL3": "unchanged",
        "PHL4": "not_measured",
        "PRV1": "not_measured",
        "LEC4": "unchanged",
    }
    health = next(area for area in comparison.areas if area.code == "PHL")
    assert (health.before, health.after, health.verdict) == (25.0, 46.9, ChangeVerdict.IMPROVED)
    assert (health.measured, health.questions, health.is_partial) == (3, 4, True)


def test_compare_sees_no_improvement_in_a_weak_question_set_aside():
    comparison, _ = changes_of(EXAMPLE, EXAMPLE | {"PRV2": NOT_APPLICABLE})

    businesses = next(area for area in comparison.areas if area.code == "PRV")
    assert (businesses.before, businesses.after) == (75.0, 75.0)
    assert businesses.verdict == ChangeVerdict.UNCHANGED


def test_compare_refuses_to_compare_changed_questions_and_names_new_and_old_ones():
    before = [made("A1"), made("A2"), made("A3")]
    after = [made("A1"), made("A2", scale="F"), made("A4")]

    comparison, verdicts = changes_of(
        {q.code: value(1) for q in before}, {q.code: value(4) for q in after}, before, after
    )

    assert verdicts == {"A1": "improved", "A2": "not_comparable"}
    assert (comparison.added, comparison.removed) == (("A4",), ("A3",))
    assert [(area.before, area.after, area.measured) for area in comparison.areas] == [
        (25.0, 100.0, 1)
    ]


def test_compare_does_not_judge_an_incomplete_area():
    comparison, _ = changes_of({"PHL1": value(0)}, EXAMPLE)

    assert {area.verdict for area in comparison.areas} == {ChangeVerdict.NOT_MEASURED}


def test_compare_does_not_judge_an_area_of_new_questions():
    comparison, _ = changes_of({"A1": value(0)}, {"B1": value(4)}, [made("A1")], [made("B1")])

    assert [area.verdict for area in comparison.areas] == [ChangeVerdict.NOT_COMPARABLE]


def test_network_median_hides_fewer_than_five_centers():
    assert network_median([10.0, 20.0, 30.0, 40.0]) is None

    middle = network_median([50.0, 10.0, 30.0, 20.0, 40.0])

    assert (middle.score, middle.centers) == (30.0, 5)

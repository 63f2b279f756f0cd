"""The self-review scoring rule: its worked example, its edges and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.enums import ChangeVerdict, FocusClass
from engagements.loading import rows_of
from engagements.scoring import (
    REVIEWED_SECTORS,
    AnswerFacts,
    QuestionFacts,
    compare,
    network_median,
    score,
)

UNKNOWN = AnswerFacts(is_unknown=True)
NOT_APPLICABLE = AnswerFacts(is_not_applicable=True)

QUESTIONS = tuple(
    QuestionFacts(
        code=row["code"],
        area=row["focus_area"],
        scale=row["scale"],
        weight=int(row["weight"]),
        critical=row["is_critical"] == "1",
        sectors=frozenset(row["sectors"].split("|")),
        topic=row["topic"],
        wording=row["text"],
    )
    for row in rows_of("questions.csv")
)


def value(points):
    return AnswerFacts(value=points)


def all_answered(points, **others):
    return {question.code: value(points) for question in QUESTIONS} | others


EXAMPLE = all_answered(
    3,
    PHL1=value(0),
    PHL2=value(1),
    PHL3=value(2),
    PHL4=NOT_APPLICABLE,
    PRV2=value(0),
    LEC4=UNKNOWN,
    PCR1=value(1),
    TWO3=value(1),
)


def made(code, *, area="AAA", weight=1, critical=False, sectors=("fire",), topic="T01", **more):
    return QuestionFacts(
        code, area, more.get("scale", "L"), weight, critical, frozenset(sectors), topic
    )


def focus_of(questions, answers):
    return score(questions, answers).area("AAA").focus


# The worked example of docs/scoring.md.


def test_score_gives_the_areas_of_the_worked_example():
    result = score(QUESTIONS, EXAMPLE)

    assert [(area.code, area.score, area.focus.value) for area in result.areas] == [
        ("OUT", 75.0, "sustain"),
        ("COM", 75.0, "sustain"),
        ("PRV", 60.0, "opportunity"),
        ("CIP", 75.0, "sustain"),
        ("FIR", 75.0, "sustain"),
        ("PHL", 25.0, "priority"),
        ("EMG", 75.0, "sustain"),
        ("LEC", 62.5, "opportunity"),
        ("PCR", 62.5, "priority"),
        ("TWO", 60.0, "opportunity"),
    ]


def test_score_gives_the_sectors_of_the_worked_example():
    result = score(QUESTIONS, EXAMPLE)

    assert [(sector.code, sector.need) for sector in result.sectors] == [
        ("public_health", 53.2),
        ("chamber", 41.3),
        ("crime_stoppers", 40.0),
        ("law_enforcement", 36.4),
        ("community", 32.7),
        ("public_agency", 27.8),
        ("emergency_management", 27.6),
        ("critical_infrastructure", 27.1),
        ("fire", 27.0),
        ("private_sector", 26.9),
    ]
    assert [sector.code for sector in result.recommended_sectors] == [
        "public_health",
        "chamber",
        "crime_stoppers",
        "law_enforcement",
    ]


def test_score_gives_the_topics_and_reasons_of_the_worked_example():
    result = score(QUESTIONS, EXAMPLE)

    assert [(topic.code, topic.lost) for topic in result.recommended_topics] == [
        ("T02", 23),
        ("T11", 12),
        ("T05", 9),
        ("T08", 8),
    ]
    assert [str(reason) for reason in result.area("PHL").reasons] == [
        "PHL1 = 0",
        "PHL2 = 1",
        "PHL3 = 2",
    ]
    assert [str(reason) for reason in result.area("LEC").reasons] == [
        "LEC4 = don't know",
        "LEC1 = 3",
        "LEC3 = 3",
    ]
    assert result.area("PCR").critical_gaps == ("PCR1",)


def test_score_counts_what_was_unknown_and_set_aside():
    result = score(QUESTIONS, EXAMPLE)

    assert (result.area("LEC").unknown, result.area("LEC").not_applicable) == (1, 0)
    assert (result.area("PHL").unknown, result.area("PHL").not_applicable) == (0, 1)
    assert result.area("PHL").answered_share == 1.0


# The edges of the rule.


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((1, 2, 2), FocusClass.PRIORITY),
        ((2, 2, 2), FocusClass.OPPORTUNITY),
        ((3, 3, 2), FocusClass.OPPORTUNITY),
        ((3, 3, 3), FocusClass.SUSTAIN),
    ],
)
def test_score_classes_an_area_by_its_score(points, expected):
    questions = [made("A1"), made("A2"), made("A3")]

    answers = {q.code: value(p) for q, p in zip(questions, points, strict=True)}

    assert focus_of(questions, answers) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (value(2), FocusClass.SUSTAIN),
        (value(1), FocusClass.PRIORITY),
        (UNKNOWN, FocusClass.PRIORITY),
        (NOT_APPLICABLE, FocusClass.SUSTAIN),
    ],
)
def test_score_makes_an_area_a_priority_when_a_critical_question_is_weak(answer, expected):
    questions = [made("A1", critical=True), *(made(f"A{n}") for n in range(2, 9))]

    answers = {q.code: value(4) for q in questions} | {"A1": answer}

    assert focus_of(questions, answers) == expected


@pytest.mark.parametrize(
    ("answered", "expected"), [(2, FocusClass.INCOMPLETE), (3, FocusClass.SUSTAIN)]
)
def test_score_classes_an_area_only_when_three_in_five_are_answered(answered, expected):
    questions = [made(f"A{n}") for n in range(5)]

    answers = {question.code: value(4) for question in questions[:answered]}

    assert focus_of(questions, answers) == expected


def test_score_gives_no_score_to_an_area_set_aside_whole():
    area = score([made("A1")], {"A1": NOT_APPLICABLE}).area("AAA")

    assert (area.score, area.focus, area.is_not_applicable) == (None, FocusClass.INCOMPLETE, True)


def test_score_survives_an_empty_review():
    result = score(QUESTIONS, {})

    assert {area.focus for area in result.areas} == {FocusClass.INCOMPLETE}
    assert {sector.need for sector in result.sectors} == {None}
    assert (result.recommended_sectors, result.recommended_topics) == ((), ())


def test_score_recommends_five_sectors_at_most():
    result = score(QUESTIONS, all_answered(0))

    assert len(result.recommended_sectors) == 5


def test_score_adds_a_sector_without_contacts_of_a_priority_area():
    result = score(QUESTIONS, EXAMPLE, frozenset({"community", "fire", "public_health"}))

    assert [(sector.code, sector.has_no_contacts) for sector in result.recommended_sectors] == [
        ("public_health", True),
        ("chamber", False),
        ("crime_stoppers", False),
        ("law_enforcement", False),
        ("community", True),
    ]


def test_score_adds_no_sector_for_a_question_about_all_of_them():
    answers = all_answered(4, OUT1=value(0))

    result = score(QUESTIONS, answers, frozenset({"crime_stoppers", "fire"}))

    assert result.area("OUT").focus == FocusClass.PRIORITY
    assert [sector.code for sector in result.recommended_sectors] == ["fire"]


def test_score_adds_protections_when_indicators_are_a_topic():
    result = score(QUESTIONS, all_answered(4, PRV4=value(0), PRV3=value(2)))

    assert [(topic.code, topic.is_added) for topic in result.recommended_topics] == [
        ("T07", False),
        ("T05", True),
    ]


def test_score_refuses_an_answer_without_a_question():
    with pytest.raises(ValueError, match="XXX9"):
        score(QUESTIONS, {"XXX9": value(1)})


@pytest.mark.parametrize(
    "facts",
    [
        {"value": 5},
        {"value": -1},
        {"value": 1, "is_unknown": True},
        {"is_unknown": True, "is_not_applicable": True},
    ],
)
def test_answer_refuses_what_is_no_answer(facts):
    with pytest.raises(ValueError, match="answer"):
        AnswerFacts(**facts)


# Comparison.


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


# What always holds.

points_or_none = st.one_of(
    st.just(AnswerFacts()),
    st.just(UNKNOWN),
    st.just(NOT_APPLICABLE),
    st.integers(0, 4).map(value),
)
answer_sets = st.fixed_dictionaries({question.code: points_or_none for question in QUESTIONS})
sector_sets = st.frozensets(st.sampled_from(sorted(REVIEWED_SECTORS)))


@given(answer_sets, sector_sets)
def test_score_keeps_its_bounds(answers, without_contacts):
    result = score(QUESTIONS, answers, without_contacts)

    assert all(area.score is None or 0 <= area.score <= 100 for area in result.areas)
    assert all(sector.need is None or 0 <= sector.need <= 100 for sector in result.sectors)
    by_need = [s for s in result.recommended_sectors if not s.has_no_contacts]
    assert len(by_need) <= 5
    assert all(len(entry.reasons) <= 3 for entry in (*result.areas, *result.sectors))
    topics = {topic.code for topic in result.recommended_topics}
    assert "T07" not in topics or "T05" in topics


@given(answer_sets, st.sampled_from(QUESTIONS), st.integers(0, 3))
def test_score_never_falls_when_an_answer_rises(answers, question, points):
    lower = score(QUESTIONS, answers | {question.code: value(points)})
    higher = score(QUESTIONS, answers | {question.code: value(points + 1)})

    assert higher.area(question.area).score >= lower.area(question.area).score
    needs = {sector.code: sector.need for sector in higher.sectors}
    assert all(needs[s.code] is None or needs[s.code] <= s.need for s in lower.sectors)


@given(answer_sets, st.sampled_from(QUESTIONS))
def test_score_never_falls_when_a_question_at_zero_is_set_aside(answers, question):
    at_zero = score(QUESTIONS, answers | {question.code: UNKNOWN}).area(question.area)
    aside = score(QUESTIONS, answers | {question.code: NOT_APPLICABLE}).area(question.area)

    assert aside.score is None or aside.score >= at_zero.score


@given(answer_sets, st.sampled_from(QUESTIONS))
def test_unknown_counts_like_zero(answers, question):
    unknown = score(QUESTIONS, answers | {question.code: UNKNOWN})
    zero = score(QUESTIONS, answers | {question.code: value(0)})

    assert [(a.score, a.focus) for a in unknown.areas] == [(a.score, a.focus) for a in zero.areas]


@given(answer_sets)
def test_compare_finds_nothing_between_a_review_and_itself(answers):
    result = score(QUESTIONS, answers)

    comparison = compare(result, result)

    verdicts = {change.verdict for change in (*comparison.areas, *comparison.questions)}
    assert verdicts <= {ChangeVerdict.UNCHANGED, ChangeVerdict.NOT_MEASURED}

"""The self-review scoring rule: its worked example and its edges."""

import pytest

from engagements.enums import FocusClass
from engagements.scoring import (
    AnswerFacts,
    QuestionFacts,
    score,
)
from tests.engagements.answers import NOT_APPLICABLE, QUESTIONS, UNKNOWN, all_answered, value

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

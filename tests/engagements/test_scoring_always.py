"""What always holds of the scoring rule, whatever was answered."""

from hypothesis import given
from hypothesis import strategies as st

from engagements.enums import ChangeVerdict
from engagements.scoring import (
    REVIEWED_SECTORS,
    AnswerFacts,
    compare,
    score,
)
from tests.engagements.answers import NOT_APPLICABLE, QUESTIONS, UNKNOWN, value

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

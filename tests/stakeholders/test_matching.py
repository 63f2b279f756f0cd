"""The rule of the guest list, as a pure function."""

from dataclasses import replace

from stakeholders.matching import (
    CandidateFacts,
    GapFacts,
    Situation,
    coverage,
    sectors_without,
    suggest,
)

FIRE = GapFacts(1, "FIR1", "Fire has liaison officers.", "Fire", frozenset({"fire"}), 3, 0, 40.0)
HEALTH = GapFacts(2, "PHL1", "Health has a liaison.", "Health", frozenset({"health"}), 2, 1, 60.0)
BOTH = GapFacts(
    3, "OUT1", "A plan names partners.", "Outreach", frozenset({"fire", "health"}), 1, None
)
GAPS = [FIRE, HEALTH, BOTH]


def one(pk, sector, **facts):
    return CandidateFacts(pk, f"Organization {pk:02}", sector, **facts)


def order(gaps, candidates, situation=None):
    return [suggestion.candidate.id for suggestion in suggest(gaps, candidates, situation)]


def test_every_suggestion_has_its_chain():
    [suggestion] = suggest(GAPS, [one(1, "fire"), one(2, "church")])

    assert suggestion.candidate.id == 1
    assert [(why.gap.question_code, why.sector) for why in suggestion.reasons] == [
        ("FIR1", "fire"),
        ("OUT1", "fire"),
    ]


def test_clearing_a_gap_removes_exactly_its_suggestions():
    candidates = [one(1, "fire"), one(2, "health"), one(3, "chamber")]

    assert set(order(GAPS, candidates)) == {1, 2}
    assert set(order([HEALTH], candidates)) == {2}
    assert set(order([FIRE], candidates)) == {1}
    assert order([], candidates) == []


def test_second_of_a_kind_is_worth_less_than_the_first_of_another():
    health = replace(HEALTH, weight=3, value=0, area_score=50.0)
    candidates = [*(one(n, "fire") for n in (1, 2, 3)), *(one(n, "health") for n in (4, 5))]

    assert order([FIRE, health], candidates) == [1, 4, 2, 5, 3]


def test_stage_freshness_attendance_nearness_and_people_each_count():
    plain = {"stage": "met", "days_since_contact": 200, "miles": 50.0, "times_attended": 1}
    base = one(1, "fire", **plain)
    for better in (
        {"stage": "active"},
        {"days_since_contact": 10},
        {"miles": 5.0},
        {"times_attended": 3},
    ):
        rival = one(2, "fire", **{**plain, **better})
        assert order([FIRE], [base, rival])[0] == 2, better
    lonely = one(0, "fire", **plain, has_person=False)
    assert order([FIRE], [lonely, base])[0] == 1


def test_what_is_chosen_invited_or_left_out_is_never_suggested():
    candidates = [one(n, "fire") for n in range(1, 5)]
    situation = Situation(frozenset({1}), frozenset({2}), {3: frozenset({"invited"})})

    assert order(GAPS, candidates, situation) == [4]


def test_coverage_already_won_sends_others_ahead():
    candidates = [one(1, "fire"), one(2, "fire"), one(3, "health")]

    assert order(GAPS, candidates)[0] in {1, 2}
    assert order(GAPS, candidates, Situation(attendance={1: frozenset({"coming"})}))[0] == 3


def test_coverage_names_each_gap_nobody_covers():
    situation = Situation(frozenset({1}), frozenset(), {2: frozenset({"invited"})})

    found = coverage(GAPS, {1: "fire", 2: "health", 9: "chamber"}, situation)

    assert [(gap.gap.question_code, gap.state) for gap in found] == [
        ("FIR1", "chosen"),
        ("PHL1", "invited"),
        ("OUT1", "invited"),
    ]
    assert [gap.gap.question_code for gap in found if not gap.is_covered_by_invitation] == ["FIR1"]


def test_sectors_without_anybody_come_neediest_first():
    assert sectors_without(GAPS, [one(1, "chamber")], Situation()) == ["fire", "health"]
    assert sectors_without(GAPS, [one(1, "fire")], Situation(left_out=frozenset({1})))[0] == "fire"

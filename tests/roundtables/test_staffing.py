"""The choice of experts, without a database."""

from datetime import date

from roundtables.staffing import Candidate, Need, suggest

TITLES = {"T05": "Protections", "T06": "DHS support", "T07": "Indicators"}
DAY = date(2027, 3, 9)
NEED = Need(frozenset(TITLES), center=1, state="CO", region=8, day=DAY)


def person(key: int, *topics: str, **facts) -> Candidate:
    return Candidate(key=key, name=f"Expert {key}", topics=frozenset(topics), **facts)


def test_fewest_experts_cover_all_topics_and_each_says_why():
    both = person(1, "T05", "T06", home_state="CO", load=2)
    plan = suggest(NEED, [person(2, "T05"), both, person(3, "T07", home_region=8)], TITLES)

    assert [(row.candidate.key, row.topics) for row in plan.suggestions] == [
        (1, ("T05", "T06")),
        (3, ("T07",)),
    ]
    assert plan.suggestions[0].reasons == (
        "Speaks on: Protections; DHS support.",
        "Is free that day.",
        "2 of at most 6 roundtables that quarter.",
        "Lives in the state.",
    )
    assert plan.uncovered == ()


def test_the_nearer_then_the_less_loaded_goes_first_and_others_are_named():
    far, near = person(1, "T05", home_region=2), person(2, "T05", home_state="CO", load=3)
    idle = person(3, "T05", home_state="CO", load=1)
    plan = suggest(Need(frozenset({"T05"}), 1, "CO", 8, DAY), [far, near, idle], TITLES)

    assert [row.candidate.key for row in (*plan.suggestions, *plan.further)] == [3, 2, 1]
    assert plan.suggestions[0].others == ("Expert 2", "Expert 1")


def test_whoever_cannot_be_asked_is_left_out_with_the_reason():
    pool = [
        person(1, "T05", conflicts=frozenset({1})),
        person(2, "T05", away=((date(2027, 3, 8), date(2027, 3, 9)),)),
        person(3, "T05", busy=frozenset({DAY})),
        person(4, "T05", load=6),
        person(5, "T05", can_travel=False, home_state="NY"),
        person(6, "T05", regions=frozenset({1, 2})),
        person(7, "T05", has_declined=True),
        person(8, "T05", is_assigned=True),
        person(9, "T07"),
    ]
    plan = suggest(Need(frozenset({"T05"}), 1, "CO", 8, DAY), pool, TITLES)

    assert [row.reason for row in plan.left_out] == [
        "Has a conflict of interest with this center.",
        "Is not available that day.",
        "Speaks at another roundtable that day.",
        "Already speaks at 6 roundtables that quarter, the agreed most.",
        "Does not travel, and the roundtable is in another state.",
        "Serves region 1, 2; the roundtable is in region 8.",
        "Has declined for this roundtable.",
    ]
    assert (plan.suggestions, plan.uncovered) == ((), ("T05",))


def test_online_nobody_is_far_and_languages_count():
    need = Need(
        frozenset({"T05"}), 1, "CO", 8, DAY, is_virtual=True, languages=frozenset({"Spanish"})
    )
    pool = [
        person(1, "T05", can_travel=False),
        person(2, "T05", home_state="PR", languages=frozenset({"Spanish"})),
    ]
    plan = suggest(need, pool, TITLES)

    assert [row.candidate.key for row in (*plan.suggestions, *plan.further)] == [2, 1]
    assert "Speaks Spanish, as some invitees do." in plan.suggestions[0].reasons


def test_topics_already_covered_are_not_staffed_twice():
    need = Need(frozenset({"T05", "T07"}), 1, "CO", 8, covered=frozenset({"T05"}))

    plan = suggest(need, [person(1, "T05"), person(2, "T05", "T07")], TITLES)

    assert [row.topics for row in plan.suggestions] == [("T07",)]
    assert plan.further == ()

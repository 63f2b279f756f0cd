"""The rules of an agenda, without a database."""

from roundtables.agendas import Slot, problems, timetable, total

STANDARD = [
    Slot(1, "Check-in", 30),
    Slot(2, "Welcome", 15),
    Slot(3, "The center", 30, frozenset({"T01", "T02"})),
    Slot(4, "Protections", 25, frozenset({"T05", "T06"})),
    Slot(5, "Break", 15, is_break=True),
    Slot(6, "Indicators", 30, frozenset({"T07", "T08"})),
    Slot(7, "Discussion", 75, frozenset({"T10"}), is_discussion=True),
    Slot(8, "Second break", 10, is_break=True),
    Slot(9, "Commitments", 20, is_discussion=True),
]


def rules(slots: list[Slot], window: int | None = None) -> list[str]:
    return [problem.rule for problem in problems(slots, window or total(slots))]


def test_an_agenda_that_keeps_the_rules_has_no_problem():
    assert total(STANDARD) == 250
    assert problems(STANDARD, 250) == []


def test_items_past_the_end_say_by_how_much_and_which():
    late = timetable(STANDARD, 238)
    found = problems(STANDARD, 238)

    assert [(row.slot.key, row.over) for row in late if row.over] == [(9, 12)]
    assert found[0].text == ("The items take 250 minutes, the roundtable lasts 238: 12 min over.")
    assert found[0].keys == (9,)


def test_minutes_that_nothing_fills_are_a_problem_too():
    assert "5 min not planned" in problems(STANDARD, 255)[0].text


def test_indicators_before_protections_are_named_with_the_item_to_move():
    swapped = [*STANDARD[:3], STANDARD[5], STANDARD[4], STANDARD[3], *STANDARD[6:]]

    assert problems(swapped, 250)[0].fix == "Move “Protections” before it."


def test_indicators_never_go_without_protections():
    alone = [slot for slot in STANDARD if slot.key != 4]
    both_in_one = [
        *alone[:3],
        Slot(6, "Both", 30, frozenset({"T05", "T07"})),
        *[slot for slot in alone[3:] if slot.key != 6],
    ]

    assert "order" in rules(alone)
    assert "order" in rules(both_in_one)


def test_too_little_discussion_says_how_many_minutes_are_missing():
    talk = [Slot(1, "Talk", 80), Slot(2, "Discussion", 20, is_discussion=True)]

    assert problems(talk, 100)[0].fix == "Turn 10 more minutes into discussion."
    assert rules([Slot(1, "Talk", 70), Slot(2, "Discussion", 30, is_discussion=True)]) == []


def test_a_long_sitting_says_where_the_break_belongs():
    without = [slot for slot in STANDARD if not slot.is_break]
    found = [problem for problem in problems(without, total(without)) if problem.rule == "breaks"]

    assert [problem.fix for problem in found] == ["Put a break after “Protections”."]
    assert rules([Slot(1, "One long talk", 200, is_discussion=True)]) == ["breaks"]


def test_an_empty_agenda_is_not_begun_and_breaks_nothing():
    assert problems([], 255) == []

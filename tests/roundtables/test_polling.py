"""The ranking of candidate dates, without a database."""

from roundtables.polling import Option, rank

SECTORS = {1: "Fire", 2: "Fire", 3: "Fire", 4: "Public health"}


def votes(**by_person: str) -> dict[int, str]:
    return {int(key[1:]): vote for key, vote in by_person.items()}


def test_a_date_with_a_quorum_stands_above_more_votes_without_one():
    popular = Option(1, votes(p1="yes", p2="yes", p3="yes", p4="no"))
    complete = Option(2, votes(p1="yes", p4="if_needed", p2="no", p3="no"))

    best, second = rank([popular, complete], SECTORS, ["Fire", "Public health"])

    assert (best.key, best.has_quorum, best.missing) == (2, True, ())
    assert (second.key, second.has_quorum, second.missing) == (1, False, ("Public health",))
    assert (best.yes, best.if_needed, best.no, best.unanswered) == (1, 1, 2, 0)


def test_among_equal_quorums_experts_then_votes_then_notes_decide():
    same = votes(p1="yes", p4="yes")
    options = [
        Option(1, same, notes=("It is a Saturday.",)),
        Option(2, same, experts_missing=("Ada",)),
        Option(3, same),
        Option(4, votes(p1="yes", p2="yes", p4="yes")),
    ]

    order = [row.key for row in rank(options, SECTORS, ["Fire", "Public health"])]

    assert order == [4, 3, 1, 2]


def test_sectors_that_were_asked_but_not_required_are_named_too():
    (row,) = rank([Option(1, votes(p1="yes"))], SECTORS, ["Fire"])

    assert (row.missing, row.also_missing, row.unanswered) == ((), ("Public health",), 3)


def test_votes_of_people_taken_off_the_list_do_not_count():
    (row,) = rank([Option(1, {9: "yes"})], SECTORS, [])

    assert (row.yes, row.unanswered) == (0, 4)

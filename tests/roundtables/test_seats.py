"""Seats: nobody gets one that is not there, nobody loses one silently, the line is kept."""

import pytest

from bcp.core.actions import Refused
from roundtables.enums import AnswerSource, InvitationState, Rsvp
from roundtables.models import Invitation, Roundtable
from tests.factories.engagements import SectorFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, SectorSeatsFactory
from tests.factories.stakeholders import ContactFactory


@pytest.fixture
def roundtable(center) -> Roundtable:
    return RoundtableFactory(engagement__center=center, scheduled=True, seats=2)


def invitee(roundtable: Roundtable, sector: str = "fire", **fields) -> Invitation:
    return InvitationFactory(roundtable=roundtable, sector=SectorFactory(code=sector), **fields)


def answers(roundtable: Roundtable) -> list[str]:
    return list(roundtable.invitations.order_by("pk").values_list("rsvp", flat=True))


def test_accept_takes_a_seat_once(roundtable):
    ada = invitee(roundtable)

    assert [ada.accept(), ada.accept()] == [True, False]

    roundtable.refresh_from_db()
    assert (roundtable.seats_taken, ada.rsvp, ada.answers.count()) == (1, Rsvp.YES, 1)


def test_accept_puts_on_the_waitlist_in_order_when_full(roundtable):
    people = [invitee(roundtable) for _ in range(4)]

    for person in people:
        person.accept()

    assert answers(roundtable) == ["yes", "yes", "waitlisted", "waitlisted"]
    assert [person.place for person in people] == [None, None, 1, 2]


def test_decline_moves_up_the_first_who_waits_once(roundtable):
    people = [invitee(roundtable) for _ in range(4)]
    for person in people:
        person.accept()

    people[0].decline()
    people[0].decline()

    assert answers(roundtable) == ["no", "yes", "yes", "waitlisted"]
    third = people[2].answers.first()
    assert (third.rsvp, third.source) == (Rsvp.YES, AnswerSource.RULE)


def test_withdraw_gives_the_seat_back_and_stops_links(roundtable, director):
    people = [invitee(roundtable) for _ in range(3)]
    for person in people:
        person.accept()
    people[0].links.issue(people[0])

    people[0].withdraw(by=director)

    assert people[0].state == InvitationState.WITHDRAWN
    assert people[0].links.live().count() == 0
    assert answers(roundtable) == ["none", "yes", "yes"]


def test_seats_kept_for_a_sector_are_not_taken_by_others(roundtable):
    SectorSeatsFactory(roundtable=roundtable, sector=SectorFactory(code="public_health"), minimum=1)
    fire = [invitee(roundtable) for _ in range(2)]
    health = invitee(roundtable, "public_health")

    for person in (*fire, health):
        person.accept()

    assert answers(roundtable) == ["yes", "waitlisted", "yes"]


def test_keep_seats_refuses_more_than_are_free(roundtable, director):
    for _ in range(2):
        invitee(roundtable).accept()

    with pytest.raises(Refused):
        roundtable.keep_seats({SectorFactory(code="public_health").pk: 1}, by=director)

    assert roundtable.sector_seats.count() == 0


def test_keep_seats_lets_go_and_moves_up(roundtable, director):
    health = SectorFactory(code="public_health")
    roundtable.keep_seats({health.pk: 1}, by=director)
    for _ in range(2):
        invitee(roundtable).accept()

    moved = roundtable.keep_seats({health.pk: 0}, by=director)

    assert (len(moved), answers(roundtable)) == (1, ["yes", "yes"])


def test_change_seats_moves_up_when_raised_and_refuses_when_too_few(roundtable, director):
    for _ in range(3):
        invitee(roundtable).accept()

    moved = roundtable.change_seats(3, by=director)
    with pytest.raises(Refused) as refused:
        roundtable.change_seats(2, by=director)

    assert (len(moved), answers(roundtable)) == (1, ["yes"] * 3)
    assert refused.value.reason.startswith("3 people have been told")


def test_delegate_gives_the_seat_back_and_asks_the_other(roundtable):
    ada = invitee(roundtable)
    ada.accept()

    bo = ada.delegate("Bo Bell", "bo@fire.example.org")

    assert (ada.rsvp, bo.rsvp, bo.delegate_of) == (Rsvp.DELEGATED, Rsvp.NONE, ada)
    assert (bo.sector, bo.organization_name) == (ada.sector, ada.organization_name)
    roundtable.refresh_from_db()
    assert roundtable.seats_taken == 0


OBSTACLES = {
    "known": "Asked to send Bo, who is on the list already. Nobody was invited.",
    "unwanted": "Asked to send Bo, who asked not to be contacted. Nobody was invited.",
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_delegate_who_cannot_be_invited_is_told_to_the_center_alone(roundtable, obstacle):
    ada = invitee(roundtable)
    if obstacle == "known":
        invitee(roundtable, email="bo@fire.example.org")
    else:
        ContactFactory(
            organization__center=roundtable.center, email="bo@fire.example.org", do_not_contact=True
        )

    sent = [ada.delegate("Bo", "BO@fire.example.org") for _ in range(2)]

    assert (sent, ada.rsvp, ada.delegates.count()) == ([None, None], Rsvp.DELEGATED, 0)
    assert [answer.note for answer in ada.answers.all()] == [OBSTACLES[obstacle]] * 2


def test_delegate_to_the_own_address_is_refused_and_changes_nothing(roundtable):
    ada = invitee(roundtable, email="ada@fire.example.org")
    ada.accept()

    with pytest.raises(Refused):
        ada.delegate("Me", "Ada@fire.example.org")

    assert (answers(roundtable), ada.answers.count()) == (["yes"], 1)


def test_coming_after_all_takes_back_a_delegate_who_has_not_answered(roundtable):
    ada = invitee(roundtable)
    bo = ada.delegate("Bo Bell", "bo@fire.example.org")

    ada.accept()

    bo.refresh_from_db()
    assert (ada.rsvp, bo.state) == (Rsvp.YES, InvitationState.WITHDRAWN)


def test_coming_after_all_is_refused_when_the_delegate_said_yes(roundtable):
    ada = invitee(roundtable)
    ada.delegate("Bo Bell", "bo@fire.example.org").accept()

    with pytest.raises(Refused):
        ada.accept()


@pytest.mark.parametrize("trait", ["planned", "withdrawn"])
def test_accept_is_refused_without_a_standing_invitation(roundtable, trait):
    ada = invitee(roundtable, **{trait: True})

    with pytest.raises(Refused):
        ada.accept()


def test_forget_keeps_the_counts_and_nothing_of_the_person(roundtable, director):
    ada = invitee(roundtable, access_needs="Wheelchair", why="old friend", decline_reason="x")
    ada.accept()

    ada.forget(by=None)

    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.organization_name, ada.why) == (
        "Deleted on request",
        "",
        "",
        "",
    )
    assert (ada.access_needs, ada.decline_reason, ada.rsvp) == ("", "", Rsvp.NO)
    roundtable.refresh_from_db()
    assert roundtable.seats_taken == 0

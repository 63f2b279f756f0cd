"""Whatever people do, in whatever order: seats are never overrun, minima and the line are kept."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bcp.accounts.enums import Role
from bcp.core.actions import Refused
from roundtables.enums import InvitationState, Rsvp
from roundtables.models import Invitation, answering, statements
from roundtables.models.seats import count_seats
from tests.factories.accounts import CenterFactory, person_at
from tests.factories.engagements import EngagementFactory, SectorFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory

SECTORS = ("fire", "public_health", "chamber")


class Guests(RuleBasedStateMachine):
    """One roundtable and everything that can happen to its guests."""

    people = Bundle("people")

    @initialize(seats=st.integers(1, 4))
    def open(self, seats):
        center = CenterFactory()
        self.director = person_at(center, Role.DIRECTOR)
        self.roundtable = RoundtableFactory(
            engagement=EngagementFactory(center=center), scheduled=True, seats=seats
        )
        self.line: list[int] = []

    @rule(target=people, sectors=st.lists(st.sampled_from(SECTORS), min_size=1, max_size=4))
    def invite(self, sectors):
        return multiple(
            *(
                InvitationFactory(roundtable=self.roundtable, sector=SectorFactory(code=sector)).pk
                for sector in sectors
            )
        )

    @rule(person=people)
    def accept(self, person):
        self._try(person, lambda invitation: invitation.accept())

    @rule(person=people)
    def accept_too(self, person):
        self.accept(person)

    @rule(person=people, verb=st.sampled_from(["decline", "answer_maybe"]))
    def leave(self, person, verb):
        self._try(person, lambda invitation: getattr(invitation, verb)())

    @rule(target=people, person=people)
    def delegate(self, person):
        email = f"delegate{Invitation.objects.count()}@fire.example.org"
        made = self._try(person, lambda invitation: invitation.delegate("Del Egate", email))
        return made.pk if made else person

    @rule(person=people, what=st.sampled_from(["withdraw", "restore", "dispute", "forget", "late"]))
    def meddle(self, person, what):
        acts = {
            "withdraw": lambda invitation: invitation.withdraw(by=self.director),
            "restore": lambda invitation: invitation.restore(by=self.director),
            "dispute": lambda invitation: invitation.dispute(),
            "forget": lambda invitation: invitation.forget(by=None),
            "late": lambda invitation: invitation.lose_seat(),
        }
        if what == "late":
            Invitation.objects.filter(pk=person, rsvp=Rsvp.YES).update(must_confirm=True)
        self._try(person, acts[what])

    @rule(seats=st.integers(1, 5))
    def change_seats(self, seats):
        self._refusable(lambda: self.roundtable.change_seats(seats, by=self.director))

    @rule(sector=st.sampled_from(SECTORS), minimum=st.integers(0, 3))
    def keep_seats(self, sector, minimum):
        code = SectorFactory(code=sector).pk
        self._refusable(lambda: self.roundtable.keep_seats({code: minimum}, by=self.director))

    @invariant()
    def seats_are_the_number_of_yes_and_never_overrun(self):
        self.roundtable.refresh_from_db()
        yes = self.roundtable.invitations.filter(rsvp=Rsvp.YES)
        assert self.roundtable.seats_taken == yes.count() <= self.roundtable.seats
        assert not yes.exclude(state=InvitationState.INVITED).exists()

    @invariant()
    def seats_kept_for_sectors_stay_free(self):
        count = count_seats(self.roundtable)
        assert count.taken + sum(count.kept.values()) <= count.seats

    @invariant()
    def nobody_waits_while_a_seat_is_free_for_them(self):
        for invitation in self.roundtable.invitations.waiting():
            assert count_seats(self.roundtable).free_for([invitation.sector_id]) == 0

    @invariant()
    def the_line_keeps_its_order(self):
        now = list(self.roundtable.invitations.waiting().values_list("pk", flat=True))
        stayed = [pk for pk in self.line if pk in now]
        assert now[: len(stayed)] == stayed
        self.line = now

    def _try(self, person, act):
        invitation = Invitation.objects.select_related("roundtable__engagement__center").get(
            pk=person
        )
        return self._refusable(lambda: act(invitation))

    def _refusable(self, act):
        try:
            return act()
        except Refused:
            return None


ENOUGH = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_guests_keep_every_promise(db):
    run_state_machine_as_test(Guests, settings=ENOUGH)


def test_guests_notice_when_kept_seats_are_given_away(db, monkeypatch):
    careless = """UPDATE roundtables_roundtable SET seats_taken = seats_taken + 1
        WHERE id = %s AND seats_taken < seats AND id = %s AND '' <> %s"""
    monkeypatch.setattr(statements, "TAKE_SEAT", careless)

    with pytest.raises(AssertionError):  # the first that fails ends it
        run_state_machine_as_test(Guests, settings=settings(ENOUGH, max_examples=400))


def test_guests_notice_when_nobody_moves_up(db, monkeypatch):
    monkeypatch.setattr(answering, "fill_free_seats", lambda roundtable: [])

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Guests, settings=ENOUGH)

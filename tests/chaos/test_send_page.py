"""The Send button: cut, pressed twice, pressed by two, and never held up by the broker."""

import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.proxies import CUT, CUT_AFTER
from tests.chaos.rig import Rig
from tests.chaos.visits import Answer

N = 5
MANY = 900  # people whose names fill more than a cookie
PAGE_SECONDS = 2.0
STATEMENTS = 200  # far more than sending takes
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


class Planner:
    """Somebody signed in, looking at the last page before invitations leave."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        rig.start_web()
        self.plan()

    def plan(self) -> None:
        """Plan a new roundtable with people to invite, and open the page."""
        done = self.rig.act("plan", people=N)
        self.session, self.path = done["session"], f"/roundtables/{done['pk']}/invitations/"
        self.before = len(self.rig.rows())
        self.form = self.review()

    def review(self) -> dict[str, str]:
        """Open the page; what its form sends."""
        page = self.rig.visit(f"{self.path}review/", session=self.session)
        assert page.status == 200, page.text
        names = ("once", "seen", "wave")
        return {name: found(rf'name="{name}" value="([^"]+)"', page) for name in names}

    def send(self, **changes: str) -> Answer:
        """Press the button."""
        form = {**self.form, **changes}
        return self.rig.visit(f"{self.path}send/", form=form, session=self.session)

    def queued(self) -> int:
        """How many mails there are to the people of this roundtable."""
        return len(self.rig.rows()) - self.before


def found(pattern: str, page: Answer) -> str:
    """The value on the page."""
    match = re.search(pattern, page.text)
    assert match, f"{pattern} is not on the page: {page.text}"
    return match[1]


class Cutter:
    """Cuts the database's line at one message of the web."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0

    def __call__(self, data: bytes) -> str | None:
        self.seen += 1
        return CUT if self.seen == self.number else None


@fault("F8")
def test_database_cut_at_any_statement_queues_all_or_nothing(rig: Rig) -> None:
    planner = Planner(rig)

    for number in range(1, STATEMENTS):
        cutter = rig.to_database.watch = Cutter(number)
        answer = planner.send()
        rig.heal()
        queued = planner.queued()
        assert queued in {0, N}, f"cut at statement {number}"
        assert answer.status in ({302} if cutter.seen < number else {302, 500, 503})
        assert queued == N or answer.status != 302, "a success page without mails"
        if queued:  # pressed again, nothing more is queued; on with others
            assert planner.send().status == 302
            assert planner.queued() == N
            planner.plan()
        if cutter.seen < number:
            break

    assert number > 10  # so many messages the web sends to the database
    sendings = "SELECT roundtable_id FROM roundtables_sending GROUP BY 1 HAVING count(*) > 1"
    assert rig.cluster.rows(sendings) == []


@fault("F8")
def test_control_without_the_transaction_invited_people_have_no_mail(rig: Rig) -> None:
    rig.without("transactions")
    planner = Planner(rig)
    rig.to_database.watch = lambda data: CUT if b'INTO "mail_outgoingmail"' in data else None
    assert planner.send().status in {500, 503}
    rig.heal()

    assert planner.send().status == 302  # a success page without mails

    assert planner.queued() == 0
    invited = "SELECT state FROM roundtables_invitation WHERE state = 'invited'"
    assert len(rig.cluster.rows(invited)) == N


def send_and_cut_at_commit(planner: Planner, how: str) -> None:
    """Press the button; the line breaks in the COMMIT of the mails."""
    said: list[str] = []

    def at_commit(data: bytes) -> str | None:
        if b"mail_outgoingmail" in data:
            said.append("mails")
        if b"COMMIT" in data and said == ["mails"] * len(said) and said:
            said.append(how)
            return how
        return None

    planner.rig.to_database.watch = at_commit
    assert planner.send().status in {500, 503}
    planner.rig.heal()
    assert how in said
    assert planner.queued() == (N if how == CUT_AFTER else 0)


@fault("F9")
@pytest.mark.parametrize("how", [CUT, CUT_AFTER])
def test_second_press_after_an_unknown_commit_queues_nothing_twice(rig: Rig, how: str) -> None:
    planner = Planner(rig)
    send_and_cut_at_commit(planner, how)

    assert planner.send().status == 302

    assert planner.queued() == N
    assert len(rig.cluster.rows("SELECT id FROM roundtables_sending")) == 1


@fault("F9")
def test_control_without_the_key_of_the_form_nobody_learns_that_it_was_sent(rig: Rig) -> None:
    planner = Planner(rig)
    send_and_cut_at_commit(planner, CUT_AFTER)

    assert planner.send(once="another key").status == 409

    assert planner.queued() == N


def cancel_and_cut_at_the_session(rig: Rig) -> Answer:
    """Cancel before any of many mails has left: their names are more than a cookie holds, so that
    the message goes into the session, which is written after the commit. There the line breaks.
    """
    done = rig.act("plan", people=MANY)
    rig.act("send_wave", roundtable=done["pk"], key="first")
    rig.start_web()
    rig.to_database.watch = lambda data: CUT if b'UPDATE "django_session"' in data else None
    path = f"/roundtables/{done['pk']}/cancel/"
    answer = rig.visit(path, form={"reason": "The venue was flooded."}, session=done["session"])
    rig.heal()
    assert rig.cluster.rows("SELECT state FROM roundtables_roundtable") == [{"state": "cancelled"}]
    return answer


@fault("F9")
def test_database_cut_after_the_act_is_no_fault_of_the_browser(rig: Rig) -> None:
    answer = cancel_and_cut_at_the_session(rig)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "look whether it is there" in answer.text


@fault("F9")
def test_control_without_the_calm_page_the_browser_is_blamed(rig: Rig) -> None:
    rig.without("calm page")

    assert cancel_and_cut_at_the_session(rig).status == 400


@fault("F27")
def test_button_pressed_twenty_times_at_once_sends_once(rig: Rig) -> None:
    planner = Planner(rig)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: planner.send(), range(20)))

    assert {answer.status for answer in answers} == {302}
    assert planner.queued() == N


@fault("F27")
def test_two_tabs_send_once_and_a_used_form_for_others_is_refused(rig: Rig) -> None:
    planner = Planner(rig)
    other_tab = planner.review()

    assert planner.send().status == 302
    assert planner.send(**other_tab).status != 500
    assert planner.queued() == N

    assert planner.send(seen="0" * 64).status == 409
    assert planner.queued() == N


def order_at_once(rig: Rig, times: int = 6) -> list[object]:
    """The same people in batches with keys of their own, at once, on a slow database."""
    rig.to_database.delay = 0.05

    def order(number: int) -> object:
        try:
            return rig.act("order", count=N, key=f"key {number}")
        finally:
            rig.ordered += [f"invitation:{n + 1}" for n in range(N)]

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(order, range(times)))


@fault("F27")
def test_ledger_keeps_one_mail_per_person_whatever_the_keys(rig: Rig) -> None:
    order_at_once(rig)

    assert len(rig.rows()) == N


@fault("F27")
def test_control_without_the_unique_row_each_key_has_its_mails(rig: Rig) -> None:
    rig.is_judged = False
    rig.cluster.rows("ALTER TABLE mail_outgoingmail DROP CONSTRAINT one_mail_per_revision")

    order_at_once(rig)

    assert len(rig.rows()) > N


@fault("F5")
@fault("F6")
@pytest.mark.parametrize("how", ["down", "hung"])
def test_send_page_answers_at_once_without_the_broker(rig: Rig, how: str) -> None:
    planner = Planner(rig)
    planner.rig.redis.signal(signal.SIGSTOP if how == "hung" else signal.SIGKILL)
    began = time.monotonic()

    answer = planner.send()

    assert time.monotonic() - began < PAGE_SECONDS
    assert answer.status == 302
    rig.start_worker()
    rig.drain()
    assert rig.states() == {"sent": N}
    rig.redis.signal(signal.SIGCONT)
    if how == "down":
        rig.redis.kill()


@fault("F11")
def test_send_page_says_so_while_the_database_is_down(rig: Rig) -> None:
    planner = Planner(rig)
    rig.cluster.stop_immediately()

    try:
        answer = planner.send()
    finally:
        rig.cluster.start()

    assert answer.status == 503
    rig.wait_until(lambda: planner.send().status == 302)
    assert planner.queued() == N

"""Date polls: offer, ask, answer by link, compare, choose."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from roundtables.models import DatePoll
from roundtables.models.rsvps import hash_of
from tests.factories.engagements import EngagementFactory, SectorFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory

TOKEN = "a-token-of-the-person"


@pytest.fixture
def fire(db):
    return SectorFactory(code="fire")


@pytest.fixture
def health(db):
    return SectorFactory(code="public_health")


@pytest.fixture
def poll(center, director, fire, health):
    engagement = EngagementFactory(center=center, sectors=[fire, health])
    roundtable = RoundtableFactory(engagement=engagement, draft=True, dateless=True)
    return DatePoll.objects.begin(roundtable, by=director)


@pytest.fixture
def dates(poll, director):
    noon = timezone.now().replace(hour=18, minute=0, second=0, microsecond=0)
    return [poll.offer(noon + timedelta(days=days), by=director) for days in (30, 31)]


def ask(poll, director, sector, name="Ada", token=""):
    person = poll.ask(name=name, email=f"{name}@fire.example.org", sector=sector, by=director)
    if token:
        person.change(token_hash=hash_of(token))
    return person


def page_of(poll):
    return reverse("roundtables:date_poll_detail", args=[poll.roundtable_id])


def answer(client, **values):
    return client.post(reverse("roundtables:date_poll_answer", args=[TOKEN]), values)


def test_the_first_offered_date_begins_the_poll(center, director_client):
    roundtable = RoundtableFactory(engagement__center=center, draft=True, dateless=True)
    url = reverse("roundtables:date_poll_offer", args=[roundtable.pk])
    in_a_month = timezone.localdate() + timedelta(days=30)

    past = director_client.post(url, {"starts_at_date": "2020-01-07", "starts_at_time": "9:00 AM"})
    assert "in the past" in past.context["form"].non_field_errors()[0]
    director_client.post(url, {"starts_at_date": f"{in_a_month}", "starts_at_time": "09:00"})

    assert DatePoll.objects.get().dates.count() == 1


def test_open_sends_each_person_one_link(poll, dates, director, fire, director_client):
    ask(poll, director, fire)
    ask(poll, director, fire)
    url = reverse("roundtables:date_poll_open", args=[poll.roundtable_id])

    assert "This sends 1 mail</strong>" in director_client.get(url).text
    director_client.post(url)
    director_client.post(url)

    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.address) == ("date_poll", "ada@fire.example.org")
    assert poll.people.get().token_hash != ""


def test_open_needs_two_dates_and_somebody(poll, director):
    with pytest.raises(Refused, match="at least two dates"):
        poll.open(by=director)


def test_the_link_shows_a_group_for_each_date_and_chooses_nothing(
    poll, dates, director, fire, client
):
    ask(poll, director, fire, token=TOKEN)
    poll.change(state="open")

    page = client.get(reverse("roundtables:date_poll_answer", args=[TOKEN]))

    assert page.text.count("<fieldset") == 2
    assert "checked" not in page.text
    assert "(America/Denver)" in page.text


def test_an_answer_is_kept_and_can_be_changed(poll, dates, director, fire, client):
    person = ask(poll, director, fire, token=TOKEN)
    poll.change(state="open")
    first, second = (f"date_{date.pk}" for date in dates)

    empty = answer(client)
    assert empty.context["form"].non_field_errors() == [
        "Choose an answer for at least one of the dates."
    ]
    answer(client, **{first: "yes", second: "no"})
    answer(client, **{first: "if_needed", "comment": "After ten."})

    person.refresh_from_db()
    assert [(vote.date_id, vote.vote) for vote in person.votes.all()] == [
        (dates[0].pk, "if_needed")
    ]
    assert person.comment == "After ten."


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_link_works_only_while_the_poll_is_open(poll, dates, director, fire, client, state):
    ask(poll, director, fire, token=TOKEN)
    poll.change(state=state)

    assert client.get(reverse("roundtables:date_poll_answer", args=[TOKEN])).status_code == 410


def test_the_page_ranks_the_quorum_first_and_names_who_is_missing(
    poll, dates, director, fire, health, director_client
):
    poll.change(state="open")
    popular, complete = dates
    for name in ("Ada", "Ben", "Cleo"):
        ask(poll, director, fire, name=name).answer({popular.pk: "yes", complete.pk: "no"})
    ask(poll, director, fire, name="Dan").answer({complete.pk: "yes"})
    ask(poll, director, health, name="Eve").answer({complete.pk: "yes", popular.pk: "no"})

    rows = director_client.get(page_of(poll)).context["dates"]

    assert [row.date for row in rows] == [complete, popular]
    assert rows[1].standing.missing == (str(health),)


def test_choose_schedules_the_roundtable_and_closes_the_poll(poll, dates, director_client):
    url = reverse("roundtables:date_poll_choose", args=[poll.roundtable_id, dates[0].pk])

    assert director_client.get(url).status_code == 200
    director_client.post(url)

    poll.refresh_from_db()
    roundtable = poll.roundtable
    assert (roundtable.state, roundtable.starts_at) == ("scheduled", dates[0].starts_at)
    assert poll.is_closed


def test_choose_takes_a_date_of_a_closed_poll(poll, dates, director, director_client):
    ask(poll, director, SectorFactory())
    poll.open(by=director)
    poll.close(by=director)

    page = director_client.get(reverse("roundtables:date_poll_detail", args=[poll.roundtable_id]))
    address = reverse("roundtables:date_poll_choose", args=[poll.roundtable_id, dates[0].pk])
    assert address in page.content.decode()
    director_client.post(address)

    poll.roundtable.refresh_from_db()
    assert poll.roundtable.starts_at == dates[0].starts_at


def test_people_come_from_the_invitations_and_are_asked_once(poll, director, director_client, fire):
    invitee = InvitationFactory(roundtable=poll.roundtable, planned=True, sector=fire)
    url = reverse("roundtables:date_poll_people", args=[poll.roundtable_id])

    director_client.post(url, {"people": [f"invitation-{invitee.pk}"]})

    assert [person.email for person in poll.people.all()] == [invitee.email]
    assert director_client.get(url).context["form"].known == {}


def test_only_the_centers_editors_ask(poll, dates, viewer_client, outsider_client):
    choose = reverse("roundtables:date_poll_choose", args=[poll.roundtable_id, dates[0].pk])

    assert viewer_client.get(page_of(poll)).status_code == 200
    assert viewer_client.post(choose).status_code == 403
    assert outsider_client.post(choose).status_code == 404


def test_the_page_asks_the_database_as_often_for_many(poll, dates, director, fire, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            director_client.get(page_of(poll))
        return len(caught)

    ask(poll, director, fire)
    few = queries()
    for name in "BCDEF":
        ask(poll, director, fire, name=name)
    poll.offer(dates[1].starts_at + timedelta(days=1), by=director)

    assert queries() == few


def test_no_sector_is_called_missing_before_anybody_was_asked(center, director, director_client):
    roundtable = RoundtableFactory(engagement__center=center, draft=True, dateless=True)
    poll = DatePoll.objects.begin(roundtable, by=director)
    for days in (60, 61):
        poll.offer(timezone.now() + timedelta(days=days), by=director)
    page = reverse("roundtables:date_poll_detail", args=[roundtable.pk])
    before = director_client.get(page).text

    poll.ask(name="Ada", email="ada@example.org", sector=SectorFactory(), by=director)
    poll.open(by=director)

    assert "Nobody has been asked yet" in before
    assert "without an answer" not in before
    assert "1 without an answer" in director_client.get(page).text

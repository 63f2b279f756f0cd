"""Two centers in every state that a page asks for, and the people who open the pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.models import Center, User
from bcp.documents.models import Document
from bcp.mail.models import OutgoingMail
from bcp.mail.reading import letter_of
from engagements.reviewing import start_review
from roundtables import models as tables
from roundtables.enums import ReportState
from stakeholders.importing import batches
from tests.architecture.addresses import Address
from tests.architecture.hunt.borders import number_from
from tests.architecture.hunt.values import FOREIGN
from tests.architecture.rows import filled, rows_of
from tests.architecture.test_tenancy import make_row, tenant_models
from tests.factories import accounts, engagements, mail, roundtables, stakeholders

OWN = 20_000  # far from the other center's ids: PostgreSQL never counts back by itself
ZONE = "America/New_York"  # a zone with an hour that is missing and one that comes twice
LINK = re.compile(r"https?://[^\s/]+/([axp])/([\w-]{20,})")
IS_LINKED = re.compile(r"/\w/<")
DIRECTOR = "director@center.example.org"
# Forms that stand only on a page that was asked for something.
QUERIES = {"mail:mail_list": "?state=unconfirmed"}
FILE = (
    b"Name,Contact,E-mail,Sector,City,State\n"
    b"Northshore Hospital,Ada Lopez,ada@health.example.org,Public health,Harbor,WA\n"
    b"Springfeld Northgate Fire District,Cal Moss,cal@known.example.org,Fire,Denver,CO\n"
)


@dataclass
class World:
    """What is there: `states` fill addresses with rows, `links` with tokens."""

    people: dict[str, Client] = field(default_factory=dict)
    states: list[dict[str, Any]] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)

    def paths(self, address: Address) -> list[str]:
        """The paths of an address with these rows, each once."""
        if IS_LINKED.match(address.route):
            tokens = self.links.get(address.route[1], [])
            return [re.sub("<[^>]+>", token, address.route) for token in tokens]
        found = {}
        for state in self.states:
            try:
                found[filled(address.route, self.states[0] | state)] = True
            except KeyError:
                continue
        return [
            *found,
            *(path + QUERIES[address.name] for path in found if address.name in QUERIES),
        ]


def make_world() -> World:
    """The own center with its people, then the other one, whose ids start at FOREIGN."""
    number_from(OWN)
    center = accounts.CenterFactory(name="Own Fusion Center", acronym="OWN", time_zone=ZONE)
    director = accounts.person_at(center, Role.DIRECTOR, email=DIRECTOR)
    privacy_officer = accounts.person_at(center, Role.PRIVACY_OFFICER)
    main = rows_of(center)
    world = World(states=[main, *complete(main["/roundtables/"]), *states_of(center, director)])
    world.links = links_of(center, world.states)
    guest = engagements.EngagementGuestFactory(engagement=world.states[0]["/engagements/"]).user
    people = {
        "director": director,
        "coordinator of DHS": accounts.UserFactory(dhs=True),
        "privacy officer": privacy_officer,
        "guest": guest,
        "auditor": accounts.UserFactory(auditor=True),
        "director of a young center": accounts.person_at(accounts.CenterFactory(), Role.DIRECTOR),
        "stranger": None,
    }
    world.people = {who: signed_in(user) for who, user in people.items()}
    make_the_other_center()
    return world


def signed_in(user: User | None) -> Client:
    """With the password, where there is one: some pages ask how long ago that was."""
    client = Client(raise_request_exception=False)
    if user:
        client.post(reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD})
    return client


def make_the_other_center() -> None:
    """Its first row of every model has the id FOREIGN."""
    number_from(int(FOREIGN))
    other = accounts.CenterFactory(name="Other Fusion Center", acronym="OTHER")
    accounts.person_at(other, Role.DIRECTOR)
    rows_of(other)
    for model in tenant_models():
        if not model._default_manager.filter(pk=FOREIGN).exists():
            make_row(model)


def states_of(center: Center, director: User) -> Iterator[dict[str, Any]]:
    """Rows in other states, each with the addresses it fills."""
    organization = stakeholders.OrganizationFactory(center=center)
    contact = stakeholders.ContactFactory(organization=organization, archived=True)
    yield {"/stakeholders/": organization, "/stakeholders/people/": contact}
    yield {"/stakeholders/": stakeholders.OrganizationFactory(center=center, archived=True)}
    yield {"/self-reviews/": start_review(center, "Night shift", by=director)}
    for trait in ("self_review", "triage", "follow_up", "closed"):
        engagement = engagements.EngagementFactory(center=center, **{trait: True})
        gap = engagements.GapFactory(engagement=engagement, is_active=False, reason="Not now.")
        yield {
            "/gaps/": gap,
            "/engagements/": engagement,
            "/self-reviews/": engagements.SelfReviewFactory(center=center, submitted=True),
        }
    engagement = engagements.EngagementFactory(center=center)
    engagements.GapFactory(engagement=engagement)
    stakeholders.GuestListEntryFactory(engagement=engagement, organization=organization)
    yield from roundtables_of(engagement, director)
    message = stakeholders.OutreachMessageFactory(engagement=engagement, submitted=True)
    yield {"/engagements/": message.engagement}
    stakeholders.OrganizationFactory(center=center, name="Springfield Northgate Fire District")
    yield {"/stakeholders/imports/": unmatched(center, director)}
    yield {"/stakeholders/imports/": read_import(center, director)}
    for number, state in enumerate(("unconfirmed", "failed", "bounced", "held"), start=2):
        letter = mail.queue_person(center, f"{state}@example.org", number)
        OutgoingMail.objects.filter(pk=letter.pk).update(state=state)
        yield {"/mail/": letter}
    yield {
        "/documents/": Document.objects.create(
            center=center, about="report:1", kind="report", title="Report", state="failed"
        )
    }


def roundtables_of(engagement: Any, director: User) -> Iterator[dict[str, Any]]:
    """A roundtable without a date whose date poll runs, one today, one held, one closed."""
    draft = roundtables.RoundtableFactory(engagement=engagement, dateless=True)
    poll = tables.DatePoll.objects.begin(draft, by=director)
    start = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0)
    for days in (60, 61):
        poll.offer(start + timedelta(days=days), by=director)
    sector = engagements.SectorFactory()
    person = poll.ask(name="Ada", email="ada@polled.example.org", sector=sector, by=director)
    poll.open(by=director)
    yield {
        "/roundtables/": draft,
        "/roundtables/*/dates/": poll.dates.earliest("pk"),
        "/roundtables/*/dates/people/": person,
        "/invitations/": roundtables.InvitationFactory(roundtable=draft, withdrawn=True),
        "/roundtables/*/packet/": roundtables.PacketFactory(roundtable=draft, signed=True),
    }
    today = roundtables.RoundtableFactory(engagement=engagement, scheduled=True, days=0)
    roundtables.CheckInFactory(roundtable=today)
    roundtables.InvitationFactory(roundtable=today, yes=True)
    yield {
        "/roundtables/": today,
        "/invitations/": roundtables.InvitationFactory(roundtable=today, withdrawn=True),
    }
    held = roundtables.RoundtableFactory(engagement=engagement, held=True)
    held.make_feedback_link()
    came = roundtables.InvitationFactory(roundtable=held, yes=True)
    roundtables.CheckInFactory(roundtable=held, invitation=came)
    tables.AfterActionReport.objects.create(
        roundtable=held, summary="It went well.", document=a_paper(engagement.center)
    )
    yield {
        "/roundtables/": held,
        "/notes/": roundtables.NoteFactory(roundtable=held),
        "/commitments/": roundtables.CommitmentFactory(roundtable=held),
    }
    closed = roundtables.RoundtableFactory(
        engagement=engagement, held=True, record_closed_at=timezone.now()
    )
    tables.AfterActionReport.objects.create(
        roundtable=closed, summary="It went well.", state=ReportState.SIGNED
    )
    yield {"/roundtables/": closed}


def complete(roundtable: tables.Roundtable) -> Iterator[dict[str, Any]]:
    """What the main roundtable needs besides, so that each of its pages has its forms."""
    topic = engagements.TopicFactory()
    roundtable.topics.set([topic])
    roundtables.AgendaItemFactory.create_batch(2, roundtable=roundtable, needs_expert=True)
    roundtables.ExpertFactory(topics=[topic])
    asked = roundtables.AssignmentFactory(roundtable=roundtable)
    asked.request(by=accounts.UserFactory(dhs=True))
    planned = roundtables.InvitationFactory(roundtable=roundtable, planned=True)
    poll = tables.DatePoll.objects.get(roundtable=roundtable)
    poll.dates.create(starts_at=timezone.now() + timedelta(days=90))
    tables.Packet.objects.filter(roundtable=roundtable).update(
        document=a_paper(roundtable.engagement.center)
    )
    yield {"/assignments/": asked, "/invitations/": planned}


def a_paper(center: Center) -> Document:
    """A PDF that is ready to be read."""
    return Document.objects.create(
        center=center, about="report:1", kind="report", title="Report", state="ready"
    )


def links_of(center: Center, states: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Kind of link, its letter in the address -> tokens."""
    roundtable = states[0]["/roundtables/"]
    item = engagements.ActionItemFactory(engagement=roundtable.engagement, outside=True)
    item.send_link(by=None)
    answers = ({}, {"yes": True}, {"no": True}, {"maybe": True}, {"waitlisted": True})
    invitations = [
        roundtables.InvitationFactory(roundtable=roundtable, **answer) for answer in answers
    ]
    links = {"r": [roundtables.link_token(invitation) for invitation in invitations]}
    held = tables.Roundtable.objects.exclude(feedback_token="").get()
    roundtables.link_token(states[0]["/invitations/"])
    links["s"] = [held.feedback_token]
    links["c"] = [tables.CalendarFeed.objects.renew(center, by=None)]
    for letter in OutgoingMail.objects.exclude(sealed=""):
        for kind, token in LINK.findall(letter_of(letter).text):
            links.setdefault(kind, []).append(token)
    return links


def unmatched(center: Center, director: User) -> Any:
    """An upload whose columns nobody has matched yet."""
    return batches.start(center, FILE, "list.csv", by=director)


def read_import(center: Center, director: User) -> Any:
    """An upload that has been read and waits for a decision."""
    batch = batches.start(center, FILE, "spring list.csv", by=director)
    mapping = {match.field: match.column for match in batches.propose_for(batch)}
    batches.match_columns(batch, mapping, by=director)
    batches.read(batch)
    return batch

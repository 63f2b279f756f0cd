"""Runs inside the demonstration: which row fills which address, and the links in its mails.

What the demonstration does without (a date poll, an import, a guest …) is added to it first.
"""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.documents.models import Document
from bcp.mail.models import OutgoingMail
from bcp.mail.reading import letter_of
from engagements import models as plans
from engagements.reviewing import start_review
from roundtables import models as tables
from roundtables.models.rsvps import hash_of
from stakeholders import models as people
from stakeholders.importing import batches
from tests.factories import engagements, mail, roundtables, stakeholders

LINK = re.compile(r"https?://[^\s/]+/([raxps])/([\w-]{20,})")
PATIENCE_SECONDS = 60
FILE = (
    "Name,Contact,E-mail,Sector,City,State\n"
    "Harbor County Health Department,Ada Lopez,ada@health.example.org,Public health,Harbor,WA\n"
    "Northshore Hospital,Ben Ito,ben@hospital.example.org,Public health,Harbor,WA\n"
    "{known},Cal Moss,cal@known.example.org,Public health,{city},WA\n"
    ",Nobody,nobody@example.org,Public health,Harbor,WA\n"
)


def add_what_is_missing(center: Center, director: User) -> dict[str, Any]:
    """Rows of pages that the demonstration leaves to its visitors."""
    engagement = plans.Engagement.objects.filter(center=center).latest("pk")
    item = engagements.ActionItemFactory(engagement=engagement, outside=True)
    item.send_link(by=director)
    lately = roundtables.RoundtableFactory(engagement=held_at(center).engagement, held=True)
    lately.make_feedback_link()
    contacts = people.Contact.objects.filter(organization__center=center, invitations=None)
    kept, absorbed = people.Organization.objects.filter(center=center).order_by("-pk")[:2]
    return {
        "poll": open_poll(engagement, director),
        "item": item,
        "lately": lately,
        "guest": engagements.EngagementGuestFactory(engagement=engagement),
        "message": stakeholders.OutreachMessageFactory(engagement=engagement),
        "public": stakeholders.PublicOrganizationFactory(),
        "stopped": mail.SuppressionFactory(address=contacts.exclude(email="").latest("pk").email),
        "merge": people.OrganizationMerge.objects.create(kept=kept, absorbed=absorbed),
        "import": read_import(center, director),
        "wave": tables.Wave.objects.create(roundtable=upcoming_of(center), number=9),
        "review": start_review(center, "Self-review of the night shift", by=director),
    }


def open_poll(engagement: plans.Engagement, director: User) -> tables.DatePoll:
    """A roundtable without a date, whose date poll runs."""
    roundtable = roundtables.RoundtableFactory(engagement=engagement, title="Spring roundtable")
    poll = tables.DatePoll.objects.begin(roundtable, by=director)
    start = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0)
    for days in (60, 61, 67):
        poll.offer(start + timedelta(days=days), by=director)
    for contact in people.Contact.objects.filter(organization__center=engagement.center)[:4]:
        poll.ask(
            name=contact.name,
            email=contact.email,
            sector=contact.organization.sector,
            by=director,
            organization_name=contact.organization.name,
        )
    poll.open(by=director)
    return poll


def read_import(center: Center, director: User) -> people.ImportBatch:
    """An upload that has been read and waits for a decision."""
    known = people.Organization.objects.filter(center=center, sector="public_health").earliest("pk")
    content = FILE.format(known=known.name.replace("Community", "Comm."), city=known.city)
    batch = batches.start(center, content.encode(), "spring list.csv", by=director)
    mapping = {match.field: match.column for match in batches.propose_for(batch)}
    batches.match_columns(batch, mapping, by=director)
    batches.read(batch)
    return batch


def upcoming_of(center: Center) -> tables.Roundtable:
    """The roundtable that is being prepared."""
    return tables.Roundtable.objects.get(engagement__center=center, state="scheduled")


def held_at(center: Center) -> tables.Roundtable:
    """The roundtable of last year."""
    rows = tables.Roundtable.objects.filter(engagement__center=center, state="held")
    return rows.earliest("pk")


def rows_of(center: Center, added: dict[str, Any]) -> dict[str, Any]:
    """The route up to an argument, earlier arguments as "*": the row."""
    upcoming, held = upcoming_of(center), held_at(center)
    engagement = upcoming.engagement
    invitation = upcoming.invitations.filter(rsvp="none").earliest("pk")
    roundtable_and = "/roundtables/*"
    return {
        "/centers/": center,
        "/mail/centers/": center,
        "/mail/centers/*/stopped/": added["stopped"],
        "/mail/outbox/": sent("rsvp_confirmation").earliest("pk"),
        "/mail/": OutgoingMail.objects.filter(center=center).earliest("pk"),
        "/documents/": Document.objects.earliest("pk"),
        "/self-reviews/": engagement.review,
        "/self-reviews/*/": "FIR",
        "/engagements/": engagement,
        "/gaps/": engagement.gaps.earliest("pk"),
        "/checklist/": engagement.checklist.earliest("pk"),
        "/calls/": plans.PlanningCall.objects.filter(engagement__center=center).earliest("pk"),
        "/guests/": added["guest"],
        "/action-items/": added["item"],
        "/library/": plans.Publication.objects.earliest("pk"),
        "/stakeholders/": invitation.contact.organization,
        "/stakeholders/imports/": added["import"],
        "/stakeholders/merges/": added["merge"],
        "/stakeholders/people/": invitation.contact,
        "/stakeholders/steps/": people.OutreachStep.objects.earliest("pk"),
        "/stakeholders/public/": added["public"],
        "/help-requests/": people.HelpRequest.objects.earliest("pk"),
        "/roundtables/": upcoming,
        f"{roundtable_and}/agenda/items/": upcoming.agenda_items.earliest("pk"),
        f"{roundtable_and}/agenda/items/*/move/": "down",
        f"{roundtable_and}/invitations/answers/": "yes",
        f"{roundtable_and}/messages/": "invitation",
        f"{roundtable_and}/messages/*/": "en",
        f"{roundtable_and}/messages/*/preview/": invitation,
        f"{roundtable_and}/packet/": tables.Packet.objects.earliest("pk"),
        f"{roundtable_and}/packet/publications/": tables.PacketPublication.objects.earliest("pk"),
        f"{roundtable_and}/check-in/": invitation,
        "/venues/": tables.Venue.objects.filter(center=center).earliest("pk"),
        "/experts/": tables.Expert.objects.earliest("pk"),
        "/experts/*/away/": tables.Unavailability.objects.earliest("pk"),
        "/assignments/": upcoming.assignments.earliest("pk"),
        "/invitations/": invitation,
        "/waves/": added["wave"],
        "/notes/": held.notes.earliest("pk"),
        "/commitments/": held.commitments.earliest("pk"),
    }


def others_of(center: Center, added: dict[str, Any]) -> list[dict[str, Any]]:
    """Other rows: a roundtable that was held, one with a date poll, a self-review under way."""
    poll = added["poll"]
    return [
        {"/roundtables/": held_at(center)},
        {
            "/roundtables/": poll.roundtable,
            "/roundtables/*/dates/": poll.dates.earliest("pk"),
            "/roundtables/*/dates/people/": poll.people.earliest("pk"),
        },
        {"/self-reviews/": added["review"]},
        {"/mail/outbox/": sent("invitation").latest("pk")},
    ]


def wait_for_mails() -> None:
    """Until the site has let all its mails go; a fresh demonstration begins with that."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not sent("rsvp_confirmation").exists() or OutgoingMail.objects.waiting().exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The mails of the demonstration do not leave.")
        time.sleep(0.2)


def sent(kind: str) -> QuerySet[OutgoingMail]:
    """Mails of a kind that have left."""
    return OutgoingMail.objects.filter(kind=kind, state="sent")


def links() -> Iterator[tuple[str, str]]:
    """The links of the mails, newest first: what is special about each, and its token."""
    answers = dict(tables.RsvpLink.objects.live().values_list("token_hash", "invitation__rsvp"))
    for letter in OutgoingMail.objects.exclude(sealed="").order_by("-pk"):
        for kind, token in LINK.findall(letter_of(letter).text):
            yield f"{kind} {answers.get(hash_of(token), '')}", token


def tell() -> str:
    """Everything as JSON: rows, other rows for addresses that these do not fill, links."""
    center = Center.objects.get(slug="cascadia-fusion-center")
    director = User.objects.get(email="director@center.example.org")
    added = add_what_is_missing(center, director)
    wait_for_mails()
    rows, others = rows_of(center, added), others_of(center, added)
    found = {"s ": added["lately"].feedback_token, **dict(reversed(list(links())))}
    told = {"rows": written(rows), "others": [written(one) for one in others], "links": found}
    return json.dumps(told)


def written(rows: dict[str, Any]) -> dict[str, str]:
    """Ids instead of rows."""
    return {place: str(getattr(row, "pk", row)) for place, row in rows.items()}

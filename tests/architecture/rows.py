"""One center with a row for every address that names one; all its words carry a canary."""

import re
from typing import Any

from bcp.accounts.models import Center
from bcp.documents.models import Document
from engagements.enums import ReviewState
from roundtables import models as tables
from stakeholders.models import OrganizationMerge
from tests.factories import accounts, engagements, mail, roundtables, stakeholders

CANARY = "Canary"


def rows_of(center: Center) -> dict[str, Any]:
    """What fills the arguments of addresses: the route up to an argument, earlier ones as "*"."""
    review = engagements.SelfReviewFactory(
        center=center, title=f"{CANARY} review", state=ReviewState.SUBMITTED
    )
    engagements.AnswerFactory(review=review, evidence=f"{CANARY} evidence")
    engagement = engagements.EngagementFactory(
        center=center, review=review, title=f"{CANARY} engagement", goal=f"{CANARY} goal"
    )
    publication = engagements.PublicationFactory()
    organization = stakeholders.OrganizationFactory(center=center, name=f"{CANARY} district")
    absorbed = stakeholders.OrganizationFactory(center=center, name=f"{CANARY} station")
    venue = roundtables.VenueFactory(center=center, name=f"{CANARY} hall")
    roundtable = roundtables.RoundtableFactory(
        engagement=engagement, venue=venue, title=f"{CANARY} roundtable", scheduled=True
    )
    expert = roundtables.ExpertFactory()
    invitation = roundtables.InvitationFactory(
        roundtable=roundtable, name=f"{CANARY} Quinn", email="canary@fire.example.org", yes=True
    )
    poll = tables.DatePoll.objects.create(roundtable=roundtable)
    stakeholders.OutreachMessageFactory(engagement=engagement, body=f"{CANARY} words")
    tables.AfterActionReport.objects.create(roundtable=roundtable, summary=f"{CANARY} summary")
    contact = stakeholders.ContactFactory(organization=organization, name=f"{CANARY} Avery")
    roundtable_and = "/roundtables/*"
    return {
        "/centers/": center,
        "/mail/centers/": center,
        "/mail/centers/*/stopped/": mail.SuppressionFactory(address=contact.email),
        "/self-reviews/": review,
        "/self-reviews/*/": "FIR",
        "/engagements/": engagement,
        "/gaps/": engagements.GapFactory(engagement=engagement, reason=f"{CANARY} reason"),
        "/checklist/": engagements.ChecklistItemFactory(
            engagement=engagement, title=f"{CANARY} call"
        ),
        "/calls/": engagements.PlanningCallFactory(
            engagement=engagement, subject=f"{CANARY} kickoff"
        ),
        "/guests/": engagements.EngagementGuestFactory(
            engagement=engagement, user__name=f"{CANARY} guest"
        ),
        "/action-items/": engagements.ActionItemFactory(
            engagement=engagement, text=f"{CANARY} promise", outside=True
        ),
        "/library/": publication,
        "/stakeholders/": organization,
        "/stakeholders/imports/": stakeholders.ImportBatchFactory(
            center=center, file_name=f"{CANARY}.csv"
        ),
        "/stakeholders/merges/": OrganizationMerge.objects.create(
            kept=organization, absorbed=absorbed
        ),
        "/stakeholders/people/": contact,
        "/stakeholders/steps/": stakeholders.OutreachStepFactory(
            organization=organization, purpose=f"{CANARY} purpose"
        ),
        "/stakeholders/public/": stakeholders.PublicOrganizationFactory(),
        "/help-requests/": stakeholders.HelpRequestFactory(
            engagement=engagement, whom=f"{CANARY} health"
        ),
        "/roundtables/": roundtable,
        f"{roundtable_and}/agenda/items/": roundtables.AgendaItemFactory(
            roundtable=roundtable, title=f"{CANARY} welcome"
        ),
        f"{roundtable_and}/agenda/items/*/move/": "down",
        f"{roundtable_and}/dates/": tables.CandidateDate.objects.create(
            poll=poll, starts_at=roundtable.starts_at
        ),
        f"{roundtable_and}/dates/people/": tables.PolledPerson.objects.create(
            poll=poll, sector=organization.sector, name=f"{CANARY} polled", email="p@example.org"
        ),
        f"{roundtable_and}/invitations/answers/": "yes",
        f"{roundtable_and}/messages/": "invitation",
        f"{roundtable_and}/messages/*/": "en",
        f"{roundtable_and}/messages/*/preview/": invitation,
        f"{roundtable_and}/packet/": roundtables.PacketFactory(roundtable=roundtable),
        f"{roundtable_and}/packet/publications/": tables.PacketPublication.objects.create(
            roundtable=roundtable, publication=publication
        ),
        f"{roundtable_and}/check-in/": invitation,
        "/venues/": venue,
        "/experts/": expert,
        "/experts/*/away/": roundtables.UnavailabilityFactory(expert=expert),
        "/assignments/": roundtables.AssignmentFactory(roundtable=roundtable, expert=expert),
        "/invitations/": invitation,
        "/waves/": tables.Wave.objects.create(roundtable=roundtable, number=9),
        "/documents/": Document.objects.create(
            center=center, about=f"packet:{CANARY}", kind="packet", title=f"{CANARY} packet"
        ),
        "/notes/": roundtables.NoteFactory(roundtable=roundtable, text=f"{CANARY} note"),
        "/commitments/": roundtables.CommitmentFactory(
            roundtable=roundtable, text=f"{CANARY} commitment"
        ),
        "/mail/": mail.queue_person(center, "canary@example.org"),
    }


def filled(route: str, rows: dict[str, Any]) -> str:
    """The path of a route with these rows; KeyError when no row is known for an argument."""
    path = known_as = ""
    for part in re.split(r"(<[^>]+>)", route):
        if part.startswith("<"):
            row = rows[known_as]
            path += str(getattr(row, "pk", row))
            known_as += "*"
        else:
            path, known_as = path + part, known_as + part
    return path


def a_center() -> Center:
    """A center whose name is a canary too."""
    return accounts.CenterFactory(name=f"{CANARY} Fusion Center", acronym="CNRY")

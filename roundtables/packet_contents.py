"""What a packet says: everything an edition is printed from, as plain JSON."""

from datetime import timedelta
from typing import Any

from django.db.models import Count

from bcp.core import datetimes
from bcp.core.wording import counted
from engagements.enums import BehaviourGroup, PublicationStatus
from engagements.models import Behaviour
from engagements.reference import campaign
from roundtables import briefings
from roundtables.agendas import INDICATORS
from roundtables.enums import AssignmentState, Rsvp
from roundtables.models import Roundtable

PRIVACY = (
    "The center works under a published policy that protects privacy, civil rights and civil "
    "liberties. It says what may be collected and kept, for how long, who may see it, and how a "
    "person can ask, complain and have an error corrected.",
    "A report about a person is looked at twice before anyone keeps it, and what does not describe "
    "behavior connected with crime is not kept. Protest, worship, photography and speech are "
    "protected; they are no reason for a report by themselves.",
    "Nothing said at this table is collected as intelligence. Notes are taken without names "
    "unless a person agrees to be named. Views are asked of each participant as an individual; the "
    "meeting gives no consensus advice to the government.",
)


def content_of(roundtable: Roundtable, edition: str) -> dict[str, Any]:
    """Everything an edition says, as plain JSON: the packet's source and what its hash covers."""
    items = list(roundtable.agenda_items.prefetch_related("topics"))
    codes = {topic.code for item in items for topic in item.topics.all()}
    content: dict[str, Any] = {
        "title": roundtable.title,
        "edition": edition,
        "edition_label": briefings.EDITIONS[edition],
        "is_for_staff": edition != "participant",
        "purpose": roundtable.purpose,
        "when": when_of(roundtable),
        "where": where_of(roundtable),
        "zone": roundtable.time_zone,
        "facilitator": roundtable.facilitator_name,
        "center": center_of(roundtable),
        "expected": expected_of(roundtable),
        "agenda": agenda_of(roundtable, items, with_notes=edition != "participant"),
        "ground_rules": [line for line in roundtable.ground_rules.splitlines() if line.strip()],
        "experts": experts_of(roundtable),
        "privacy": list(PRIVACY),
        "behaviours": behaviours() if INDICATORS in codes else [],
        "caution": list(campaign.CAUTION) if INDICATORS in codes else [],
        "standard": campaign.STANDARD_NOTE if INDICATORS in codes else "",
        "reporting": reporting_of(roundtable),
        "campaign": campaign.CAMPAIGN_LINE,
        "publications": publications_of(roundtable),
    }
    content["contents"] = contents_of(content)
    return content


def contents_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """The table of contents: only the parts that this packet has."""
    parts = [
        ("agenda", "Agenda", True),
        ("experts", "Subject-matter experts", bool(content["experts"])),
        ("privacy", "Privacy, civil rights and civil liberties", True),
        ("behaviours", "Behaviors that may be reported", bool(content["behaviours"])),
        ("reporting", "Where to report", True),
        ("publications", "Publications", bool(content["publications"])),
    ]
    return [{"id": key, "title": title} for key, title, is_there in parts if is_there]


def when_of(roundtable: Roundtable) -> str:
    """Date, time and zone in words."""
    if roundtable.starts_at is None:
        return "The date is not fixed yet"
    return datetimes.describe(roundtable.starts_at, roundtable.zone)


def where_of(roundtable: Roundtable) -> str:
    """Venue in words; an online meeting says so without its address."""
    venue = roundtable.venue
    place = (
        ", ".join(part for part in (venue.name, venue.address, venue.city) if part) if venue else ""
    )
    online = "online" if roundtable.format != "in_person" else ""
    return " and ".join(part for part in (place, online) if part) or "The venue is not fixed yet"


def center_of(roundtable: Roundtable) -> dict[str, str]:
    """The center as a participant may know it."""
    center = roundtable.engagement.center
    return {
        "name": center.name,
        "privacy_policy_url": center.privacy_policy_url,
        "privacy_contact": center.privacy_contact,
    }


def expected_of(roundtable: Roundtable) -> dict[str, Any]:
    """How many said yes, in all and by sector. No names."""
    rows = (
        roundtable.invitations.filter(rsvp=Rsvp.YES)
        .exclude(state="withdrawn")
        .values("sector__name")
        .annotate(people=Count("pk"))
        .order_by("-people", "sector__name")
    )
    sectors = [{"name": row["sector__name"], "people": row["people"]} for row in rows]
    total = sum(row["people"] for row in sectors)
    if not total:
        return {"sentence": "Nobody has said yes so far", "sectors": []}
    people, kinds = counted(total, "person", "people"), counted(len(sectors), "sector")
    return {"sentence": f"{people} from {kinds}", "sectors": sectors}


def agenda_of(
    roundtable: Roundtable, items: list[Any], *, with_notes: bool
) -> list[dict[str, Any]]:
    """The items with their wall times in the roundtable's zone."""
    zone = roundtable.zone
    moment = roundtable.starts_at
    rows = []
    for item in items:
        clock = moment.astimezone(zone).strftime("%-I:%M %p") if moment else ""
        row = {
            "time": clock,
            "minutes": item.minutes,
            "title": item.title,
            "lead": item.lead,
            "is_break": item.is_break,
            "topics": [topic.code for topic in item.topics.all()],
        }
        if with_notes:
            row["internal_note"] = item.internal_note
        rows.append(row)
        moment = moment + timedelta(minutes=item.minutes) if moment else None
    return rows


def experts_of(roundtable: Roundtable) -> list[dict[str, Any]]:
    """The experts who accepted, with their public words only."""
    accepted = roundtable.assignments.filter(state=AssignmentState.ACCEPTED)
    return [
        {
            "name": assignment.expert.name,
            "title": assignment.expert.title,
            "agency": assignment.expert.agency,
            "bio": assignment.expert.public_bio,
            "topics": [topic.title for topic in assignment.topics.all()],
        }
        for assignment in accepted.select_related("expert")
        .prefetch_related("topics")
        .order_by("expert__name")
    ]


def behaviours() -> list[dict[str, Any]]:
    """The behaviours, groups A and B always apart; they never go out without campaign.CAUTION."""
    rows = list(Behaviour.objects.order_by("number"))
    return [
        {
            "title": f"{group.value}. {group.label}",
            "caution": campaign.GROUP_CAUTION[group.value],
            "rows": [
                {
                    "number": row.number,
                    "name": row.name,
                    "meaning": row.meaning,
                    "caution": row.own_caution,
                }
                for row in rows
                if row.group == group
            ],
        }
        for group in BehaviourGroup
    ]


def reporting_of(roundtable: Roundtable) -> dict[str, str]:
    """Where the public reports, as the center keeps it, with the day it was checked."""
    center = roundtable.engagement.center
    contact = (
        center.reporting_contact or "Local law enforcement takes reports of suspicious activity."
    )
    checked = center.reporting_checked_on
    return {"contact": contact, "checked": f"Checked on {checked:%B %-d, %Y}." if checked else ""}


def publications_of(roundtable: Roundtable) -> list[dict[str, str]]:
    """The chosen publications; what is not current says so."""
    chosen = roundtable.packet_publications.select_related("publication")
    return [
        {
            "title": row.publication.title,
            "publisher": row.publication.publisher,
            "year": row.publication.year,
            "url": row.publication.url,
            "status": row.publication.get_status_display()
            if row.publication.status != PublicationStatus.CURRENT
            else "Current",
        }
        for row in chosen.order_by("publication__title")
    ]

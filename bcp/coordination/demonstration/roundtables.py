"""The roundtable that is being prepared: five weeks away, with answers coming in."""

from collections.abc import Iterable

from bcp.coordination.demonstration import dates, last_year, network
from bcp.coordination.demonstration.engagements import History, tick_what_is_past
from bcp.coordination.demonstration.experts import load_experts
from bcp.coordination.demonstration.people import Cast
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import OutgoingMail
from engagements.enums import EngagementPhase, RoundtableFormat
from engagements.models import ActionItem, AgendaTemplate, Engagement, Publication, Sector, Topic
from roundtables import texts
from roundtables.composing import about
from roundtables.enums import AnswerSource, MessageKind, Rsvp
from roundtables.models import (
    Assignment,
    Channel,
    Expert,
    Invitation,
    InvitationMessage,
    PacketPublication,
    Roundtable,
    Venue,
)
from roundtables.packing import make_packet
from stakeholders.enums import GuestChoice, InteractionKind
from stakeholders.models import Contact, GuestListEntry, HelpRequest, Organization, OutreachStep

DAYS_AHEAD = 35
SEATS, KEPT = 16, {"public_health": 2}
ON_THE_LIST = {"public_health": 10, "private_sector": 8, "community": 8, "chamber": 6, "fire": 4}
INVITED = {"community": 8, "private_sector": 6, "public_health": 8, "chamber": 6, "fire": 4}
RULES = (
    "Speak for yourself; nothing here is a vote.\n"
    "No case data, no names of people who are not in the room.\n"
    "Notes are taken without names unless you agree to be named."
)


def load_roundtables(cast: Cast, history: History, organizations: list[Organization]) -> None:
    """Make the pool of experts and the roundtables of all engagements."""
    pool = load_experts()
    last_year.load_held_roundtable(cast, history.last, pool)
    prepare(cast, history.current, pool, organizations)
    network.load_network(cast, history.network, pool)


def prepare(
    cast: Cast, engagement: Engagement, pool: dict[str, Expert], organizations: list[Organization]
) -> None:
    """Guest list, date, agenda, experts, invitations and the first version of the packet."""
    reach_out(cast, engagement, organizations)
    roundtable = scheduled_roundtable(cast, engagement)
    ask_experts(cast, roundtable, pool)
    invite(cast, roundtable)
    answer(roundtable, cast)
    let_one_mail_fail(roundtable)
    engagement.refresh_from_db()
    engagement.move_to(EngagementPhase.INVITED, by=cast.coordinator)
    engagement.change(phase_since=dates.instant(-9))
    tick_what_is_past(engagement, cast.coordinator)
    choose_publications(roundtable)
    make_packet(roundtable, "participant", by=cast.coordinator)
    promise(cast, engagement)


def reach_out(cast: Cast, engagement: Engagement, organizations: list[Organization]) -> None:
    """Decide on the guest list, plan steps, ask DHS for help."""
    chosen = first_of_each(organizations, ON_THE_LIST)
    GuestListEntry.objects.bulk_create(
        GuestListEntry(
            engagement=engagement,
            organization=organization,
            choice=GuestChoice.CHOSEN,
            decided_by=cast.coordinator,
        )
        for organization in chosen
    )
    hospitals = [row for row in chosen if row.sector_id == "public_health"]
    for number, organization in enumerate(hospitals[:5]):
        OutreachStep.plan(
            organization,
            by=cast.coordinator,
            kind=InteractionKind.CALL if number % 2 else InteractionKind.VISIT,
            due_on=dates.day(-4 + 3 * number),
            engagement=engagement,
            owner=cast.coordinator,
            purpose="Find the person who can speak for preparedness",
        )
    HelpRequest.ask(
        engagement,
        by=cast.coordinator,
        whom="Regional health care coalition",
        wish="An introduction: our calls were not answered.",
        sector=Sector.objects.get(pk="public_health"),
    )


def first_of_each(rows: Iterable[Organization], wanted: dict[str, int]) -> list[Organization]:
    """The first so many organizations of each sector."""
    by_sector: dict[str, list[Organization]] = {sector: [] for sector in wanted}
    for row in rows:
        if len(by_sector.get(row.sector_id, [])) < wanted.get(row.sector_id, 0):
            by_sector[row.sector_id].append(row)
    return [row for group in by_sector.values() for row in group]


def scheduled_roundtable(cast: Cast, engagement: Engagement) -> Roundtable:
    """A morning at the library, with the standard agenda and a signed notice."""
    venue = Venue.objects.create(
        center=cast.center,
        name="Port Ellis Public Library, Harbor Room",
        address="12 Quay Street",
        city="Port Ellis",
        state_id="WA",
        county="Snohomish",
        capacity=48,
        accessibility="Step-free from Quay Street; hearing loop; accessible restrooms beside it.",
        directions="Bus 7 stops at the door. Free parking behind the building.",
    )
    roundtable = Roundtable.objects.plan(
        engagement,
        by=cast.coordinator,
        topics=engagement.topics.all(),
        title="Health care, business and community roundtable",
        purpose="What the center does and does not do, how your rights are protected, and what we"
        " can do for each other.",
        seats=SEATS,
        facilitator_name="Joan Abernathy",
        ground_rules=RULES,
        reminder_days=[14, 7, 1],
    )
    standard = AgendaTemplate.objects.get(code="standard")
    roundtable.lay_out_agenda(standard, by=cast.coordinator)
    starts_at = dates.morning(dates.tuesday(DAYS_AHEAD), cast.center.zone)
    roundtable.schedule(
        starts_at, by=cast.coordinator, format=RoundtableFormat.IN_PERSON, venue=venue
    )
    roundtable.keep_seats(KEPT, by=cast.coordinator)
    english, spanish = (texts.default_notice(roundtable, language) for language in ("en", "es"))
    roundtable.rewrite_notice(english, spanish, by=cast.coordinator)
    roundtable.sign_notice(by=cast.privacy_officer)
    approve_message(cast, roundtable)
    return roundtable


def approve_message(cast: Cast, roundtable: Roundtable) -> None:
    """The words of the invitation, with the director's consent."""
    subject, body = texts.default_text(MessageKind.INVITATION, "en")
    message = InvitationMessage(roundtable=roundtable)
    message.rewrite(subject, body, by=cast.coordinator)
    message.approve(by=cast.director)


def ask_experts(cast: Cast, roundtable: Roundtable, pool: dict[str, Expert]) -> None:
    """Four experts are asked; three have accepted, one has not answered."""
    asked = {
        "Lydia Marsh": ["T05", "T06"],
        "Naomi Feld": ["T07", "T08"],
        "Mei Tanabe": ["T13"],
        "Carlos Iglesias": ["T12"],
    }
    for name, topics in asked.items():
        assignment = Assignment.objects.propose(
            roundtable,
            pool[name],
            by=cast.dhs,
            topics=Topic.objects.filter(pk__in=topics),
            why=[f"Speaks about {', '.join(topics)}", "Free that day"],
        )
        assignment.request(by=cast.dhs)
        if name != "Carlos Iglesias":
            assignment.accept(by=cast.dhs)
    Assignment.objects.filter(roundtable=roundtable).update(requested_at=dates.instant(-12))


def invite(cast: Cast, roundtable: Roundtable) -> None:
    """Send the first wave: one voice for each organization."""
    contacts = Contact.objects.askable().filter(
        organization__center=cast.center, is_primary=True, organization__sector__in=INVITED
    )
    left = dict(INVITED)
    for contact in contacts.select_related("organization__sector").order_by("organization_id"):
        sector = contact.organization.sector_id
        if left[sector]:
            left[sector] -= 1
            roundtable.invite(contact, by=cast.coordinator)
    roundtable.invitations.update(invited_at=dates.instant(-9))


def answer(roundtable: Roundtable, cast: Cast) -> None:
    """Seats run out, so some wait; no one of public health has said yes so far."""
    open_seats = SEATS + 3 - KEPT["public_health"]
    rows = roundtable.invitations.select_related("roundtable__engagement__center", "sector")
    for number, invitation in enumerate(rows.order_by("pk")):
        rsvp = answer_of(invitation, number, open_seats)
        if rsvp == Rsvp.NONE:
            continue
        open_seats -= rsvp == Rsvp.YES
        how = Channel() if number % 7 else Channel(AnswerSource.PHONE, by=cast.coordinator)
        invitation.record_answer(rsvp, how)
        if rsvp == Rsvp.YES:
            needs = "Wheelchair space near the door" if number == 5 else ""
            invitation.save_details(mode="in_person", badge_name="", access_needs=needs)
        if rsvp == Rsvp.NO:
            invitation.give_reason(reason="Away that week", suggestion="")


def let_one_mail_fail(roundtable: Roundtable) -> None:
    """One address was wrong: the ledger says so, and a person has to mend it."""
    unanswered = roundtable.invitations.filter(rsvp=Rsvp.NONE).order_by("pk").first()
    mail = unanswered and OutgoingMail.objects.about(about(unanswered)).first()
    if mail:
        mail.change(
            state=MailState.FAILED,
            problem=Problem.REFUSED,
            reply="550 5.1.1 No such user here",
            attempts=1,
            finished_at=dates.instant(-9),
        )


def answer_of(invitation: Invitation, number: int, open_seats: int) -> str:
    """What this person answers: fixed, so that every demonstration looks the same."""
    if invitation.sector_id == "public_health":
        return (Rsvp.NONE, Rsvp.MAYBE, Rsvp.NO, Rsvp.NONE)[number % 4]
    if number % 11 == 6:
        return Rsvp.NO
    return Rsvp.YES if open_seats > 0 else Rsvp.NONE


def choose_publications(roundtable: Roundtable) -> None:
    """Four current publications for the packet."""
    rows = Publication.objects.filter(status="current", is_sensitive=False).order_by("code")
    PacketPublication.objects.bulk_create(
        PacketPublication(roundtable=roundtable, publication=row) for row in rows[:4]
    )


def promise(cast: Cast, engagement: Engagement) -> None:
    """Promises of the planning calls: one of them is late."""
    gap = engagement.gaps.first()
    for text, owner, due in (
        ("Write down what the center may and may not do with health information.",
         cast.privacy_officer, -6),
        ("Draft the one-page description for hospitals.", cast.coordinator, 10),
    ):  # fmt: skip
        ActionItem.objects.create(
            engagement=engagement,
            gap=gap,
            text=text,
            owner=owner,
            owner_name=owner.name,
            owner_organization=cast.center.name,
            due_on=dates.day(due),
        )

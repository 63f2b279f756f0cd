"""What a personal link opens: one SELECT from token to page.

This is the busiest page of the product: on the day after a mailing hundreds of phones open it at
once. Building the same query through the ORM took longer than everything else on the page, so it
is written out here, once, in SQL that PostgreSQL and SQLite read alike. It only reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from bcp.accounts.models import Center
from bcp.core.datetimes import InZone
from engagements.models import Engagement
from roundtables.enums import InvitationState, RoundtableState, Rsvp
from roundtables.models import Invitation, Notice, Roundtable, statements
from roundtables.models.rsvps import hash_of
from roundtables.models.statements import partial

NOISE_LIMIT, NOISE_WINDOW = 20, 600  # links that do not work, per address and seconds

COLUMNS = {
    "link_expires_at": "link.expires_at",
    "link_revoked_at": "link.revoked_at",
    "invitation_id": "invitation.id",
    "name": "invitation.name",
    "email": "invitation.email",
    "organization_name": "invitation.organization_name",
    "sector_id": "invitation.sector_id",
    "sector_name": "sector.name",
    "language": "invitation.language",
    "invitation_state": "invitation.state",
    "why": "invitation.why",
    "delegate_of_name": "CASE WHEN asker.forgotten_at IS NULL THEN asker.name END",
    "rsvp": "invitation.rsvp",
    "answered_at": "invitation.answered_at",
    "mode": "invitation.mode",
    "badge_name": "invitation.badge_name",
    "access_needs": "invitation.access_needs",
    "needs_delete_on": "invitation.needs_delete_on",
    "decline_reason": "invitation.decline_reason",
    "suggestion": "invitation.suggestion",
    "must_confirm": "invitation.must_confirm",
    "wants_no_reminders": "invitation.wants_no_reminders",
    "roundtable_id": "roundtable.id",
    "engagement_id": "engagement.id",
    "center_id": "center.id",
    "title": "roundtable.title",
    "purpose": "roundtable.purpose",
    "roundtable_state": "roundtable.state",
    "format": "roundtable.format",
    "online_url": "roundtable.online_url",
    "time_zone": "roundtable.time_zone",
    "starts_at": "roundtable.starts_at",
    "minutes": "roundtable.minutes",
    "seats": "roundtable.seats",
    "seats_taken": "roundtable.seats_taken",
    "answers_close_at": "roundtable.answers_close_at",
    "notice_text": "roundtable.notice_text",
    "notice_text_es": "roundtable.notice_text_es",
    "notice_version": "roundtable.notice_version",
    "notice_signed_at": "roundtable.notice_signed_at",
    "cancelled_reason": "roundtable.cancelled_reason",
    "venue_name": "venue.name",
    "venue_address": "venue.address",
    "venue_city": "venue.city",
    "venue_state": "venue.state_id",
    "venue_accessibility": "venue.accessibility",
    "venue_directions": "venue.directions",
    "center_name": "center.name",
    "center_email": "center.email",
    "center_phone": "center.phone",
    "center_address": "center.address",
    "privacy_policy_url": "center.privacy_policy_url",
    "privacy_contact": "center.privacy_contact",
    "reporting_contact": "center.reporting_contact",
    "waiting": """(SELECT COUNT(*) FROM roundtables_invitation other
        WHERE other.roundtable_id = invitation.roundtable_id AND other.rsvp = 'waitlisted'
        AND other.state = 'invited' AND other.waitlisted_at IS NOT NULL)""",
    "ahead": """(SELECT COUNT(*) FROM roundtables_invitation other
        WHERE other.roundtable_id = invitation.roundtable_id AND other.rsvp = 'waitlisted'
        AND other.state = 'invited' AND (other.waitlisted_at < invitation.waitlisted_at
        OR (other.waitlisted_at = invitation.waitlisted_at AND other.id < invitation.id)))""",
    # Seats kept for other sectors and not taken yet, as models.seats counts them.
    "kept": """(SELECT COALESCE(SUM(CASE WHEN kept.minimum > kept.taken
        THEN kept.minimum - kept.taken ELSE 0 END), 0) FROM (
        SELECT reserve.minimum, (SELECT COUNT(*) FROM roundtables_invitation other
        WHERE other.roundtable_id = reserve.roundtable_id AND other.rsvp = 'yes'
        AND other.sector_id = reserve.sector_id) AS taken
        FROM roundtables_sectorseats reserve WHERE reserve.roundtable_id = roundtable.id
        AND reserve.sector_id <> invitation.sector_id) kept)""",
    "packet_version": """(SELECT MAX(packet.version) FROM roundtables_packet packet
        WHERE packet.roundtable_id = roundtable.id AND packet.edition = 'participant'
        AND packet.state = 'released')""",
}
SELECT = (
    "SELECT "
    + ", ".join(f"{sql} AS {name}" for name, sql in COLUMNS.items())
    + """
FROM roundtables_rsvplink link
JOIN roundtables_invitation invitation ON invitation.id = link.invitation_id
JOIN engagements_sector sector ON sector.code = invitation.sector_id
JOIN roundtables_roundtable roundtable ON roundtable.id = invitation.roundtable_id
JOIN engagements_engagement engagement ON engagement.id = roundtable.engagement_id
JOIN accounts_center center ON center.id = engagement.center_id
LEFT JOIN roundtables_venue venue ON venue.id = roundtable.venue_id
LEFT JOIN roundtables_invitation asker ON asker.id = invitation.delegate_of_id
WHERE link.token_hash = %s"""
)


class NoSuchLink(Exception):
    """A link that is unknown, expired or revoked: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Opened(InZone):
    """An invitation as its personal link shows it: the person, the meeting, the center."""

    link_expires_at: datetime
    link_revoked_at: datetime | None
    invitation_id: int
    name: str
    email: str
    organization_name: str
    sector_id: str
    sector_name: str
    language: str
    invitation_state: str
    why: str
    delegate_of_name: str | None
    rsvp: str
    answered_at: datetime | None
    mode: str
    badge_name: str
    access_needs: str
    needs_delete_on: date | None
    decline_reason: str
    suggestion: str
    must_confirm: bool
    wants_no_reminders: bool
    roundtable_id: int
    engagement_id: int
    center_id: int
    title: str
    purpose: str
    roundtable_state: str
    format: str
    online_url: str
    time_zone: str
    starts_at: datetime | None
    minutes: int
    seats: int
    seats_taken: int
    answers_close_at: datetime | None
    notice_text: str
    notice_text_es: str
    notice_version: int
    notice_signed_at: datetime | None
    cancelled_reason: str
    venue_name: str | None
    venue_address: str | None
    venue_city: str | None
    venue_state: str | None
    venue_accessibility: str | None
    venue_directions: str | None
    center_name: str
    center_email: str
    center_phone: str
    center_address: str
    privacy_policy_url: str
    privacy_contact: str
    reporting_contact: str
    waiting: int
    ahead: int
    kept: int
    packet_version: int | None

    @property
    def shown_notice(self) -> Notice | None:
        """The privacy notice to read: the latest that was signed, as Roundtable.shown_notice."""
        if not self.notice_signed_at:
            return Notice.objects.filter(roundtable=self.roundtable_id).first()
        return Notice(
            version=self.notice_version, text=self.notice_text, text_es=self.notice_text_es
        )

    @property
    def ends_at(self) -> datetime | None:
        """When the meeting ends (UTC)."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def closes_at(self) -> datetime | None:
        """Until when answers are open (UTC)."""
        return self.answers_close_at or self.starts_at

    @property
    def is_open(self) -> bool:
        """Whether the invitee may still answer."""
        return (
            self.invitation_state == InvitationState.INVITED
            and self.roundtable_state == RoundtableState.SCHEDULED
            and (self.closes_at is None or timezone.now() < self.closes_at)
        )

    @property
    def place(self) -> int:
        """The place on the waitlist of somebody who is on it."""
        return self.ahead + 1

    @property
    def is_full(self) -> bool:
        """Whether a Yes would mean the waitlist, as far as one can say before it is given."""
        return self.rsvp != Rsvp.YES and self.seats_taken + self.kept >= self.seats

    @property
    def is_full_for_others(self) -> bool:
        """Whether the seats that are left are kept for other sectors."""
        return self.is_full and self.seats_taken < self.seats

    @property
    def next_place(self) -> int:
        """The place on the waitlist that a Yes would mean now."""
        return self.waiting + 1

    def as_invitation(self) -> Invitation:
        """The row itself, for actions, made of what was read: nothing is asked of the database
        until an action needs more.
        """
        center = partial(Center, id=self.center_id, name=self.center_name)
        engagement = partial(Engagement, id=self.engagement_id, center_id=self.center_id)
        roundtable = partial(
            Roundtable,
            id=self.roundtable_id,
            engagement_id=self.engagement_id,
            minutes=self.minutes,
        )
        invitation = partial(
            Invitation, id=self.invitation_id, roundtable_id=self.roundtable_id, name=self.name
        )
        engagement.center, roundtable.engagement = center, engagement
        invitation.roundtable = roundtable
        return invitation

    @property
    def place_in_line(self) -> str:
        """The venue on one line, or nothing."""
        parts = (self.venue_name, self.venue_address, self.venue_city, self.venue_state)
        return ", ".join(part for part in parts if part)


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction in which PostgreSQL itself refuses to write. It ends by rolling back."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)


def open_link(token: str) -> Opened | None:
    """What a token opens; None when it is unknown, expired or revoked: nobody is told which."""
    with connection.cursor() as cursor:
        statements.run(cursor, SELECT, [hash_of(token)])
        row = cursor.fetchone()
    opened = Opened(*map(statements.aware, row)) if row else None
    return opened if opened and is_live(opened.link_expires_at, opened.link_revoked_at) else None


def is_noise(address: str) -> bool:
    """Count a link that does not work; True when one address has tried too many of them.

    Guessing 256 bits is hopeless; the limit is against noise. Links that work are never counted and
    never refused. While the cache is away nothing is counted.
    """
    key = f"links-that-do-not-work:{address}"
    try:
        cache.add(key, 0, NOISE_WINDOW)
        return cache.incr(key) > NOISE_LIMIT
    except (RedisError, ValueError):  # ValueError: it ran out between the two calls
        return False


def is_live(expires_at: datetime, revoked_at: datetime | None) -> bool:
    """Whether a link works now."""
    return revoked_at is None and expires_at > timezone.now()

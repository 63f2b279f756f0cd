"""What an invitee reads about the meeting, in their language."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext

from engagements.enums import RoundtableFormat
from roundtables import speaking
from roundtables.enums import Rsvp
from roundtables.models.invitees import NEEDS_KEPT
from roundtables.opening import Opened


@dataclass(frozen=True)
class Facts:
    """The facts of one invitation in one language."""

    opened: Opened
    language: str

    @property
    def when(self) -> str:
        """Day, time and zone of the venue."""
        opened = self.opened
        return speaking.say_span(opened.starts_at, opened.ends_at, opened.zone, self.language)

    @property
    def offset(self) -> str:
        """The venue's clocks against UTC, for readers elsewhere."""
        starts_at = self.opened.starts_at
        return speaking.say_offset(starts_at, self.opened.zone) if starts_at else ""

    @property
    def stamps(self) -> tuple[str, str]:
        """Start and end for the browser, which knows the reader's own zone."""
        return _stamp(self.opened.starts_at), _stamp(self.opened.ends_at)

    @property
    def length(self) -> str:
        """How long it takes."""
        return speaking.say_length(self.opened.minutes, self.language)

    @property
    def where(self) -> str:
        """The venue with its address, or online, or both."""
        return self._where(self.opened.place_in_line)

    @property
    def where_briefly(self) -> str:
        """The venue and its city, or online, or both."""
        return self._where(
            ", ".join(filter(None, [self.opened.venue_name, self.opened.venue_city]))
        )

    def _where(self, place: str) -> str:
        online = gettext("online")
        if self.opened.format == RoundtableFormat.VIRTUAL or not place:
            return online
        if self.opened.format == RoundtableFormat.HYBRID:
            return gettext("%(place)s, or online") % {"place": place}
        return place

    @property
    def why(self) -> str:
        """Why this person is asked; never empty."""
        return speaking.say_why(
            self.opened.why, self.opened.delegate_of_name or "", gettext(self.opened.sector_name)
        )

    @property
    def answer_by(self) -> str:
        """Until when answers are open."""
        return speaking.say_instant(self.opened.closes_at, self.opened.zone, self.language)

    @property
    def needs_until(self) -> str:
        """The day by which access needs are deleted."""
        ends_at = self.opened.ends_at
        if ends_at is None:
            return gettext("30 days after the roundtable")
        day = self.opened.needs_delete_on or (ends_at + NEEDS_KEPT).date()
        return speaking.say_day(day, self.language)

    @property
    def link_until(self) -> str:
        """The day until which the personal link works."""
        return speaking.say_day(self.opened.link_expires_at.date(), self.language)

    @property
    def other_language(self) -> str:
        """The language that the switch offers."""
        return "en" if self.language == "es" else "es"

    @property
    def is_going(self) -> bool:
        """Whether this person holds a seat."""
        return self.opened.rsvp == Rsvp.YES


def _stamp(instant: datetime | None) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if instant else ""

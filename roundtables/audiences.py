"""Who hears of another date or place, or that a roundtable is called off."""

from dataclasses import dataclass, replace

from bcp.core.wording import counted
from roundtables import emails
from roundtables.enums import AssignmentState, Rsvp
from roundtables.models import Roundtable


@dataclass(frozen=True)
class Audience:
    """Who hears of a change: people by what they answered, and experts."""

    yes: int = 0
    waitlisted: int = 0
    maybe: int = 0
    unanswered: int = 0
    no: int = 0
    experts: int = 0
    unheard: int = 0  # of those without an answer: their invitation has not left
    unaware: int = 0  # of them: nobody has it for certain, at no address

    @property
    def total(self) -> int:
        """Everyone."""
        return sum((self.yes, self.waitlisted, self.maybe, self.unanswered, self.no, self.experts))

    @property
    def heard(self) -> "Audience":
        """Without those of whom it is certain that they have not heard of it."""
        return replace(self, unanswered=self.unanswered - self.unaware)

    @property
    def never(self) -> str:
        """What goes to those who have not heard of it when it is called off; else empty."""
        if not self.unaware:
            return ""
        whose = counted(self.unaware, "invitation has", "invitations have")
        return f"{whose} not left yet and will not; who has not heard of it is told nothing."

    @property
    def anew(self) -> str:
        """What goes to those who have not heard of it, in a sentence; else empty."""
        if not self.unheard:
            return ""
        whose = counted(self.unheard, "invitation has", "invitations have")
        return f"{whose} not left yet and will go out with the new date or place."

    def __str__(self) -> str:
        parts = (
            (self.yes, "said yes"),
            (self.waitlisted, "on the waitlist"),
            (self.maybe, "said maybe"),
            (self.unanswered, "not answered yet"),
            (self.no, "said no"),
            (
                self.experts,
                "subject-matter expert" if self.experts == 1 else "subject-matter experts",
            ),
        )
        people = counted(self.total, "person", "people")
        return f"{people}: " + ", ".join(f"{count} {what}" for count, what in parts if count)


def audience_of(roundtable: Roundtable) -> Audience:
    """Who has heard of the roundtable and must hear of a change."""
    reachable = roundtable.invitations.asked().filter(is_disputed=False, forgotten_at=None)
    people = list(reachable.exclude(email=""))
    answers = [person.rsvp for person in people]
    return Audience(
        yes=answers.count(Rsvp.YES),
        waitlisted=answers.count(Rsvp.WAITLISTED),
        maybe=answers.count(Rsvp.MAYBE),
        unanswered=answers.count(Rsvp.NONE),
        no=answers.count(Rsvp.NO),
        experts=roundtable.assignments.filter(
            state__in=[AssignmentState.REQUESTED, AssignmentState.ACCEPTED]
        ).count(),
        unheard=len(emails.unheard_among(people)),
        unaware=len(emails.unheard_among(people, for_certain=True)),
    )

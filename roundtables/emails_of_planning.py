"""What the product writes to experts and to people who are asked for dates or for feedback.

Each function takes the number of the act in the audit log as `act`: one act, one mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from bcp.accounts.models import User
from bcp.mail import outbox
from roundtables import speaking
from roundtables.composing import about
from roundtables.enums import Language
from roundtables.merging import harmless

if TYPE_CHECKING:
    from roundtables.models.assignments import Assignment
    from roundtables.models.polled_people import PolledPerson
    from roundtables.models.roundtables import Roundtable
    from roundtables.models.the_day import CheckIn

ENGLISH = Language.ENGLISH
PROGRAM = "Building Community Partnerships"
EXPERT_REQUEST, EXPERT_WITHDRAWN = "expert_request", "expert_withdrawn"
EXPERT_DECLINED, DATE_POLL, FEEDBACK = "expert_declined", "date_poll", "feedback_request"
SAFETY = (
    "Emergency or threat to life: call 9-1-1. Do not report suspicious activity by answering this "
    "mail."
)


@dataclass(frozen=True)
class Letter:
    """One message: its words, the facts in a table, and a button with the mark {link}."""

    sender: str
    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    button: str = ""
    after: str = ""
    notes: Sequence[str] = (SAFETY,)

    def content(self) -> outbox.Content:
        """The message as the ledger takes it; only our own marks are marks."""
        context = {
            "language": ENGLISH,
            "center": harmless(self.sender),
            "subject": harmless(self.subject),
            "paragraphs": [harmless(text) for text in self.paragraphs],
            "facts": [(label, harmless(value)) for label, value in self.facts],
            "button": self.button,
            "after": self.after,
            "notes": self.notes,
            "stops": False,
        }
        return outbox.Content(
            subject=harmless(self.subject),
            text=render_to_string("roundtables/mail/mail.txt", context),
            html=render_to_string("roundtables/mail/mail.html", context),
        )


def queue_expert_request(assignment: "Assignment", token: str, act: int) -> None:
    """Ask an expert to speak: what, when, where, on which topics, and the link to answer."""
    roundtable = assignment.roundtable
    topics = "; ".join(topic.title for topic in assignment.topics.all())
    letter = Letter(
        sender=PROGRAM,
        subject=f"Can you speak at “{roundtable.title}”?",
        paragraphs=[
            f"Dear {assignment.expert.name},",
            f"{roundtable.center.name} holds a roundtable with its stakeholders, and the program "
            "office would like you to speak there.",
        ],
        facts=[*when_and_where(roundtable), ("Your topics", topics or "To be agreed")],
        button="Answer yes or no",
        after="The link is your own. Opening it answers nothing; you can change your answer until "
        "the roundtable is over.",
    )
    _queue_to_expert(
        assignment, EXPERT_REQUEST, letter, act, {"link": _link("assignment_answer", token)}
    )


def queue_expert_withdrawn(assignment: "Assignment", act: int) -> None:
    """Tell an expert that they are no longer needed, and that the link has stopped."""
    roundtable = assignment.roundtable
    outbox.withdraw(about_assignment(assignment), [EXPERT_REQUEST], "No longer needed")
    reason = roundtable.cancelled_reason
    letter = Letter(
        sender=PROGRAM,
        subject=f"You are no longer asked to speak at “{roundtable.title}”",
        paragraphs=[
            f"Dear {assignment.expert.name},",
            f"The roundtable will not take place: {reason}"
            if reason
            else "The plan for this roundtable has changed, and you are no longer asked to speak.",
            "Thank you for being ready to help.",
        ],
        facts=when_and_where(roundtable),
    )
    _queue_to_expert(assignment, EXPERT_WITHDRAWN, letter, act, {})


def queue_expert_declined(assignment: "Assignment", act: int, *, was_accepted: bool) -> None:
    """Tell the coordinator that an expert declined, and where replacements are proposed."""
    roundtable = assignment.roundtable
    coordinator = assignment.requested_by or roundtable.engagement.coordinator
    if coordinator is None:
        return
    what = "can no longer come" if was_accepted else "declined"
    letter = Letter(
        sender=PROGRAM,
        subject=f"{assignment.expert.name} {what}: {roundtable.title}",
        paragraphs=[
            f"{assignment.expert.name} {what} to “{roundtable.title}” of {roundtable.center.name}.",
            f"Reason: {assignment.reason}" if assignment.reason else "No reason was given.",
        ],
        facts=when_and_where(roundtable),
        button="See who could take over",
    )
    outbox.queue_one(
        None,
        kind=EXPERT_DECLINED,
        about=about_assignment(assignment),
        address=coordinator.email,
        name=coordinator.name,
        content=letter.content(),
        revision=act,
        merge={
            "link": settings.SITE_URL + reverse("roundtables:assignment_list", args=[roundtable.pk])
        },
        sender_name=PROGRAM,
    )


def queue_date_poll(person: "PolledPerson", token: str, act: int) -> None:
    """Ask somebody which of the offered dates suit, with their own link."""
    poll = person.poll
    roundtable = poll.roundtable
    by = f" Please answer by {poll.closes_on:%B} {poll.closes_on.day}." if poll.closes_on else ""
    letter = Letter(
        sender=roundtable.center.name,
        subject=f"Which date suits you? {roundtable.title}",
        paragraphs=[
            f"Dear {person.name},",
            f"{roundtable.center.name} plans “{roundtable.title}” and would like you to be there. "
            f"Which of these dates would suit you?{by}",
        ],
        facts=[
            (f"Date {place}", speaking.say_instant(date.starts_at, roundtable.zone, ENGLISH))
            for place, date in enumerate(poll.dates.all(), start=1)
        ],
        button="Say which dates suit you",
        after="The link is your own. Opening it answers nothing; you can change your answer until "
        "the date is chosen.",
    )
    outbox.queue_one(
        roundtable.center,
        kind=DATE_POLL,
        about=f"polledperson:{person.pk}",
        address=person.email,
        name=person.name,
        content=letter.content(),
        revision=act,
        merge={"link": _link("date_poll_answer", token)},
        by=poll.opened_by,
        reply_to=poll.opened_by.email if poll.opened_by else None,
    )


def queue_feedback_requests(
    roundtable: "Roundtable", arrivals: "Sequence[CheckIn]", act: int, *, by: User
) -> int:
    """Ask those who came, and whose address we have, for feedback; return how many.

    Everyone gets the same link, so that no answer can be traced. Nobody is asked twice.
    """
    letter = Letter(
        sender=roundtable.center.name,
        subject=f"How was it? {roundtable.title}",
        paragraphs=[
            "Thank you for coming.",
            "Five short questions tell us what to keep and what to change. Your answers carry no "
            "name, and they are only shown together with at least four others.",
        ],
        button="Answer five questions",
        after="The link is the same for everyone who came.",
    )
    link = _link("feedback_answer", roundtable.feedback_token)
    people = [
        outbox.Recipient(
            address=arrival.invitation.email,
            name=arrival.name,
            about=about(arrival.invitation),
            merge={"link": link},
        )
        for arrival in arrivals
        if arrival.invitation and arrival.invitation.email
    ]
    if people:
        outbox.queue_batch(
            roundtable.center,
            kind=FEEDBACK,
            key=f"feedback:{roundtable.pk}:{act}",
            content=letter.content(),
            recipients=people,
            by=by,
            reply_to=by.email,
        )
    return len(people)


def note_use(about: str) -> None:
    """Somebody answered by the link of a mail: if its delivery was in doubt, it did arrive."""
    outbox.confirm_by_use(about)


def about_assignment(assignment: "Assignment") -> str:
    """The text key by which the ledger knows an assignment."""
    return f"assignment:{assignment.pk}"


def when_and_where(roundtable: "Roundtable") -> list[tuple[str, str]]:
    """Date with zone and place, as facts of a letter."""
    return [
        (
            "When",
            speaking.say_span(roundtable.starts_at, roundtable.ends_at, roundtable.zone, ENGLISH),
        ),
        ("Where", speaking.say_place(roundtable, ENGLISH)),
    ]


def _link(page: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"roundtables:{page}", args=[token])


def _queue_to_expert(
    assignment: "Assignment", kind: str, letter: Letter, act: int, merge: dict[str, str]
) -> None:
    """Experts belong to the program: their addresses stay out of the center's mail."""
    asker = assignment.requested_by
    outbox.queue_one(
        None,
        kind=kind,
        about=about_assignment(assignment),
        address=assignment.expert.email,
        name=assignment.expert.name,
        content=letter.content(),
        revision=act,
        merge=merge,
        by=asker,
        reply_to=asker.email if asker else None,
        sender_name=PROGRAM,
    )

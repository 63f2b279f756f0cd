"""What the messages to invitees say. Each letter is written in the language that is active.

A function that returns a function knows something of the roundtable first.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from roundtables import merging, speaking, texts
from roundtables.composing import Letter
from roundtables.enums import MessageKind, Rsvp

if TYPE_CHECKING:
    from roundtables.models.roundtables import Roundtable

DEAR = _("Dear {name},")
NOT_YOU = _("Not you, or has something changed? Change it here, without an account.")
SUBJECTS: dict[str, str] = {
    Rsvp.YES: _("You are going"),
    Rsvp.WAITLISTED: _("You are on the waitlist"),
    Rsvp.MAYBE: _("You said: Maybe"),
    Rsvp.NO: _("You are not coming"),
    Rsvp.DELEGATED: _("You are sending someone else"),
    Rsvp.NONE: _("Your answer was taken back"),
}
ANSWERS: dict[str, str] = {
    Rsvp.YES: _("Thank you. We noted that you are going."),
    Rsvp.WAITLISTED: _(
        "No seat is free for you yet ({seats_now}); you are number {place} on the waitlist. As soon"
        " as a seat is free for you, you get it and we write to you."
    ),
    Rsvp.MAYBE: _(
        "We noted that you may come. No seat is held for you yet; we will ask you again."
    ),
    Rsvp.NO: _("We noted that you are not coming. Thank you for telling us."),
    Rsvp.DELEGATED: _(
        "We noted that you are sending someone else; they get an invitation of their own, unless"
        " they have one already or do not want any."
    ),
    Rsvp.NONE: _("We took back your answer."),
}


def in_own_words(roundtable: "Roundtable", kind: str) -> Callable[[], Letter]:
    """A message that asks for an answer, in the center's own words."""

    def write() -> Letter:
        subject, body = texts.text_of(roundtable, kind, translation.get_language() or "en")
        return Letter(
            subject=subject,
            body=body,
            button=gettext("Answer the invitation"),
            after=gettext(
                "The link is your own; please do not forward it. To send a colleague, use “Send"
                " someone else” on the page."
            ),
            method="REQUEST" if kind == MessageKind.INVITATION else None,
            stops=kind == MessageKind.REMINDER,
        )

    return write


def confirmation_of(roundtable: "Roundtable", rsvp: str) -> Callable[[], Letter]:
    """What was noted, and the way to change it."""

    def write() -> Letter:
        answer = gettext(ANSWERS[rsvp])
        if rsvp == Rsvp.WAITLISTED:
            seats = speaking.say_seats(roundtable.count_seats())
            answer = answer.replace("{seats_now}", merging.harmless(seats))
        return Letter(
            subject=gettext(SUBJECTS[rsvp]) + ": {title}",
            body=_paragraphs(answer, gettext(NOT_YOU)),
            button=gettext("See or change my answer"),
            after=gettext("You can change it until {answer_by}."),
            has_facts=rsvp in (Rsvp.YES, Rsvp.WAITLISTED, Rsvp.MAYBE),
        )

    return write


def moved_up() -> Letter:
    """A seat has become free for somebody on the waitlist."""
    return Letter(
        subject=gettext("A seat is free: you are going") + ": {title}",
        body=_paragraphs(
            gettext(
                "A seat has become free, and it is yours. You need do nothing. If you cannot come"
                " any more, please say so, so that the next person can."
            )
        ),
        button=gettext("See or change my answer"),
        after=gettext("You can change it until {answer_by}."),
        method="REQUEST",
    )


def seat_lost() -> Letter:
    """A seat was given back because nobody confirmed the new date."""
    return Letter(
        subject=gettext("Your seat was given back") + ": {title}",
        body=_paragraphs(
            gettext(
                "The date had changed, and we asked you to confirm that you come. We did not hear"
                " from you in time, so your seat was given back. If you want to come, write to"
                " {center}: answer this mail."
            )
        ),
        method="CANCEL",
    )


def moved() -> Letter:
    """Another day or time: everybody is asked again."""
    return Letter(
        subject=gettext("New date or place") + ": {title}",
        body=_paragraphs(
            gettext(
                "Date or place have changed; below you find what holds now. The entry attached to"
                " this mail replaces the one in your calendar."
            ),
            gettext(
                "Please tell us whether you come, also if you have answered before. If you had said"
                " Yes, your seat is kept until {answer_by}."
            ),
        ),
        button=gettext("Answer for the new date"),
        after=gettext("The link is your own. You can change your answer until {answer_by}."),
        method="REQUEST",
    )


def amended() -> Letter:
    """Another title, place or length: nobody is asked again."""
    return Letter(
        subject=gettext("Changed") + ": {title}",
        body=_paragraphs(
            gettext(
                "The day and the beginning stay as they were; something else has changed. Below you"
                " find what holds now. The entry attached to this mail replaces the one in your"
                " calendar."
            ),
            gettext("What you have answered stays as it is."),
        ),
        button=gettext("See the invitation"),
        after=gettext("The link is your own. You can change your answer until {answer_by}."),
        method="REQUEST",
    )


def rezoned() -> Letter:
    """The zone's rules have changed: the same time on the wall; nobody is asked again."""
    return Letter(
        subject=gettext("Changed") + ": {title}",
        body=_paragraphs(
            gettext(
                "The rules for clocks have changed where we meet. We begin at the time that you"
                " were told; below you find it again. The entry attached to this mail replaces the"
                " one in your calendar, which might show another hour."
            ),
            gettext("What you have answered stays as it is."),
        ),
        button=gettext("See the invitation"),
        after=gettext("The link is your own. You can change your answer until {answer_by}."),
        method="REQUEST",
    )


def off(sentence: str, reason: str, subject: str) -> Callable[[], Letter]:
    """It will not take place, or not with this person."""

    def write() -> Letter:
        return Letter(
            subject=gettext(subject) + ": {title}",
            body=_paragraphs(
                gettext(sentence),
                merging.harmless(reason),
                gettext("The entry in your calendar is cancelled. Questions? Answer this mail."),
            ),
            method="CANCEL",
        )

    return write


def _paragraphs(*sentences: str) -> str:
    return "\n\n".join([gettext(DEAR), *filter(None, sentences)])

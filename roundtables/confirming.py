"""Every answer is confirmed by mail. The history of answers is the outbox: what is not told yet."""

import logging
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from bcp.audit.models import record
from bcp.core.actions import Refused, action
from roundtables import emails
from roundtables.enums import AnswerSource, InvitationState
from roundtables.models import RsvpAnswer, RsvpLink

AT_ONCE = 500
NOT_CONFIRMED = "This answer could not be confirmed by mail. Look at the name and the address."
logger = logging.getLogger(__name__)


@action
def confirm_answers() -> int:
    """Queue the confirmation of every answer that has none; return how many were looked at.

    May run twice, and at the same time in two places: each answer is confirmed once. Of several
    answers by one person since the last time the latest is confirmed. Who is no longer invited, has
    no address or said “this is not me” gets nothing.
    """
    answers = _take()
    latest = {answer.invitation_id: answer for answer in answers}.values()
    reachable = sorted(filter(_is_reachable, latest), key=_group)
    for _, group in groupby(reachable, key=_group):
        _confirm(list(group))
    RsvpAnswer.objects.filter(pk__in=[answer.pk for answer in answers]).update(
        told_at=timezone.now()
    )
    return len(answers)


def _confirm(answers: list[RsvpAnswer]) -> None:
    """Queue the confirmations of one group, all or nothing; one by one when that cannot be done, so
    that nobody's confirmation waits for somebody else's.
    """
    people = [answer.invitation for answer in answers]
    first = answers[0]
    try:
        with transaction.atomic():
            emails.queue_answers(
                first.invitation.roundtable,
                first.rsvp,
                people,
                RsvpLink.objects.issue_all(people),
                answers={answer.invitation_id: answer.pk for answer in answers},
                is_rule=first.source == AnswerSource.RULE,
            )
    except Refused:
        if len(answers) == 1:
            note = f"{first.note} {NOT_CONFIRMED}".strip()[:300]
            RsvpAnswer.objects.filter(pk=first.pk).update(note=note)  # the person's page shows it
            record("rsvp.not_confirmed", first.invitation, by=None, answer=first.pk)
            logger.exception("answer %s cannot be confirmed", first.pk)
            return
        for answer in answers:
            _confirm([answer])


def _take() -> list[RsvpAnswer]:
    """The oldest untold answers, out of reach of anybody else until the transaction ends."""
    rows = RsvpAnswer.objects.untold()
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    related = ("invitation__roundtable__engagement__center", "invitation__roundtable__venue",
               "invitation__sector", "invitation__delegate_of")  # fmt: skip
    return list(rows.select_related(*related)[:AT_ONCE])


def _group(answer: RsvpAnswer) -> tuple[int, str, bool]:
    return answer.invitation.roundtable_id, answer.rsvp, answer.source == AnswerSource.RULE


def _is_reachable(answer: RsvpAnswer) -> bool:
    invitation = answer.invitation
    return bool(
        invitation.state == InvitationState.INVITED
        and invitation.email
        and not invitation.is_disputed
        and not invitation.forgotten_at
    )

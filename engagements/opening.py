"""From the results of a self-review to an engagement with its gaps and checklist."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from engagements.enums import ChecklistFact, PhaseStep, ReviewState
from engagements.models import ChecklistItem, Engagement, Gap, Sector, SelfReview, Topic
from engagements.reviewing import score_review
from engagements.scoring import ReviewResult

GAP_AT_MOST = 2  # an answer of 2 or less, or "don't know", is a gap
# What planning needs, in days from the roundtable's day. A center changes it as it likes.
CHECKLIST = (
    (PhaseStep.REQUEST, "Send the request to DHS", -98, ChecklistFact.REQUEST),
    (PhaseStep.PLAN, "Kickoff call with DHS", -84, ""),
    (PhaseStep.PLAN, "Name the planning committee", -77, ChecklistFact.COMMITTEE),
    (PhaseStep.PLAN, "Fix date, format and venue", -42, ChecklistFact.DATE),
    (PhaseStep.REACH_OUT, "Go through the guest list, sector by sector", -56, ""),
    (PhaseStep.PREPARE, "Complete the agenda", -35, ChecklistFact.AGENDA),
    (PhaseStep.PREPARE, "Agenda agreed with DHS", -28, ""),
    (PhaseStep.INVITE, "Privacy officer signs the RSVP notice", -45, ChecklistFact.NOTICE),
    (PhaseStep.INVITE, "Send the invitations", -42, ChecklistFact.INVITATIONS),
    (PhaseStep.PREPARE, "Experts confirmed", -21, ChecklistFact.EXPERTS),
    (PhaseStep.PREPARE, "Packet signed off and released", -7, ChecklistFact.PACKET),
    (PhaseStep.HOLD, "Print sign-in sheet and name tents", -1, ""),
    (PhaseStep.FOLLOW_UP, "After-action report", 21, ChecklistFact.REPORT),
    (PhaseStep.FOLLOW_UP, "Check in with partners", 30, ""),
    (PhaseStep.FOLLOW_UP, "Second check-in", 90, ""),
)


@action
def open_engagement(
    review: SelfReview, areas: Sequence[str], title: str, *, by: User
) -> Engagement:
    """Plan an engagement on these focus areas: their weak questions become its gaps.

    A form sent twice within two minutes opens one engagement.
    Sectors and topics start from what the results recommend; people change them as they like.
    """
    review.require(ReviewState.SUBMITTED)
    if not areas:
        raise Refused("Choose at least one focus area.")
    just_now = timezone.now() - timedelta(minutes=2)
    twins = Engagement.objects.filter(review=review, title=title, owner=by)
    twin: Engagement | None = twins.filter(created_at__gt=just_now).first()
    if twin is not None:
        return twin
    result = score_review(review)
    engagement = Engagement.objects.create(
        center=review.center,
        review=review,
        title=title,
        time_zone=review.center.time_zone,
        owner=by,
    )
    codes = make_gaps(engagement, review, result, areas)
    if not codes:
        raise Refused("These focus areas have no weak answer. Choose one that has.")
    recommended = {need.code for need in result.recommended_sectors}
    sectors = sectors_of(result, codes) or recommended
    topics = [topic.code for topic in result.recommended_topics] or ["T01", "T05"]
    engagement.sectors.set(Sector.objects.filter(code__in=sectors))
    engagement.topics.set(Topic.objects.filter(code__in=topics))
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            engagement=engagement,
            step=step,
            title=words,
            due_offset_days=days,
            fact=fact,
            position=place,
        )
        for place, (step, words, days, fact) in enumerate(CHECKLIST, start=1)
    )
    record("engagement.opened", engagement, by=by, areas=list(areas))
    return engagement


def make_gaps(
    engagement: Engagement, review: SelfReview, result: ReviewResult, areas: Sequence[str]
) -> set[str]:
    """One gap per weak question of the chosen areas; return the questions' codes."""
    gaps = []
    for question in review.questionnaire.questions.filter(focus_area__in=areas):
        answer = result.answer(question.code)
        if answer.points is None or answer.points > GAP_AT_MOST:
            continue
        area = result.area(question.focus_area_id)
        gaps.append(
            Gap(
                engagement=engagement,
                focus_area_id=question.focus_area_id,
                question=question,
                value=answer.value,
                area_score=None if area.score is None else Decimal(str(area.score)),
                area_class=area.focus,
            )
        )
    Gap.objects.bulk_create(gaps)
    return {gap.question.code for gap in gaps}


def sectors_of(result: ReviewResult, codes: set[str]) -> set[str]:
    """The sectors that the chosen gaps are about, general questions aside."""
    return {
        sector
        for question in result.questions
        if question.code in codes and not question.is_general
        for sector in question.sectors
    }

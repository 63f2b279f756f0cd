"""Self-reviews and engagements: the center's own, and those of five centers of the network."""

from dataclasses import dataclass, field

from django.db.models import F

from bcp.accounts.models import Center, User
from bcp.coordination.demonstration import dates
from bcp.coordination.demonstration.people import Cast, director_of
from engagements.enums import ChecklistFact, EngagementPhase, PhaseStep, TriageDecision
from engagements.models import Answer, Engagement, FederalOutreach, PlanningCall, SelfReview
from engagements.opening import open_engagement
from engagements.reviewing import start_review

NOW = {
    "OUT": "3223", "COM": "4232", "PRV": "1110", "CIP": "3322", "FIR": "3332", "PHL": "011?",
    "EMG": "3423", "LEC": "33322", "PCR": "21110", "TWO": "2132",
}  # fmt: skip
A_YEAR_AGO = {
    "OUT": "2123", "COM": "4131", "PRV": "1100", "CIP": "3222", "FIR": "1011", "PHL": "001?",
    "EMG": "3322", "LEC": "32321", "PCR": "21100", "TWO": "1101",
}  # fmt: skip
EVIDENCE = {
    "OUT1": "Outreach plan of March, page 4, names eight sectors.",
    "FIR1": "Liaison officer list: 9 of 12 departments.",
    "PHL2": "Two of ten hospitals answered when asked in spring.",
    "PCR4": "One open meeting at the Port Ellis library, 22 months ago.",
}


@dataclass(frozen=True)
class NetworkCenter:
    """A center of the network as the demonstration needs it: who, and what it is busy with."""

    slug: str
    director: str
    title: str
    areas: tuple[str, ...]
    shift: int  # how much better or worse than Cascadia it answers


OREGON = NetworkCenter(
    "oregon-terrorism-information-threat-assessment-network-or", "Lou Hartmann",
    "Hospitals along the coast", ("PHL",), 0,
)  # fmt: skip
COLORADO = NetworkCenter(
    "colorado-information-analysis-center-co", "Ines Caldwell",
    "Ski resorts and lodging", ("PRV",), 1,
)  # fmt: skip
ARIZONA = NetworkCenter(
    "arizona-counter-terrorism-information-center-az", "Ray Dominguez",
    "Public health and hospital liaison", ("PHL", "PCR"), 0,
)  # fmt: skip
GEORGIA = NetworkCenter(
    "georgia-information-sharing-and-analysis-center-ga", "Tamara Wells",
    "Ports, rail and trucking", ("CIP", "PRV"), -1,
)  # fmt: skip
MINNESOTA = NetworkCenter(
    "minnesota-fusion-center-mn", "Erik Sorensen",
    "Houses of worship", ("PCR",), 1,
)  # fmt: skip


@dataclass
class History:
    """The engagements of the demonstration."""

    current: Engagement
    last: Engagement
    network: dict[str, Engagement] = field(default_factory=dict)


BY_HAND = ("", ChecklistFact.COMMITTEE)  # what the demonstration does not show to be done
FEDERAL = (
    ("WA", "Port Ellis", "Harbor security seminar", 45),
    ("OR", "", "Tabletop exercise for hospitals", 60),
)


def load_engagements(cast: Cast) -> History:
    """Make all reviews and engagements; roundtables come on top of them."""
    before = submitted_review(cast.center, cast.director, A_YEAR_AGO, -390)
    last = open_engagement(before, ["FIR", "TWO"], "Fire service liaison program", by=cast.director)
    dates.date_back(last, dates.instant(-380), requested_at=dates.instant(-375))
    now = submitted_review(cast.center, cast.director, NOW, -75)
    history = History(current=current_engagement(cast, now), last=last)
    for about in (OREGON, COLORADO, ARIZONA, GEORGIA, MINNESOTA):
        center = Center.objects.select_related("state").get(slug=about.slug)
        director = director_of(center, about.director)
        history.network[about.slug] = network_engagement(about, center, director)
        if about is OREGON:
            hand_in(history.network[about.slug], -16, by=director)
    load_federal_outreach()
    return history


def load_federal_outreach() -> None:
    """What coordinators know of other agencies, so that the check of conflicts has something."""
    for state, city, title, offset in FEDERAL:
        FederalOutreach.objects.create(
            title=title,
            agency="Fictional federal agency",
            state_id=state,
            city=city,
            begins_on=dates.day(offset),
            note="Ask outreach@agency.example.org.",
        )


def submitted_review(
    center: Center, director: User, answers: dict[str, str], offset: int
) -> SelfReview:
    """A complete self-review, submitted so many days from today. "?" says: don't know."""
    when = dates.instant(offset)
    review = start_review(center, f"Self-review {when.year}", by=director)
    questions = review.questionnaire.questions.order_by("position")
    Answer.objects.bulk_create(
        Answer(
            review=review,
            question=question,
            value=int(digit) if digit.isdigit() else None,
            is_unknown=digit == "?",
            evidence=EVIDENCE.get(question.code, ""),
            answered_by=director,
        )
        for question in questions
        for digit in answers[question.focus_area_id][int(question.code[3:]) - 1]
    )
    review.submit(by=director)
    dates.date_back(review, dates.instant(offset - 21), submitted_at=when)
    return review


def current_engagement(cast: Cast, review: SelfReview) -> Engagement:
    """The engagement half-way: asked for, accepted, being planned."""
    engagement = open_engagement(
        review, ["PHL", "PRV", "PCR"], "Health care, business and community trust", by=cast.director
    )
    engagement.change(
        goal="Every hospital and health district in our area knows whom to call at the center, what"
        " to report and what happens with it; businesses and community groups hear the same.",
        host_agency="City of Port Ellis",
        expected_size=30,
        windows="A Tuesday or Wednesday morning in the coming two months; not in a holiday week.",
        help_wanted="An expert on privacy protections, one on reporting, a facilitator.",
    )
    dates.date_back(engagement, dates.instant(-70))
    engagement.submit_request(by=cast.director)
    engagement.decide(
        TriageDecision.ACCEPT, "A clear gap, and partners who are ready to come.", by=cast.dhs
    )
    dates.date_back(
        engagement,
        dates.instant(-70),
        requested_at=dates.instant(-66),
        decided_at=dates.instant(-62),
        owner=cast.coordinator,
    )
    load_calls(engagement)
    return engagement


def load_calls(engagement: Engagement) -> None:
    """Two calls that were held and one to come."""
    calls = (
        (-56, "Kickoff with DHS", "Goal agreed. Health care first; the port and the chamber help"
         " with invitations. Next: date, venue, guest list."),
        (-21, "Guest list and agenda", "Standard agenda. Ask two experts on privacy. Public health"
         " still has no liaison: ask DHS for help."),
        (8, "Last open points", ""),
    )  # fmt: skip
    PlanningCall.objects.bulk_create(
        PlanningCall(
            engagement=engagement,
            starts_at=dates.morning(dates.tuesday(offset), engagement.center.zone),
            subject=subject,
            present="Center, DHS, City of Port Ellis",
            minutes=minutes,
        )
        for offset, subject, minutes in calls
    )


def network_engagement(about: NetworkCenter, center: Center, director: User) -> Engagement:
    """An engagement of another center, opened from its own review."""
    answers = {
        area: "".join(shifted(digit, about.shift) for digit in digits)
        for area, digits in NOW.items()
    }
    answers |= {area: "1" * len(answers[area]) for area in about.areas}
    review = submitted_review(center, director, answers, -120)
    engagement = open_engagement(review, about.areas, about.title, by=director)
    engagement.change(
        goal=f"{about.title}: whom to call, what to report, what comes back.",
        windows="Any morning in the coming three months.",
        help_wanted="Two experts and a facilitator.",
        expected_size=25,
    )
    dates.date_back(engagement, dates.instant(-110))
    return engagement


def shifted(digit: str, by: int) -> str:
    """An answer some steps better or worse, within the scale; "don't know" stays."""
    return str(min(4, max(0, int(digit) + by))) if digit.isdigit() else digit


def hand_in(engagement: Engagement, offset: int, *, by: User) -> None:
    """The request reached DHS so many days from today and waits."""
    engagement.submit_request(by=by)
    when = dates.instant(offset)
    dates.date_back(engagement, engagement.created_at, requested_at=when, phase_since=when)


def stand_in(engagement: Engagement, phase: EngagementPhase, offset: int, dhs: User) -> None:
    """Put an engagement of the network where the demonstration wants it."""
    dates.date_back(
        engagement,
        engagement.created_at,
        state=phase,
        phase_since=dates.instant(offset),
        requested_at=dates.instant(offset - 30),
        decided_at=dates.instant(offset - 25),
        coordinator=dhs,
    )


def tick_what_is_past(engagement: Engagement, by: User) -> None:
    """What only a person knows to be done is ticked; the guest list is still being gone through."""
    due = engagement.checklist.filter(due_on__lte=dates.day(0), fact__in=BY_HAND)
    due = due.exclude(step=PhaseStep.REACH_OUT)
    due.update(done_at=dates.instant(-8), done_by=by, updated_at=F("updated_at"))

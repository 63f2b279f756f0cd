"""What the after-action report says, and how it is printed."""

from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.wording import counted
from bcp.documents import making
from engagements.models import ActionItem
from roundtables import briefings, packet_contents
from roundtables.enums import Attribution, ReportState, Rsvp
from roundtables.models import AfterActionReport, Feedback, Note, Roundtable

SMALLEST_GROUP = 5  # feedback of fewer people is never broken down
QUESTIONS = {
    "useful": "The roundtable was useful to me.",
    "heard": "I was heard.",
    "know_whom": "I know whom to call at the center.",
    "know_what": "I know what to report, and what not.",
    "again": "I would come again.",
}


def content_of(report: AfterActionReport) -> dict[str, Any]:
    """Everything the report says, as plain values. No name that was not agreed to."""
    roundtable = report.roundtable
    return {
        "title": roundtable.title,
        "center": roundtable.center.name,
        "when": packet_contents.when_of(roundtable),
        "where": packet_contents.where_of(roundtable),
        "summary": report.summary,
        "what_worked": report.what_worked,
        "what_to_change": report.what_to_change,
        "gaps": [
            {
                "focus_area": gap.focus_area.name,
                "question": gap.question.text,
                "value": "Don’t know" if gap.value is None else gap.value,
            }
            for gap in roundtable.engagement.gaps.filter(is_active=True).select_related(
                "focus_area", "question"
            )
        ],
        "attendance": attendance_of(roundtable),
        "notes": notes_of(roundtable),
        "feedback": feedback_of(roundtable),
        "action_items": action_items_of(roundtable),
    }


def attendance_of(roundtable: Roundtable) -> dict[str, Any]:
    """Who said yes and who came, by sector; walk-ins count as came."""
    said_yes = dict(
        roundtable.invitations.filter(rsvp=Rsvp.YES)
        .values_list("sector__name")
        .annotate(n=Count("pk"))
    )
    came = dict(roundtable.check_ins.values_list("sector__name").annotate(n=Count("pk")))
    total = sum(came.values())
    people = f"{counted(total, 'person', 'people')} came"
    return {
        "sentence": f"{people}; {sum(said_yes.values())} had said yes",
        "sectors": [
            {"name": name or "Not given", "yes": said_yes.get(name, 0), "came": came.get(name, 0)}
            for name in sorted({*said_yes, *came}, key=str)
        ],
    }


def notes_of(roundtable: Roundtable) -> list[dict[str, Any]]:
    """Notes by agenda item, each with what may be said about its source."""
    rows = roundtable.notes.select_related("agenda_item", "sector")
    return [
        {
            "title": title,
            "notes": [{"text": note.text, "from": source_of(note)} for note in notes],
        }
        for title, notes in groupby(rows, key=title_of)
    ]


def title_of(note: Note) -> str:
    """The agenda item a note belongs to."""
    if note.is_parked:
        return "Parking lot"
    return note.agenda_item.title if note.agenda_item else "In general"


def source_of(note: Note) -> str:
    """The speaker, the sector, or that it is not attributed."""
    if note.attribution == Attribution.ATTRIBUTED:
        return note.speaker
    if note.attribution == Attribution.SECTOR and note.sector:
        return note.sector.name
    return "not attributed"


def feedback_of(roundtable: Roundtable) -> dict[str, Any] | None:
    """Mean ratings; not broken down when fewer than five people answered."""
    answers = list(Feedback.objects.filter(roundtable=roundtable))
    if not answers:
        return None
    if len(answers) < SMALLEST_GROUP:
        few = f"Fewer than {SMALLEST_GROUP} people answered; nothing is shown."
        return {"sentence": few, "rows": []}
    rows = []
    for code, question in QUESTIONS.items():
        given = [answer.ratings[code] for answer in answers if code in answer.ratings]
        if len(given) >= SMALLEST_GROUP:
            rows.append({"question": question, "mean": f"{sum(given) / len(given):.1f}"})
    return {"sentence": f"{len(answers)} people answered.", "rows": rows}


def action_items_of(roundtable: Roundtable) -> list[dict[str, str]]:
    """The promises of this engagement and where they stand."""
    items = ActionItem.objects.filter(engagement=roundtable.engagement)
    return [
        {
            "text": item.text,
            "who": ", ".join(part for part in (item.owner_name, item.owner_organization) if part),
            "due": f"{item.due_on:%B %-d, %Y}" if item.due_on else "not dated",
            "state": item.get_state_display(),
        }
        for item in items
    ]


def report_of(roundtable: Roundtable) -> AfterActionReport:
    """The roundtable's report; begun when asked for the first time."""
    report, _ = AfterActionReport.objects.get_or_create(roundtable=roundtable)
    return report


@action
def print_report(report: AfterActionReport, *, by: User) -> None:
    """Have the present text made into a PDF. A signed report goes back to draft."""
    report.require(ReportState.DRAFT, ReportState.SIGNED)
    zone = report.roundtable.zone
    made_on = f"{timezone.localdate(timezone=zone):%B %-d, %Y}"
    version = report.document.version + 1 if report.document else 1
    document = making.ask_for(
        report.center,
        about=making.about(report),
        kind="after-action-report",
        title=f"After-action report: {report.roundtable.title}",
        html=briefings.report_html(content_of(report), made_on=made_on),
        version=version,
    )
    report.change(document=document, state=ReportState.DRAFT, signed_by=None, signed_at=None)
    record("report.printed", report, by=by, version=version)

"""Fictional content for the style page, one sample per shared part."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms

from bcp.core.charts import Bar
from bcp.core.forms import (
    BaseFilterForm,
    BaseForm,
    DateField,
    WallTimeField,
    ZonedDateTimeField,
)

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2027, 3, 9, 17, 0, tzinfo=UTC)
SECTORS = [
    ("public_health", "Public health"),
    ("fire_service", "Fire service"),
    ("schools", "Schools"),
]


@dataclass(frozen=True)
class Sample:
    """Anything that a shared part shows: it reads only the names it knows."""

    label: str
    url: str = "#main"
    state: str = ""
    count: int | None = None
    is_current: bool = False
    at: datetime = NOON
    who: str = ""
    what: str = ""
    detail: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


class SampleForm(BaseForm):
    """Every kind of field once."""

    title = forms.CharField(label="Event name", max_length=80)
    email = forms.EmailField(label="E-mail address", help_text="We answer to this address.")
    sector = forms.ChoiceField(choices=[("", "Choose a sector"), *SECTORS])
    sectors = forms.MultipleChoiceField(
        label="Sectors to invite", choices=SECTORS, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(
        label="Format",
        choices=[("in_person", "In person"), ("virtual", "Virtual"), ("hybrid", "Hybrid")],
        widget=forms.RadioSelect,
    )
    due_on = DateField(label="RSVP deadline")
    opens_at = WallTimeField(label="Doors open", required=False)
    starts_at = ZonedDateTimeField(label="Start", zone=ZONE)
    seats = forms.IntegerField(min_value=1, max_value=500)
    goal = forms.CharField(widget=forms.Textarea, help_text="Two or three sentences.")
    handout = forms.FileField(required=False, help_text="PDF, at most 10 MB.")
    is_agreed = forms.BooleanField(label="The host agency agrees to the date")

    cancel_url = "/"
    submit_label = "Save the roundtable"

    def get_layout(self) -> Layout:
        return Layout(
            Fieldset(
                "What", "title", "sector", "sectors", Field("mode", wrapper_class="bcp-answers")
            ),
            Fieldset("When", "starts_at", Row(Column("due_on"), Column("opens_at"))),
            Fieldset("More", "email", "seats", "goal", "handout", "is_agreed"),
        )


class SampleFilterForm(BaseFilterForm):
    """The filters of a sample list."""

    q = forms.CharField(label="Search", required=False)
    stage = forms.ChoiceField(
        required=False, choices=[("", "Any"), ("contacted", "Contacted"), ("met", "Met")]
    )
    is_overdue = forms.BooleanField(label="Only without contact in 90 days", required=False)


REFUSED_ENTRY = {
    "title": "A name with a \x07 bell",
    "email": "nobody",
    "starts_at_date": "2027-11-07",
    "starts_at_time": "01:30",
    "seats": "0",
}

PHASES = ["Assess", "Request", "Plan", "Reach out", "Invite", "Prepare", "Hold", "Follow up"]


def samples() -> dict[str, Any]:
    """The context of the style page."""
    return {
        "zone": ZONE.key,
        "noon": NOON,
        "later": NOON + timedelta(hours=3),
        "phases": [
            Sample(label, state="done" if place < 4 else "current" if place == 4 else "upcoming")
            for place, label in enumerate(PHASES)
        ],
        "tabs": [
            Sample("Pending", count=14, is_current=True),
            Sample("Accepted", count=36),
            Sample("Declined", count=3),
        ],
        "states": ["draft", "scheduled", "accepted", "pending", "overdue"],
        "rows": ROWS,
        "bars": BARS,
        "entries": [
            Sample("", what="RSVP accepted", who="Ada Lopez", detail="Needs a parking space."),
            Sample("", "", what="Invitations sent", who="Ben Carter", at=NOON - timedelta(days=2)),
            Sample("", "", what="Date chosen", who="Ben Carter", at=NOON - timedelta(days=9)),
        ],
        "facts": [
            ("Host agency", "Cascadia Fusion Center"),
            ("Venue", "Harbor Community Hall, 40 seats"),
            ("Facilitator", ""),
        ],
        "consequences": ["36 people who said yes are told.", "The calendar entry is cancelled."],
    }


ROWS = [
    ("Harbor County Health Department", "Public health", "met", "12 days ago", "Ada Lopez"),
    ("Cedar Falls Fire District 4", "Fire service", "contacted", "94 days ago", "Ben Carter"),
    ("St. Brigid Medical Center", "Hospitals", "identified", "never", "Ada Lopez"),
]

BARS = [
    Bar("Sector outreach", 31, text="31", tone="danger", note="Priority", marker=44,
        marker_text="44", url="#main"),
    Bar("Feedback to partners", 48, text="48", tone="warning", note="Opportunity", marker=40,
        marker_text="40"),
    Bar("Privacy and civil liberties", 86, text="86", tone="success", note="Sustain", marker=80,
        marker_text="80"),
    Bar("Exercises", None, tone="neutral", note="Not answered"),
]  # fmt: skip

"""When and where: the first date, and another one."""

import hashlib
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.http import QueryDict

from bcp.accounts.models import User
from bcp.core import datetimes
from bcp.core.forms import BaseForm, ZonedDateTimeField
from engagements.enums import RoundtableFormat
from roundtables import moving, readiness
from roundtables.forms.planning.zones import zone_choices
from roundtables.models import Roundtable, Venue
from roundtables.models.scheduling import problems_of_times

SHORTEST, LONGEST = 15, 1440  # minutes


class WhenAndWhereForm(BaseForm):
    """Day, time, zone and place. What speaks against a date must be seen before it is taken."""

    time_zone = forms.ChoiceField(
        help_text="The zone of the place where people meet. All times are shown in it."
    )
    starts_at = ZonedDateTimeField(label="Begins", zone_from="time_zone")
    minutes = forms.IntegerField(label="Length in minutes", min_value=SHORTEST, max_value=LONGEST)
    format = forms.ChoiceField(choices=RoundtableFormat.choices)
    venue = forms.ModelChoiceField(
        Venue.objects.none(), required=False, empty_label="Not fixed yet"
    )
    online_url = forms.URLField(
        required=False,
        max_length=300,
        assume_scheme="https",
        label="Address of the online meeting",
        help_text="Only people who say yes see it.",
    )
    answers_close_at = ZonedDateTimeField(
        label="Answers are open until",
        zone_from="time_zone",
        required=False,
        help_text="Leave it empty for the evening three days before.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, label="I know this; take the date anyway")

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        kwargs["initial"] = {**self.start_values(roundtable), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        self.cancel_url = roundtable.get_absolute_url()
        self.concerns: list[str] = []
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices(roundtable.time_zone, roundtable.engagement.time_zone)
        venue: Any = self.fields["venue"]
        venue.queryset = roundtable.center.venues.in_use() | Venue.objects.filter(
            pk=roundtable.venue_id or 0
        )

    @staticmethod
    def start_values(roundtable: Roundtable) -> dict[str, Any]:
        """What the form shows first."""
        names = ("time_zone", "starts_at", "minutes", "format", "venue", "online_url")
        return {name: getattr(roundtable, name) for name in names}

    def get_layout(self) -> Layout:
        """When, where, answers; the box to go on appears with what speaks against the date."""
        return Layout(
            Fieldset("When", "time_zone", "starts_at", "minutes"),
            Fieldset("Where", "format", "venue", "online_url"),
            Fieldset("Answers", "answers_close_at"),
            *(["anyway"] if self.concerns else []),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be, and a date with concerns that the person has not seen and
        confirmed; everything is told at once, what cannot be first.
        """
        data = {**(super().clean() or self.cleaned_data)}  # what is refused leaves cleaned_data
        if data.get("starts_at"):
            times = data["starts_at"], data.get("answers_close_at")
            for name, problem in problems_of_times(*times).items():
                self.add_error(name, problem)
        if all(data.get(name) for name in ("starts_at", "minutes", "time_zone")):
            self.concerns = self._concerns_about(data)
        digest = hashlib.sha256("\n".join(self.concerns).encode()).hexdigest()[:16]
        if self.concerns and not (data.get("anyway") and data.get("seen") == digest):
            self._ask_again(digest)
        return self.cleaned_data

    def _concerns_about(self, data: dict[str, Any]) -> list[str]:
        return readiness.concerns_about(
            self.roundtable,
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            zone=datetimes.zone_or_none(data["time_zone"]) or self.roundtable.zone,
            venue=data.get("venue"),
        ) + readiness.agenda_sentences(self.roundtable, data["minutes"])

    def _ask_again(self, digest: str) -> None:
        """Show the concerns and the box; the form remembers which concerns it has shown."""
        shown = QueryDict(mutable=True)
        shown.update(self.data)
        shown[self.add_prefix("seen")] = digest
        shown.pop(self.add_prefix("anyway"), None)
        self.data = shown
        box = "If that is fine, check the box at the end and send it again."
        self.add_error("anyway", [*self.concerns, box])

    def place(self) -> dict[str, Any]:
        """Everything but the instant, as the actions take it."""
        names = ("time_zone", "minutes", "format", "venue", "online_url", "answers_close_at")
        return {name: self.cleaned_data[name] for name in names}


class ScheduleForm(WhenAndWhereForm):
    """The first date of a roundtable."""

    submit_label = "Schedule the roundtable"

    def save(self, *, by: User) -> None:
        """Schedule it."""
        self.roundtable.schedule(self.cleaned_data["starts_at"], by=by, **self.place())


class MoveForm(WhenAndWhereForm):
    """Another day, time or place for a scheduled roundtable."""

    submit_label = "Move the roundtable and tell them"

    def save(self, *, by: User) -> None:
        """Move it and tell everyone who has heard of it; `withdrawal` says of earlier mails."""
        starts_at = self.cleaned_data["starts_at"]
        self.withdrawal = moving.move(self.roundtable, starts_at, by=by, **self.place())

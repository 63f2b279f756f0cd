"""Seats, waves, reminders, messages and the privacy notice."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from bcp.accounts.models import User
from bcp.core.forms import BaseForm, DateField, PlainErrorsMixin
from engagements.models import Sector
from roundtables.enums import WaveRule
from roundtables.models import InvitationMessage, Roundtable, Wave

LADDER_STEPS, FARTHEST = 5, 120


class FieldsOfSectors(forms.Form):
    """One number for each sector, made before the shared rules of forms look at them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sectors = list(Sector.objects.all())
        for sector in self.sectors:
            self.fields[f"kept_{sector.pk}"] = forms.IntegerField(
                label=sector.name, min_value=0, max_value=5000, required=False
            )


class SeatsForm(PlainErrorsMixin, FieldsOfSectors):
    """How many seats there are, and how many of them are kept for which sector."""

    seats = forms.IntegerField(label="Seats", min_value=1, max_value=5000)
    allows_several_voices = forms.BooleanField(
        label="More than one person of an organization may be asked", required=False
    )

    submit_label = "Save seats"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        self.roundtable = roundtable
        kept = dict(roundtable.sector_seats.values_list("sector_id", "minimum"))
        kwargs.setdefault("initial", {}).update(
            seats=roundtable.seats,
            allows_several_voices=roundtable.allows_several_voices,
            **{f"kept_{sector}": number for sector, number in kept.items()},
        )
        super().__init__(*args, **kwargs)

    def get_layout(self) -> Layout:
        """The number first, then the seats that are kept."""
        kept = [Column(f"kept_{sector.pk}") for sector in self.sectors]
        rows = [Row(*kept[start : start + 3]) for start in range(0, len(kept), 3)]
        return Layout("seats", "allows_several_voices", Fieldset("Seats kept for a sector", *rows))

    def save(self, *, by: User) -> None:
        """Change both; people move up from the waitlist where a seat becomes free."""
        data, roundtable = self.cleaned_data, self.roundtable
        kept = {sector.pk: data[f"kept_{sector.pk}"] or 0 for sector in self.sectors}
        roundtable.set_seats(data["seats"], kept, by=by)
        roundtable.allow_several_voices(data["allows_several_voices"], by=by)


class WaveForm(BaseForm):
    """What opens a wave."""

    rule = forms.ChoiceField(
        label="What opens it?", choices=WaveRule.choices, widget=forms.RadioSelect
    )
    opens_on = DateField(label="Day", required=False)
    after_declines = forms.IntegerField(
        label="Number of people who said No", min_value=1, max_value=1000, required=False
    )

    submit_label = "Save the rule"

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        self.wave = wave
        kwargs.setdefault("initial", {}).update(
            rule=wave.rule, opens_on=wave.opens_on, after_declines=wave.opens_after_declines
        )
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A rule needs its day or its number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("rule") == WaveRule.DATE and not data.get("opens_on"):
            self.add_error("opens_on", "Enter the day on which the wave opens.")
        if data.get("rule") == WaveRule.DECLINES and not data.get("after_declines"):
            self.add_error("after_declines", "Enter after how many No the wave opens.")
        return data

    def save(self, *, by: User) -> None:
        """Set the rule."""
        data = self.cleaned_data
        self.wave.set_rule(
            data["rule"], by=by, opens_on=data["opens_on"], after_declines=data["after_declines"]
        )


class ReminderForm(BaseForm):
    """The ladder of reminders."""

    days = forms.CharField(
        label="Days before the roundtable",
        max_length=60,
        required=False,
        help_text="For example 14, 7, 1. Each is sent at 9:00 in the morning on the venue’s clocks,"
        " only to people who have not answered. Leave it empty for none.",
    )
    submit_label = "Save the reminders"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        self.roundtable = roundtable
        days = ", ".join(str(day) for day in sorted(roundtable.reminder_days, reverse=True))
        kwargs.setdefault("initial", {}).setdefault("days", days)
        super().__init__(*args, **kwargs)

    def clean_days(self) -> list[int]:
        """Whole numbers, each once, the farthest first."""
        words = self.cleaned_data["days"].replace(",", " ").split()
        if not all(word.isascii() and word.isdigit() for word in words):
            raise ValidationError("Enter whole numbers of days, such as 14, 7, 1.")
        days = sorted({int(word) for word in words}, reverse=True)
        if len(days) > LADDER_STEPS:
            raise ValidationError(f"Choose at most {LADDER_STEPS} reminders.")
        if any(not 1 <= day <= FARTHEST for day in days):
            raise ValidationError(f"Each must lie between 1 and {FARTHEST} days before.")
        return days

    def save(self, *, by: User) -> None:
        """Keep the ladder."""
        self.roundtable.set_reminders(self.cleaned_data["days"], by=by)


class MessageForm(BaseForm):
    """The text of an invitation or reminder."""

    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        label="Message", max_length=8000, widget=forms.Textarea(attrs={"rows": 16})
    )
    submit_label = "Save and see it"

    def __init__(self, *args: Any, message: InvitationMessage, **kwargs: Any) -> None:
        self.message = message
        kwargs.setdefault("initial", {}).update(subject=message.subject, body=message.body)
        super().__init__(*args, **kwargs)

    def save(self, *, by: User) -> None:
        """Keep the text; a changed one must be approved anew."""
        data = self.cleaned_data
        self.message.rewrite(data["subject"], data["body"], by=by)


class NoticeForm(BaseForm):
    """The privacy notice of the RSVP page, in both languages."""

    text = forms.CharField(
        label="In English", max_length=6000, widget=forms.Textarea(attrs={"rows": 18})
    )
    spanish = forms.CharField(
        label="In Spanish",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 18, "lang": "es"}),
        help_text="The same in Spanish. Without it, people who read Spanish see the English text.",
    )
    has_free_text_notice = False
    submit_label = "Save the notice"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        self.roundtable = roundtable
        super().__init__(*args, **kwargs)

    def save(self, *, by: User) -> None:
        """Keep the texts; a signed notice becomes a new version."""
        data = self.cleaned_data
        self.roundtable.rewrite_notice(data["text"], data["spanish"], by=by)

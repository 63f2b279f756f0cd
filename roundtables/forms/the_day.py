"""What is entered on the day and after it: walk-ins, notes, commitments, feedback."""

from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import User
from bcp.core.forms import BaseForm, BaseModelForm, DateField, PlainErrorsMixin
from engagements.models import Gap, Sector
from roundtables.enums import Attribution
from roundtables.models import CheckIn, Commitment, Note, Roundtable
from roundtables.reporting import QUESTIONS


class WalkInForm(BaseForm):
    """Somebody who came without an invitation."""

    name = forms.CharField(max_length=120)
    organization_name = forms.CharField(max_length=200, required=False, label="Organization")
    sector = forms.ModelChoiceField(Sector.objects.all(), empty_label="Choose")
    is_once = True
    submit_label = "Arrived"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable

    def save(self, *, by: User) -> CheckIn:
        """Note the arrival; the form sent twice is one person."""
        values = dict(self.cleaned_data)
        key: UUID | None = values.pop("once")
        return self.roundtable.walk_in(by=by, key=key, **values)


class NoteForm(BaseModelForm[Note]):
    """What was said, with as much of the speaker as was agreed."""

    submit_label = "Save the note"
    required_messages: ClassVar[dict[str, str]] = {"text": "Write down what was said."}

    class Meta:
        model = Note
        fields = ("agenda_item", "text", "attribution", "sector", "speaker", "is_parked")
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "attribution": forms.RadioSelect,
        }
        labels: ClassVar[dict[str, str]] = {
            "agenda_item": "Agenda item",
            "text": "What was said",
            "attribution": "Whose words",
            "speaker": "Who said it",
            "is_parked": "For the parking lot",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "attribution": "For the last two no name is stored, anywhere.",
            "sector": "Not kept when the note is not attributed.",
            "speaker": "Only when the person agreed to be named.",
            "is_parked": "To be taken up another time.",
        }

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        if self.instance.pk:
            self.cancel_url = reverse("roundtables:note_list", args=[roundtable.pk])
        item: Any = self.fields["agenda_item"]
        item.queryset = roundtable.agenda_items.all()
        item.empty_label = "In general"
        sector: Any = self.fields["sector"]
        sector.empty_label = "No sector"

    def get_layout(self) -> Layout:
        """The words, then whose they are."""
        return Layout(
            "agenda_item",
            "text",
            "attribution",
            Row(Column("sector"), Column("speaker")),
            "is_parked",
        )

    def clean(self) -> dict[str, Any]:
        """Forget what the attribution does not keep before anything is stored."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        attribution = data.get("attribution")
        if attribution == Attribution.ATTRIBUTED and not data.get("speaker"):
            self.add_error("speaker", "Enter who said it, or choose another attribution.")
        if attribution == Attribution.SECTOR and not data.get("sector"):
            self.add_error("sector", "Choose the sector, or choose another attribution.")
        if attribution != Attribution.ATTRIBUTED:
            data["speaker"] = ""
        if attribution == Attribution.NONE:
            data["sector"] = None
        return data

    def save(self, *, by: User) -> Note:  # type: ignore[override]  # the domain saves
        """Take the note, or revise it."""
        if self.instance.pk is None:
            return self.roundtable.take_note(by=by, **self.cleaned_data)
        self.instance.revise(by=by, **self.cleaned_data)
        return self.instance


class CommitmentForm(BaseModelForm[Commitment]):
    """What somebody promised: who, what, by when."""

    due_on = DateField(required=False, label="By when")
    submit_label = "Save the commitment"

    class Meta:
        model = Commitment
        fields = ("text", "who", "organization_name", "email", "due_on", "gap")
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 2})}
        labels: ClassVar[dict[str, str]] = {"gap": "Gap that it closes"}
        help_texts: ClassVar[dict[str, str]] = {
            "email": "With an address, the person gets a link to the action item.",
        }

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        if self.instance.pk:
            self.cancel_url = reverse("roundtables:commitment_list", args=[roundtable.pk])
        gap: Any = self.fields["gap"]
        gap.queryset = Gap.objects.filter(
            engagement=roundtable.engagement, is_active=True
        ).select_related("question", "focus_area")
        gap.empty_label = "None in particular"

    def get_layout(self) -> Layout:
        """What, who, when."""
        return Layout(
            "text",
            Row(Column("who"), Column("organization_name")),
            "email",
            "due_on",
            "gap",
        )

    def clean_due_on(self) -> Any:
        """Refuse a day before the promise could be made."""
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate(timezone=self.roundtable.zone):
            raise forms.ValidationError("This day is over. Choose a day that lies ahead.")
        return day

    def save(self, *, by: User) -> Commitment:  # type: ignore[override]  # the domain saves
        """Write the promise down, or revise it."""
        if self.instance.pk is None:
            return self.roundtable.promise(by=by, **self.cleaned_data)
        self.instance.revise(by=by, **self.cleaned_data)
        return self.instance


RATINGS = [("1", "1 (not at all)"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5 (very much)")]


class FieldsOfQuestions(forms.Form):
    """One rating for each question, made before the shared rules of forms look at them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, question in QUESTIONS.items():
            self.fields[code] = forms.TypedChoiceField(
                coerce=int,
                empty_value=None,
                required=False,
                choices=RATINGS,
                widget=forms.RadioSelect,
                label=question,
            )
        self.fields["comment"] = forms.CharField(
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 4}),
            label="What should we keep, what should we change?",
            help_text="Write nothing that shows who you are, if you do not want to.",
        )


class FeedbackForm(PlainErrorsMixin, FieldsOfQuestions):
    """What somebody who came thinks of it. Nothing is chosen beforehand, nothing is required."""

    submit_label = "Send feedback"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable

    def get_layout(self) -> Layout:
        """The five steps of each question side by side."""
        return Layout(*(Field(code, wrapper_class="bcp-answers") for code in QUESTIONS), "comment")

    def clean(self) -> dict[str, Any]:
        """An empty form is no feedback."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("Answer at least one question, or write a few words.")
        return data

    def save(self, *, by: User | None = None) -> None:
        """Keep the answers; nobody is named."""
        ratings = {code: self.cleaned_data[code] for code in QUESTIONS if self.cleaned_data[code]}
        self.roundtable.give_feedback(ratings, comment=self.cleaned_data["comment"])

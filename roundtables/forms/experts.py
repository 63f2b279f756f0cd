"""Experts of the pool, their days away, and what they answer."""

from typing import Any, ClassVar

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.urls import reverse

from bcp.accounts.models import Center, State, User
from bcp.audit.models import record
from bcp.core.forms import BaseFilterForm, BaseForm, BaseModelForm, DateField
from engagements.models import Topic
from roundtables.models import Assignment, Expert

REGIONS = [(region, f"Region {region}") for region in range(1, 11)]


class ExpertFilterForm(BaseFilterForm):
    """What a list of experts is filtered by; center staff filter by topic only."""

    topic = forms.ModelChoiceField(Topic.objects.all(), required=False, empty_label="Any topic")
    region = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, choices=[("", "Any region"), *REGIONS]
    )
    free_on = DateField(required=False, label="Free on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.is_coordinator:
            del self.fields["region"], self.fields["free_on"]


class ExpertForm(BaseModelForm[Expert]):
    """Add or change an expert of the pool."""

    regions = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        choices=REGIONS,
        widget=forms.CheckboxSelectMultiple,
        label="FEMA regions served",
        help_text="None checked means all.",
    )
    submit_label = "Save the expert"

    class Meta:
        model = Expert
        fields = (
            "name", "title", "agency", "email", "phone", "topics", "public_bio", "home_state",
            "regions", "can_travel", "languages", "roundtables_per_quarter", "conflicts",
            "is_active",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "topics": forms.CheckboxSelectMultiple,
            "conflicts": forms.SelectMultiple(attrs={"size": 6}),
            "public_bio": forms.Textarea(attrs={"rows": 5}),
        }
        labels: ClassVar[dict[str, str]] = {
            "title": "Position",
            "public_bio": "Public biography",
            "can_travel": "Travels to other states",
            "roundtables_per_quarter": "Roundtables per quarter at most",
            "conflicts": "Centers with a conflict of interest",
            "is_active": "Can be asked",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "public_bio": "Centers read it, and the packet prints it.",
            "languages": "Separated by commas.",
            "conflicts": "The expert is never suggested to them. Choose several with Ctrl or Cmd.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = (
            self.instance.get_absolute_url()
            if self.instance.pk
            else reverse("roundtables:expert_list")
        )
        state: Any = self.fields["home_state"]
        state.queryset = State.objects.all()
        state.empty_label = "Not known"
        conflicts: Any = self.fields["conflicts"]
        conflicts.queryset = Center.objects.order_by("name")

    def get_layout(self) -> Layout:
        """Who it is, what about, where and how often."""
        return Layout(
            Fieldset("The expert", "name", "title", "agency", "email", "phone"),
            Fieldset("What they speak about", "topics", "public_bio"),
            Fieldset(
                "Where and how often", "home_state", "regions", "can_travel", "languages",
                "roundtables_per_quarter", "conflicts", "is_active",
            ),
        )  # fmt: skip

    def save(self, *, by: User) -> Expert:  # type: ignore[override]  # recorded with its actor
        """Keep the expert."""
        if self.instance.pk is None:
            super().save()
            record("expert.added", self.instance, by=by)
        else:
            self.instance.revise(by=by, **self.cleaned_data)
        return self.instance


class AwayForm(BaseForm):
    """Days on which an expert cannot come; on all others they can."""

    first_on = DateField(label="First day away")
    last_on = DateField(label="Last day away", required=False, help_text="Empty for one day.")
    reason = forms.CharField(max_length=120, required=False)
    submit_label = "Note the days"

    def __init__(self, *args: Any, expert: Expert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expert = expert
        self.form_action = reverse("roundtables:expert_away", args=[expert.pk])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day away is before the first.")
        return data

    def save(self, *, by: User) -> None:
        """Mark the expert as away."""
        data = self.cleaned_data
        last_on = data["last_on"] or data["first_on"]
        self.expert.mark_away(data["first_on"], last_on, by=by, reason=data["reason"])


class AssignmentAnswerForm(BaseForm):
    """What an expert answers; nothing is chosen beforehand."""

    ACCEPT, DECLINE = "accept", "decline"

    answer = forms.ChoiceField(
        label="Can you come?",
        choices=[(ACCEPT, "Yes, I will speak"), (DECLINE, "No, I cannot")],
        widget=forms.RadioSelect,
    )
    travel_note = forms.CharField(
        max_length=300,
        required=False,
        label="Travel",
        help_text="If you come: what the center should know about your travel or equipment.",
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="Reason",
        help_text="If you cannot come: a few words help us to find somebody else.",
    )
    submit_label = "Send the answer"

    def get_layout(self) -> Layout:
        """The answers as large buttons."""
        return Layout(Field("answer", wrapper_class="bcp-answers"), "travel_note", "reason")

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def save(self, *, by: User | None = None) -> None:
        """Give the answer; `by` is the coordinator who heard it by phone."""
        data = self.cleaned_data
        if data["answer"] == self.ACCEPT:
            self.assignment.accept(travel_note=data["travel_note"], by=by)
        else:
            self.assignment.decline(reason=data["reason"], by=by)

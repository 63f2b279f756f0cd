"""Forms of an engagement."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.urls import reverse

from bcp.accounts.models import State, User
from bcp.audit.models import record
from bcp.core.actions import Refused
from bcp.core.forms import BaseFilterForm, BaseForm, BaseModelForm
from engagements import opening
from engagements.enums import EngagementPhase, FocusClass, TriageDecision
from engagements.models import Engagement, SelfReview
from engagements.scoring import ReviewResult

REGIONS = [(str(number), f"Region {number}") for number in range(1, 11)]


class EngagementFilterForm(BaseFilterForm):
    """What a list of engagements may be narrowed to."""

    phase = forms.ChoiceField(
        choices=[("", "All phases"), *EngagementPhase.choices], required=False
    )
    region = forms.ChoiceField(
        label="FEMA region", choices=[("", "All regions"), *REGIONS], required=False
    )
    state = forms.ModelChoiceField(
        queryset=State.objects.all(), required=False, empty_label="All states"
    )


class EngagementCreateForm(BaseForm):
    """Name the engagement and choose the focus areas it works on."""

    submit_label = "Plan the engagement"
    is_once = True

    title = forms.CharField(label="Name of the engagement", max_length=160)
    areas = forms.MultipleChoiceField(
        label="Focus areas",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Their weak answers become the gaps that this engagement works on.",
    )

    def __init__(
        self,
        *args: Any,
        review: SelfReview,
        result: ReviewResult,
        names: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.cancel_url = reverse("engagements:self_review_results", args=[review.pk])
        field = self.fields["areas"]
        field.choices = [  # type: ignore[attr-defined]  # a choice field
            (
                area.code,
                f"{names[area.code]}: {area.score or 0:.0f} of 100, {area.focus.label.lower()}",
            )
            for area in sorted(result.areas, key=lambda area: area.score or 0)
        ]
        if not self.is_bound:
            weak = [area.code for area in result.areas if area.focus == FocusClass.PRIORITY]
            self.initial = {"areas": weak, **self.initial}

    def clean_areas(self) -> list[str]:
        """At least one."""
        areas: list[str] = self.cleaned_data["areas"]
        if not areas:
            raise forms.ValidationError("Choose at least one focus area.")
        return areas

    def save(self, *, by: User) -> Engagement | None:
        """Open the engagement; a refusal is shown on the form."""
        try:
            return opening.open_engagement(
                self.review, self.cleaned_data["areas"], self.cleaned_data["title"], by=by
            )
        except Refused as refusal:
            self.add_error(None, refusal.reason)
            return None


class EngagementForm(BaseModelForm[Engagement]):
    """What an engagement is about, and what DHS is asked for."""

    submit_label = "Save"

    class Meta:
        model = Engagement
        fields: ClassVar[list[str]] = [
            "title",
            "goal",
            "sectors",
            "topics",
            "expected_size",
            "windows",
            "host_agency",
            "help_wanted",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "goal": forms.Textarea(attrs={"rows": 3}),
            "windows": forms.Textarea(attrs={"rows": 2}),
            "help_wanted": forms.Textarea(attrs={"rows": 4}),
            "sectors": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
        }
        help_texts: ClassVar[dict[str, str]] = {
            "goal": "What should be true a year from now that is not true today?",
            "windows": "Such as “weekdays in March, not the 9th”.",
            "host_agency": "Who invites, if it is not the center itself.",
            "help_wanted": "Outreach, planning, experts, facilitation.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = reverse("engagements:engagement_detail", args=[self.instance.pk])
        self.fields["expected_size"].widget.attrs |= {"min": 1, "max": 1000}

    def clean_expected_size(self) -> int | None:
        """A number of people that fits a roundtable."""
        size: int | None = self.cleaned_data["expected_size"]
        if size is not None and not 1 <= size <= 1000:
            raise forms.ValidationError("Enter a number of people between 1 and 1,000.")
        return size

    def save(self, *, by: User) -> Engagement:  # type: ignore[override]  # the actor comes by keyword
        """Keep the changes and say who made them."""
        with transaction.atomic():
            engagement: Engagement = super().save()
            record("engagement.edited", engagement, by=by, fields=sorted(self.changed_data))
        return engagement


class TriageForm(BaseForm):
    """A coordinator's answer to a request."""

    submit_label = "Send the answer"

    decision = forms.ChoiceField(
        label="Decision", choices=TriageDecision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The center reads this.",
    )


class ReasonForm(BaseForm):
    """A reason for a decision."""

    submit_label = "Go on"

    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

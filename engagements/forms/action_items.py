"""Forms of action items."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.forms import BaseFilterForm, BaseForm, BaseModelForm, DateField
from engagements.enums import ActionItemState
from engagements.models import ActionItem, Engagement


class ActionItemFilterForm(BaseFilterForm):
    """What the list of action items may be narrowed to."""

    state = forms.ChoiceField(
        choices=[("", "Not finished"), ("overdue", "Overdue"), *ActionItemState.choices],
        required=False,
    )


class ActionItemForm(BaseModelForm[ActionItem]):
    """What was promised, by whom, until when."""

    submit_label = "Save the action item"

    due_on = DateField(label="Due on", required=False)

    class Meta:
        model = ActionItem
        fields: ClassVar[list[str]] = [
            "text",
            "owner_name",
            "owner_organization",
            "owner_email",
            "due_on",
            "gap",
        ]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 3})}
        labels: ClassVar[dict[str, str]] = {
            "text": "What is to be done",
            "owner_name": "Who does it",
            "owner_organization": "Organization",
            "owner_email": "E-mail address",
            "gap": "Gap it belongs to",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "owner_email": (
                "An owner outside the center gets a personal link; no account is needed."
            ),
        }

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        self.cancel_url = reverse("engagements:engagement_detail", args=[engagement.pk])
        field = self.fields["gap"]
        field.queryset = engagement.gaps.filter(is_active=True).select_related(  # type: ignore[attr-defined]  # a model choice field
            "question", "focus_area"
        )
        field.required = False
        field.empty_label = "None"  # type: ignore[attr-defined]  # as above

    def clean_due_on(self) -> Any:
        """A day still to come, unless it was set before."""
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate() and day != self.instance.due_on:
            raise forms.ValidationError("Choose a day that is still to come.")
        return day

    def save(self, *, by: User) -> ActionItem:  # type: ignore[override]  # the actor comes by keyword
        """Keep it; a new owner outside the center gets the link."""
        with transaction.atomic():
            self.instance.engagement = self.engagement
            is_new = self.instance.pk is None
            item: ActionItem = super().save()
            record("action_item.added" if is_new else "action_item.edited", item, by=by)
            if item.owner_email and (is_new or "owner_email" in self.changed_data):
                item.send_link(by=by)
        return item


class ProgressForm(BaseForm):
    """How it goes, and perhaps another day."""

    submit_label = "Send the update"

    text = forms.CharField(
        label="How does it go?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    new_due_on = DateField(label="More time, until", required=False)
    is_done = forms.BooleanField(label="It is done", required=False)

    def clean_new_due_on(self) -> Any:
        """A day still to come."""
        day = self.cleaned_data["new_due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Choose a day that is still to come.")
        return day

    def save(self, item: ActionItem, *, by: User | None, by_name: str) -> None:
        """Note it, and finish the item when it is done."""
        with transaction.atomic():
            facts = self.cleaned_data
            item.report(facts["text"], by=by, by_name=by_name, new_due_on=facts["new_due_on"])
            if facts["is_done"]:
                item.finish(by=by)

"""What is decided about the organizations of a guest list."""

from typing import Any

from django import forms

from bcp.accounts.models import User
from bcp.core.forms import BaseForm
from bcp.core.ids import numbers
from bcp.core.wording import counted
from engagements.models import Engagement
from stakeholders.enums import GuestChoice
from stakeholders.models import GuestListEntry, Organization

CHOICES: dict[str, Any] = {"choose": GuestChoice.CHOSEN, "leave_out": GuestChoice.LEFT_OUT}


class DecisionForm(BaseForm):
    """Choose the checked organizations, leave them out with a reason, or take a decision back."""

    reason = forms.CharField(label="Reason to leave out", max_length=300, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        self.act = self.data.get("act", "")
        many = self.data.getlist("row") if hasattr(self.data, "getlist") else []
        self.chosen = numbers(many or [self.data.get("organization", "")])
        self.organizations = Organization.objects.filter(
            center=engagement.center_id, pk__in=self.chosen
        )

    def clean(self) -> dict[str, Any]:
        """Something is chosen, it is said what to do with it, and why it is left out."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.organizations.exists():
            raise forms.ValidationError("Check at least one organization first.")
        if self.act not in {*CHOICES, "reopen"}:
            raise forms.ValidationError("Choose what to do with the organizations.")
        if self.act == "leave_out" and not values.get("reason") and not self.errors:
            self.add_error("reason", "Say in a few words why they are left out.")
        return values

    def save(self, *, by: User) -> str:
        """Keep one decision for each organization; returns what was done, in words."""
        if self.act == "reopen":
            entries = GuestListEntry.objects.filter(
                engagement=self.engagement, organization__in=self.organizations
            )
            for entry in entries.select_related("engagement"):
                entry.withdraw(by=by)
        else:
            for organization in self.organizations:
                GuestListEntry.decide(
                    self.engagement, organization, CHOICES[self.act], by=by,
                    reason=self.cleaned_data["reason"],
                )  # fmt: skip
        count = len(self.organizations)
        words = {"choose": "on the guest list", "leave_out": "left out"}.get(self.act, "open again")
        return f"{counted(count, 'organization')} {words}."

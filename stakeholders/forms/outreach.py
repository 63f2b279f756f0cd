"""Steps towards organizations, help asked of DHS, and the message."""

from typing import Any, ClassVar

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone

from bcp.accounts.models import User
from bcp.core.forms import BaseForm, BaseModelForm, DateField
from engagements.enums import EngagementPhase
from engagements.models import Engagement
from stakeholders.enums import InteractionKind
from stakeholders.forms.organizations import colleagues
from stakeholders.models import HelpRequest, Organization, OutreachMessage, OutreachStep

OPEN_PHASES = [phase.value for phase in EngagementPhase if phase.is_open]


class OutreachStepForm(BaseForm):
    """Who calls, writes or visits, and by when."""

    submit_label = "Plan it"
    kind = forms.ChoiceField(
        label="How", choices=[pair for pair in InteractionKind.choices if pair[0] != "note"]
    )
    due_on = DateField(label="By")
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who does it", required=False, empty_label="Not decided"
    )
    engagement = forms.ModelChoiceField(
        Engagement.objects.none(), label="For which engagement", required=False, empty_label="None"
    )
    purpose = forms.CharField(label="What for", max_length=200, required=False)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(organization.center)
        engagement: Any = self.fields["engagement"]
        engagement.queryset = Engagement.objects.filter(
            center=organization.center_id, state__in=OPEN_PHASES
        )
        self.cancel_url = organization.get_absolute_url()

    def get_layout(self) -> Layout:
        """How and when, who and for what."""
        return Layout(
            Row(Column("kind"), Column("due_on"), Column("owner")), "engagement", "purpose"
        )

    def clean_due_on(self) -> Any:
        """Only days still to come."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choose today or a later day.")
        return day

    def save(self, *, by: User) -> OutreachStep:
        """Plan the step."""
        return OutreachStep.plan(self.organization, by=by, **self.cleaned_data)


class HelpRequestForm(BaseModelForm[HelpRequest]):
    """What DHS could do to help reach somebody."""

    submit_label = "Ask DHS"

    class Meta:
        model = HelpRequest
        fields = ("whom", "sector", "wish")
        widgets: ClassVar = {"wish": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        self.engagement = engagement
        super().__init__(*args, **kwargs)
        self.instance.engagement = engagement

    def save(self, *, by: User) -> HelpRequest:  # type: ignore[override]  # who does it is always said
        """Put it on the coordinators' list."""
        organization = Organization.objects.live().filter(
            center=self.engagement.center_id, name__iexact=self.cleaned_data["whom"]
        )
        return HelpRequest.ask(
            self.engagement, by=by, organization=organization.first(), **self.cleaned_data
        )


class HelpAnswerForm(BaseForm):
    """What a coordinator did about it."""

    submit_label = "Answer"
    answer = forms.CharField(
        label="What was done, or why not",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OutreachMessageForm(BaseModelForm[OutreachMessage]):
    """The words with which the center first writes."""

    submit_label = "Save draft"

    class Meta:
        model = OutreachMessage
        fields = ("subject", "body")
        labels: ClassVar = {"body": "Message"}
        widgets: ClassVar = {"body": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        self.engagement = engagement
        super().__init__(*args, **kwargs)
        self.instance.engagement = engagement

    def save(self, *, by: User) -> OutreachMessage:  # type: ignore[override]  # who does it is always said
        """Keep the words as a draft."""
        return OutreachMessage.write(self.engagement, by=by, **self.cleaned_data)


class SendBackForm(BaseForm):
    """Why other words are wanted."""

    reason = forms.CharField(max_length=300, label="What should change")
    required_messages: ClassVar = {
        "reason": "Say what should change before you send the message back."
    }

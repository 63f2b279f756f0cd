"""Forms of planning: checklist, calls, guests."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.forms import BaseForm, DateField, ZonedDateTimeField
from engagements import emails
from engagements.enums import PhaseStep
from engagements.models import ChecklistItem, Engagement, EngagementGuest, PlanningCall


class ChecklistItemForm(BaseForm):
    """One more thing to do."""

    submit_label = "Add to the checklist"

    title = forms.CharField(label="What is to be done", max_length=160)
    step = forms.ChoiceField(label="Phase", choices=PhaseStep.choices)
    due_on = DateField(label="Due on", required=False)

    def save(self, engagement: Engagement, *, by: User) -> None:
        """Put it at the end of the list."""
        with transaction.atomic():
            last = engagement.checklist.aggregate(last=Max("position"))["last"] or 0
            item = ChecklistItem.objects.create(
                engagement=engagement, position=last + 1, **self.cleaned_data
            )
            record("checklist.added", item, by=by)


class PlanningCallForm(BaseForm):
    """A call of the people who plan."""

    submit_label = "Save the call"
    required_messages = {"starts_at": "Enter the day and the time of the call."}

    subject = forms.CharField(label="Subject", max_length=160)
    starts_at = ZonedDateTimeField(label="When")
    present = forms.CharField(label="Who took part", max_length=300, required=False)
    minutes = forms.CharField(
        label="Minutes", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        starts_at = self.fields["starts_at"]
        if isinstance(starts_at, ZonedDateTimeField):
            starts_at.set_zone(engagement.zone)

    def save(self, call: PlanningCall | None, *, by: User) -> PlanningCall:
        """Keep the call."""
        with transaction.atomic():
            call = call or PlanningCall(engagement=self.engagement)
            for name, value in self.cleaned_data.items():
                setattr(call, name, value)
            call.save()
            record("planning_call.saved", call, by=by)
        return call


class GuestForm(BaseForm):
    """Let a facilitator or committee member into this engagement until a day."""

    submit_label = "Let them in"
    has_free_text_notice = False

    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    part = forms.ChoiceField(
        label="Part", choices=[("facilitator", "Facilitator"), ("committee", "Planning committee")]
    )
    until = DateField(label="Until")

    def clean_until(self) -> Any:
        """A day still to come."""
        day = self.cleaned_data["until"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choose a day that is still to come.")
        return day

    def save(self, engagement: Engagement, *, by: User) -> EngagementGuest:
        """Let them in and write to them; without an account they get one and choose a password."""
        with transaction.atomic():
            email = self.cleaned_data["email"].lower()
            user = User.objects.filter(email=email).first()
            if user is None:
                user = User.objects.create_user(email, None, name=self.cleaned_data["name"])
            guest, _ = EngagementGuest.objects.update_or_create(
                engagement=engagement,
                user=user,
                defaults={"part": self.cleaned_data["part"], "until": self.cleaned_data["until"]},
            )
            event = record("guest.let_in", guest, by=by, user=user.pk)
            emails.queue_guest(guest, event.pk)
        return guest

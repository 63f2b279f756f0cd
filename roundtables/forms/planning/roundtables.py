"""A roundtable without its date: what it is called, about what, for how many."""

from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.urls import reverse

from bcp.accounts.models import User
from bcp.core.forms import BaseForm, BaseModelForm
from engagements.models import AgendaTemplate, Engagement, Topic
from roundtables import moving
from roundtables.enums import RoundtableState
from roundtables.forms.planning.zones import zone_choices
from roundtables.models import Roundtable

MOST_SEATS = 2000
GROUND_RULES = """\
Everyone speaks for themselves: we ask for individual views, not for a consensus of the group.
Listen more than you present; one person speaks at a time.
Notes carry no names unless the speaker agrees. No photographs without asking.
Nothing said here is collected as intelligence.
No suspicious activity, tips, case data, or classified or protected information at the table.
What we promise gets a name and a date."""


class RoundtableForm(BaseModelForm[Roundtable]):
    """Change a roundtable; day, time and place have a page of their own."""

    required_messages: ClassVar[dict[str, str]] = {"title": "Enter what you call the roundtable."}

    class Meta:
        model = Roundtable
        fields = (
            "title", "purpose", "topics", "seats",
            "facilitator_name", "facilitator", "ground_rules",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "topics": forms.CheckboxSelectMultiple,
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "ground_rules": forms.Textarea(attrs={"rows": 7}),
        }
        labels: ClassVar[dict[str, str]] = {
            "purpose": "What it is about",
            "seats": "Seats",
            "facilitator_name": "Facilitator",
            "facilitator": "Facilitator's account",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "purpose": "Invitees read it.",
            "seats": "When as many people have said yes, the next ones go on the waitlist.",
            "facilitator_name": "Somebody neutral, as the packet prints the name.",
            "facilitator": "A guest of the engagement. They may write notes and commitments.",
            "ground_rules": "One rule on a line. They are read at the beginning.",
        }

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        self.cancel_url = (
            self.instance.get_absolute_url()
            if self.instance.pk
            else reverse("engagements:engagement_detail", args=[engagement.pk])
        )
        self.fields["seats"].widget.attrs["max"] = MOST_SEATS
        if self.instance.state == RoundtableState.SCHEDULED:
            again = "When you change it, invitees get the calendar entry again."
            self.fields["title"].help_text = again
            self.fields["purpose"].help_text = f"Invitees read it. {again}"
        topics: Any = self.fields["topics"]
        topics.queryset = Topic.objects.all()
        facilitator: Any = self.fields["facilitator"]
        facilitator.queryset = User.objects.filter(
            guest_engagements__engagement=engagement, guest_engagements__part="facilitator"
        ).distinct()
        facilitator.empty_label = "No account"

    def get_layout(self) -> Layout:
        """What it is, then who leads it."""
        return Layout(
            Fieldset("The roundtable", "title", "purpose", "topics", "seats"),
            Fieldset("Who leads it", "facilitator_name", "facilitator", "ground_rules"),
        )

    def clean_seats(self) -> int:
        """Refuse a number that is a slip of the finger."""
        seats: int = self.cleaned_data["seats"]
        if seats > MOST_SEATS:
            raise forms.ValidationError(f"Enter {MOST_SEATS} seats or fewer.")
        return seats

    def save(self, *, by: User) -> Roundtable:  # type: ignore[override]  # the domain saves
        """Revise the roundtable; `told` says how many people get the calendar entry again."""
        roundtable = Roundtable.objects.get(pk=self.instance.pk)
        self.told = moving.revise(roundtable, by=by, **self.cleaned_data)
        return roundtable


class RoundtablePlanForm(RoundtableForm):
    """Begin a roundtable within an engagement."""

    time_zone = forms.ChoiceField(
        help_text="The zone of the place where people meet. All times are shown in it."
    )
    template = forms.ModelChoiceField(
        AgendaTemplate.objects.all(),
        required=False,
        label="Agenda to start from",
        empty_label="An empty agenda",
        help_text="You can change every item afterwards.",
    )
    submit_label = "Plan the roundtable"

    class Meta(RoundtableForm.Meta):
        fields = (
            "title",
            "purpose",
            "format",
            "topics",
            "seats",
            "facilitator_name",
            "facilitator",
        )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        start = {
            "title": engagement.title,
            "purpose": engagement.goal,
            "seats": engagement.expected_size or 40,
            "time_zone": engagement.time_zone,
            "topics": list(engagement.topics.all()),
        }
        kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, engagement=engagement, **kwargs)
        choice: Any = self.fields["time_zone"]
        choice.choices = zone_choices(engagement.time_zone)

    def get_layout(self) -> Layout:
        """What it is, how it runs, who leads it."""
        return Layout(
            Fieldset("The roundtable", "title", "purpose", "topics"),
            Fieldset("How it runs", "format", "time_zone", "seats", "template"),
            Fieldset("Who leads it", "facilitator_name", "facilitator"),
        )

    def save(self, *, by: User) -> Roundtable:  # type: ignore[override]  # the domain saves
        """Plan it and lay out its agenda."""
        values = dict(self.cleaned_data)
        template = values.pop("template")
        self.instance = Roundtable.objects.plan(
            self.engagement, by=by, ground_rules=GROUND_RULES, **values
        )
        if template:
            self.instance.lay_out_agenda(template, by=by)
        return self.instance


class CancelForm(BaseForm):
    """Why a roundtable is called off; everyone who has heard of it reads it."""

    reason = forms.CharField(
        max_length=300,
        label="Reason",
        help_text="The mail to everyone who has heard of it says it in these words.",
    )
    submit_label = ""

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable

    def save(self, *, by: User) -> None:
        """Call it off and tell everyone who has heard of it; `withdrawal` says of earlier mails."""
        reason = self.cleaned_data["reason"]
        self.withdrawal = moving.cancel(self.roundtable, by=by, reason=reason)

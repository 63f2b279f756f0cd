"""Whom to ask, and what is known of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from bcp.accounts.models import User
from bcp.core.forms import BaseFilterForm, BaseForm, BaseModelForm
from engagements.models import Sector
from roundtables import recipients
from roundtables.enums import AnswerSource, InvitationState, Language, Rsvp
from roundtables.models import Channel, Invitation, Roundtable
from roundtables.pasting import BadLine, Person, read_pasted
from roundtables.recipients import Planned
from stakeholders.enums import Stage
from stakeholders.models import Contact

PASTE_LIMIT = 500_000  # characters


class WaveField(forms.IntegerField):
    """The wave to which people are added."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="Wave", min_value=1, max_value=20, initial=1, **options)


class RecipientFilterForm(BaseFilterForm):
    """Who of the directory is shown to choose from."""

    source = forms.ChoiceField(
        label="From",
        choices=[("guest_list", "The guest list"), ("directory", "The whole directory")],
        required=False,
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), required=False, empty_label="All sectors")
    stage = forms.ChoiceField(choices=[("", "All stages"), *Stage.choices], required=False)
    search = forms.CharField(label="Name or organization", max_length=80, required=False)

    def people(self, roundtable: Roundtable) -> "QuerySet[Contact]":
        """Who fits; with a broken filter, the guest list."""
        chosen = self.cleaned_data if self.is_valid() else {}
        is_directory = chosen.get("source") == "directory"
        people = (
            recipients.choosable(roundtable)
            if is_directory
            else recipients.on_guest_list(roundtable)
        )
        if chosen.get("sector"):
            people = people.filter(organization__sector=chosen["sector"])
        if chosen.get("stage"):
            people = people.filter(organization__stage=chosen["stage"])
        if words := chosen.get("search"):
            people = people.filter(
                Q(name__icontains=words) | Q(organization__name__icontains=words)
            )
        return people


class PasteForm(BaseForm):
    """A list from somewhere else. Lines that name nobody are shown; the others are kept."""

    people = forms.CharField(
        label="One person per line",
        max_length=PASTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="An address alone, “Name &lt;address&gt;”, or name, organization and address"
        " separated by commas, semicolons or tabs. A wave takes 1,500 people.",
    )
    sector = forms.ModelChoiceField(
        Sector.objects.all(),
        empty_label="Choose a sector",
        help_text="For people who are not in your directory yet.",
    )
    language = forms.ChoiceField(choices=Language.choices)
    wave = WaveField()

    has_free_text_notice = False
    submit_label = "Put them on the list"
    required_messages = {"people": "Paste at least one line."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bad_lines: list[BadLine] = []
        self.good: list[Person] = []

    def clean_people(self) -> str:
        """Read the lines; refuse only when none names anybody."""
        text: str = self.cleaned_data["people"]
        self.good, self.bad_lines = read_pasted(text)
        if not self.good:
            raise ValidationError("No line holds an e-mail address.")
        return text

    def save(self, roundtable: Roundtable, *, by: User) -> Planned:
        """Plan those who could be read."""
        data = self.cleaned_data
        return recipients.plan_people(
            roundtable,
            self.good,
            by=by,
            sector=data["sector"],
            language=data["language"],
            wave=data["wave"],
        )

    def rest(self, outcome: Planned) -> dict[str, Any]:
        """What to start from again: the lines that were not understood, and who found no room."""
        lines = [line.text for line in self.bad_lines] + [person.line for person in outcome.left]
        wave = self.cleaned_data["wave"] + bool(outcome.left)
        return {**self.cleaned_data, "people": "\n".join(lines), "wave": wave}


class PersonForm(BaseForm):
    """Somebody who is in no directory."""

    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    organization = forms.CharField(label="Organization", max_length=120, required=False)
    sector = forms.ModelChoiceField(Sector.objects.all(), empty_label="Choose a sector")
    language = forms.ChoiceField(choices=Language.choices)
    wave = WaveField()

    submit_label = "Put this person on the list"

    def save(self, roundtable: Roundtable, *, by: User) -> Planned:
        """Plan the person."""
        data = self.cleaned_data
        person = Person(data["email"], data["name"], data["organization"])
        return recipients.plan_people(
            roundtable,
            [person],
            by=by,
            sector=data["sector"],
            language=data["language"],
            wave=data["wave"],
        )


class InvitationForm(BaseModelForm[Invitation]):
    """What the mail and the personal page say to one person."""

    submit_label = "Save"

    class Meta:
        model = Invitation
        fields: Sequence[str] = ("name", "organization_name", "why", "language", "sector", "wave")
        labels = {"why": "Why this person is asked"}
        help_texts = {"why": "Printed in the invitation and on the personal page."}

    wave = WaveField()

    def clean_wave(self) -> int:
        """Another wave must have room."""
        wave: int = self.cleaned_data["wave"]
        invitation = self.instance
        is_other = invitation.state == InvitationState.PLANNED and wave != invitation.wave
        if is_other and recipients.room_in(invitation.roundtable, wave) < 1:
            raise ValidationError("This wave is full. Choose another one.")
        return wave

    def save(self, *, by: User) -> Invitation:  # type: ignore[override]  # the domain's own save
        """Keep it; mails that have left stay as they were."""
        invitation: Invitation = self.instance
        invitation.describe(by=by, **self.cleaned_data)
        return invitation


class AddressForm(BaseForm):
    """Another address for somebody."""

    email = forms.EmailField(label="New e-mail address", max_length=254)
    submit_label = "Use this address"

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def save(self, *, by: User) -> None:
        """Correct the address."""
        self.invitation.correct_address(self.cleaned_data["email"], by=by)


class WithdrawForm(BaseForm):
    """Why an invitation is taken back; somebody who was only planned hears nothing."""

    reason = forms.CharField(
        label="A sentence for the person (optional)", max_length=300, required=False
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.state == InvitationState.PLANNED:
            del self.fields["reason"]

    def save(self, *, by: User) -> None:
        """Take it back; who had heard of it is told. `withdrawal` says of earlier mails."""
        self.withdrawal = self.invitation.withdraw(
            by=by, reason=self.cleaned_data.get("reason", "")
        )


class AnswerForm(BaseForm):
    """An answer that came by phone, mail or in person."""

    rsvp = forms.ChoiceField(
        label="What did they say?",
        choices=[(Rsvp.YES, "Yes"), (Rsvp.NO, "No"), (Rsvp.MAYBE, "Maybe")],
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label="How did the answer come?",
        choices=[
            (source.value, source.label)
            for source in (AnswerSource.PHONE, AnswerSource.MAIL, AnswerSource.IN_PERSON)
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", max_length=300, required=False)

    submit_label = "Record the answer"

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def save(self, *, by: User) -> None:
        """Record it; a mail confirms it to the person."""
        data = self.cleaned_data
        how = Channel(source=data["source"], by=by, note=data["note"])
        self.invitation.record_answer(data["rsvp"], how)


class DelegateForm(BaseForm):
    """Somebody else comes instead; told to us by phone or mail."""

    name = forms.CharField(label="Their full name", max_length=120)
    email = forms.EmailField(label="Their e-mail address", max_length=254)
    source = forms.ChoiceField(
        label="How did you hear of it?",
        choices=[
            (source.value, source.label)
            for source in (AnswerSource.PHONE, AnswerSource.MAIL, AnswerSource.IN_PERSON)
        ],
    )

    submit_label = "Invite them instead"

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.delegate: Invitation | None = None  # who was invited

    def save(self, *, by: User) -> None:
        """Send the other person an invitation of their own."""
        data = self.cleaned_data
        how = Channel(source=data["source"], by=by)
        self.delegate = self.invitation.delegate(data["name"], data["email"], how)

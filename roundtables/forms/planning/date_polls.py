"""Candidate dates: which, for whom, and what people answer."""

from collections import defaultdict
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import User
from bcp.core import datetimes
from bcp.core.forms import BaseForm, DateField, PlainErrorsMixin, ZonedDateTimeField
from engagements.models import Sector
from roundtables.enums import DateVote
from roundtables.models import CandidateDate, DatePoll, Invitation, PolledPerson, Roundtable
from stakeholders.models import Contact


class OfferForm(BaseForm):
    """One more date to offer."""

    starts_at = ZonedDateTimeField(label="Date to offer")
    submit_label = "Offer this date"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        self.cancel_url = reverse("roundtables:date_poll_detail", args=[roundtable.pk])
        field: Any = self.fields["starts_at"]
        field.set_zone(roundtable.zone)

    def save(self, *, by: User) -> None:
        """Put the date up; the first one begins the poll."""
        poll = DatePoll.objects.begin(self.roundtable, by=by)
        poll.offer(self.cleaned_data["starts_at"], by=by)


class DatePollForm(BaseForm):
    """Which sectors must be there, and until when answers are wanted."""

    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Sectors that must be there",
        help_text="A date without one of them ranks below every date with all of them.",
    )
    closes_on = DateField(required=False, label="Answers wanted by")

    def __init__(self, *args: Any, poll: DatePoll, **kwargs: Any) -> None:
        kwargs["initial"] = {"sectors": poll.sectors.all(), "closes_on": poll.closes_on}
        super().__init__(*args, **kwargs)
        self.poll = poll
        self.cancel_url = reverse("roundtables:date_poll_detail", args=[poll.roundtable_id])

    def clean_closes_on(self) -> Any:
        """Refuse a day that is over."""
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate(timezone=self.poll.roundtable.zone):
            raise forms.ValidationError("This day is over. Choose a day that lies ahead.")
        return day

    def save(self, *, by: User) -> None:
        """Revise the poll."""
        self.poll.revise(by=by, **self.cleaned_data)


class PolledPersonForm(BaseForm):
    """Somebody who is on no list yet."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address")
    organization_name = forms.CharField(max_length=200, required=False, label="Organization")
    sector = forms.ModelChoiceField(Sector.objects.all(), empty_label="Choose")
    submit_label = "Add this person"

    def __init__(self, *args: Any, poll: DatePoll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.poll = poll
        self.cancel_url = reverse("roundtables:date_poll_detail", args=[poll.roundtable_id])

    def save(self, *, by: User) -> PolledPerson:
        """Put the person on the list."""
        return self.poll.ask(by=by, **self.cleaned_data)


class PolledPeopleForm(BaseForm):
    """People from the guest list and from the invitations, to be asked for dates."""

    people = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="People to ask", choices=()
    )
    submit_label = "Add the chosen people"

    def __init__(self, *args: Any, poll: DatePoll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.poll = poll
        self.cancel_url = reverse("roundtables:date_poll_detail", args=[poll.roundtable_id])
        self.known = known_people(poll)
        by_sector = defaultdict[str, list[tuple[str, str]]](list)
        for key, person in self.known.items():
            words = f"{person['name']}, {person['organization_name']}".rstrip(", ")
            by_sector[str(person["sector"])].append((key, words))
        people: Any = self.fields["people"]
        people.choices = sorted(by_sector.items())

    def save(self, *, by: User) -> None:
        """Put them on the list."""
        for key in self.cleaned_data["people"]:
            self.poll.ask(by=by, **self.known[key])


def known_people(poll: DatePoll) -> dict[str, dict[str, Any]]:
    """Whom one could ask, by key: primary contacts of chosen organizations, and invitees."""
    roundtable = poll.roundtable
    contacts = Contact.objects.filter(
        organization__guest_list_entries__engagement=roundtable.engagement,
        organization__guest_list_entries__choice="chosen",
        organization__archived_at=None,
        archived_at=None,
        do_not_contact=False,
    ).select_related("organization__sector")
    invitations = Invitation.objects.filter(roundtable=roundtable).exclude(
        models.Q(state="withdrawn") | models.Q(contact__do_not_contact=True)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in contacts.exclude(email=""):
        found[f"contact-{row.pk}"] = {
            "name": row.name,
            "email": row.email,
            "sector": row.organization.sector,
            "organization_name": row.organization.name,
            "contact": row,
        }
    for invitee in invitations.exclude(email="").select_related("sector", "contact"):
        found[f"invitation-{invitee.pk}"] = {
            "name": invitee.name,
            "email": invitee.email,
            "sector": invitee.sector,
            "organization_name": invitee.organization_name,
            "contact": invitee.contact,
        }
    asked = set(poll.people.values_list("email", flat=True))
    once: dict[str, dict[str, Any]] = {}
    for key, person in found.items():
        if person["email"].lower() not in asked:
            asked.add(person["email"].lower())
            once[key] = person
    return once


class FieldsOfDates(forms.Form):
    """One field for each offered date, made before the shared rules of forms look at them."""

    def __init__(self, *args: Any, person: PolledPerson, **kwargs: Any) -> None:
        given = dict(person.votes.values_list("date_id", "vote"))
        initial = {f"date_{pk}": vote for pk, vote in given.items()}
        kwargs["initial"] = {**initial, "comment": person.comment}
        super().__init__(*args, **kwargs)
        self.person = person
        self.dates: list[CandidateDate] = list(person.poll.dates.all())
        for date in self.dates:
            self.fields[f"date_{date.pk}"] = forms.ChoiceField(
                required=False,
                choices=DateVote.choices,
                widget=forms.RadioSelect,
                label=datetimes.describe(date.starts_at, person.poll.roundtable.zone),
            )
        self.fields["comment"] = forms.CharField(
            required=False, max_length=300, label="Anything we should know about your dates"
        )


class DateAnswerForm(PlainErrorsMixin, FieldsOfDates):
    """Which of the dates suit somebody: a group of three for each date, none chosen at first."""

    submit_label = "Send the answer"

    def get_layout(self) -> Layout:
        """The answers to each date side by side."""
        groups = [Field(f"date_{date.pk}", wrapper_class="bcp-answers") for date in self.dates]
        return Layout(*groups, "comment")

    def clean(self) -> dict[str, Any]:
        """An answer says something about at least one date."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.votes():
            raise forms.ValidationError("Choose an answer for at least one of the dates.")
        return data

    def votes(self) -> dict[int, str]:
        """What was chosen, by id of the date."""
        chosen = {date.pk: self.cleaned_data.get(f"date_{date.pk}", "") for date in self.dates}
        return {pk: vote for pk, vote in chosen.items() if vote}

    def save(self, *, by: User | None = None) -> None:
        """Keep the answer."""
        self.person.answer(self.votes(), comment=self.cleaned_data["comment"])

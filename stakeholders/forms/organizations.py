"""Organizations, their people, and what happened with them."""

from typing import Any, ClassVar
from uuid import uuid4

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from bcp.accounts.models import Center, User
from bcp.core.forms import BaseForm, BaseModelForm, DateField
from engagements.models import Subtype
from stakeholders import keys
from stakeholders.enums import InteractionKind
from stakeholders.models import Contact, Interaction, Organization

BLANKS = {
    "sector": "Choose",
    "infrastructure_sector": "None",
    "level": "Not known",
    "state": "Not known",
    "owner": "Nobody yet",
}


def colleagues(center: Center) -> Any:
    """The people of a center, for choosing one."""
    return User.objects.filter(memberships__center=center, is_active=True).order_by("name")


def grouped_subtypes() -> list[tuple[str, list[tuple[int, str]]]]:
    """Subtypes under the names of their sectors."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for subtype in Subtype.objects.select_related("sector").order_by("sector__position", "name"):
        groups.setdefault(subtype.sector.name, []).append((subtype.pk, subtype.name))
    return list(groups.items())


class OrganizationForm(BaseModelForm[Organization]):
    """What is known about an organization; a likely duplicate is pointed out first."""

    website = forms.URLField(
        required=False, max_length=300, assume_scheme="https", widget=forms.URLInput
    )
    next_step_on = DateField(label="Next step by", required=False)
    is_different = forms.BooleanField(
        label="It is a different organization; add it as well", required=False
    )

    class Meta:
        model = Organization
        fields = (
            "name", "sector", "subtype", "infrastructure_sector", "level", "address", "city",
            "county", "state", "zip_code", "phone", "website", "stage", "owner", "next_step",
            "next_step_on", "notes",
        )  # fmt: skip
        widgets: ClassVar = {"notes": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {"name": "Name of the organization"}

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        self.center = center
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.center = center
            self.initial.setdefault("state", center.state_id)
        subtype: Any = self.fields["subtype"]
        subtype.choices = [("", "Not known"), *grouped_subtypes()]
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(center)
        self._name_blanks()
        self.submit_label = "Save changes" if self.instance.pk else "Add organization"
        self.has_doubt = bool(self.data.get("is_different"))

    def _name_blanks(self) -> None:
        for name, words in BLANKS.items():
            field: Any = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = words
            field.choices = [(key or "", label if key else words) for key, label in field.choices]

    def get_layout(self) -> Layout:
        """Who it is, where it is, how far the relationship has come."""
        doubt = (
            ["is_different"]
            if self.is_bound and (self.has_doubt or self.non_field_errors())
            else []
        )
        return Layout(
            *doubt,
            Fieldset(
                "Who it is",
                "name",
                Row(Column("sector"), Column("subtype")),
                Row(Column("infrastructure_sector"), Column("level")),
            ),
            Fieldset(
                "Where it is",
                "address",
                Row(Column("city"), Column("zip_code")),
                Row(Column("county"), Column("state")),
                Row(Column("phone"), Column("website")),
            ),
            Fieldset(
                "How far it has come",
                Row(Column("stage"), Column("owner")),
                Row(Column("next_step"), Column("next_step_on")),
                "notes",
            ),
        )

    def clean_next_step_on(self) -> Any:
        """A step still to come; one that is overdue already may stay."""
        day = self.cleaned_data["next_step_on"]
        if day and day < timezone.localdate() and "next_step_on" in self.changed_data:
            raise forms.ValidationError(
                "This day has passed. Choose today or a later day, or log what happened instead."
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Subtype and sector belong together; a likely duplicate needs a word from a person."""
        values: dict[str, Any] = super().clean() or {}
        sector, subtype = values.get("sector"), values.get("subtype")
        if sector and subtype and subtype.sector_id != sector.pk:
            self.add_error("subtype", f"Choose a subtype of {sector}, or another sector.")
        if not values.get("is_different") and values.get("name") and (twin := self._twin(values)):
            self.has_doubt = True
            self.add_error(
                None,
                format_html(
                    'The directory already has <a href="{}">{}</a> in {}. If yours is another'
                    " one, check the box and save again.",
                    twin.get_absolute_url(),
                    twin.name,
                    twin.place or "an unknown place",
                ),
            )
        return values

    def _twin(self, values: dict[str, Any]) -> Organization | None:
        state = values["state"].pk if values.get("state") else ""
        same = Q(match_key=keys.match_key(values["name"], state, values.get("city") or ""))
        if digits := keys.phone_digits(values.get("phone") or ""):
            same |= Q(phone_digits=digits, sort_name__startswith=keys.folded(values["name"])[:6])
        others = Organization.objects.live().filter(same, center=self.center)
        twin: Organization | None = others.exclude(pk=self.instance.pk).first()
        return twin

    def save(self, *, by: User) -> Organization:  # type: ignore[override]  # who does it is always said
        """Add the organization, or correct it."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if not self.instance.pk:
            return Organization.add(center=self.center, by=by, **values)
        organization = Organization.objects.get(pk=self.instance.pk)
        organization.correct(by=by, **values)
        return organization


class ContactForm(BaseModelForm[Contact]):
    """A person at an organization."""

    consented_on = DateField(label="Agreed to be contacted on", required=False)

    class Meta:
        model = Contact
        fields = (
            "name", "title", "email", "phone", "language", "is_primary", "do_not_contact",
            "consented_on",
        )  # fmt: skip

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.organization = organization
        self.fields["do_not_contact"].help_text = "No mail leaves to this person."
        self.submit_label = "Save changes" if self.instance.pk else "Add person"
        self.cancel_url = organization.get_absolute_url()

    def get_layout(self) -> Layout:
        """Name and title, ways to reach, wishes."""
        return Layout(
            Row(Column("name"), Column("title")),
            Row(Column("email"), Column("phone")),
            Row(Column("language"), Column("consented_on")),
            "is_primary",
            "do_not_contact",
        )

    def clean_consented_on(self) -> Any:
        """Consent is noted once it is given."""
        day = self.cleaned_data["consented_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                "This day has not come yet. Note consent on the day on which it is given."
            )
        return day

    def clean_email(self) -> str:
        """One person, one address, within an organization."""
        email = str(self.cleaned_data["email"])
        others = self.organization.contacts.filter(archived_at__isnull=True).exclude(
            pk=self.instance.pk
        )
        if email and (other := others.filter(email__iexact=email).first()):
            raise forms.ValidationError(f"{other.name} already has this address.")
        return email

    def save(self, *, by: User) -> Contact:  # type: ignore[override]  # who does it is always said
        """Note the person, or correct what is known."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if not self.instance.pk:
            return Contact.add(organization=self.organization, by=by, **values)
        contact = Contact.objects.get(pk=self.instance.pk)
        contact.correct(by=by, **values)
        return contact


class InteractionForm(BaseForm):
    """A call, mail, meeting or note that is written down."""

    submit_label = "Log it"
    kind = forms.ChoiceField(label="What happened", choices=InteractionKind.choices)
    happened_on = DateField(label="When", initial=timezone.localdate)
    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label="With whom",
        required=False,
        empty_label="Nobody in particular",
    )
    text = forms.CharField(
        label="What was said",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    form_key = forms.CharField(
        required=False, max_length=36, initial=uuid4, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        super().__init__(*args, **kwargs)
        people: Any = self.fields["contact"]
        people.queryset = organization.contacts.filter(archived_at__isnull=True)
        self.cancel_url = organization.get_absolute_url()

    def get_layout(self) -> Layout:
        """What, when and with whom in one line; then the words."""
        return Layout(
            Row(Column("kind"), Column("happened_on"), Column("contact")),
            "text",
            "form_key",
            HTML(
                '<p class="bcp-note">Never note somebody&rsquo;s views, religion or case data.</p>'
            ),
        )

    def clean_happened_on(self) -> Any:
        """Only days that have come."""
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Choose a day that has already come.")
        return day

    def save(self, *, by: User) -> Interaction:
        """Log it."""
        return self.organization.log(by=by, **self.cleaned_data)

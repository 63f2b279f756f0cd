"""Forms about mails."""

from typing import Any

from django import forms
from django.db.models import Q

from bcp.accounts.models import User
from bcp.core.forms import BaseFilterForm, BaseForm
from bcp.mail import addresses
from bcp.mail.enums import ATTENTION_STATES, WAITING_STATES, LiftReason, MailState
from bcp.mail.models import OutgoingMail
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet
from bcp.mail.outbox import correct_address

GROUPS = {"waiting": WAITING_STATES, "attention": ATTENTION_STATES}


class OutboxFilterForm(BaseFilterForm):
    """Search in the outgoing mails of the demonstration."""

    address = forms.CharField(label="Receiver", max_length=200, required=False)

    @property
    def is_filtering(self) -> bool:
        """Whether anything was asked for."""
        return any(self.data.get(name) for name in self.fields)

    def apply(self, mails: OutgoingMailQuerySet) -> OutgoingMailQuerySet:
        """The mails to this receiver."""
        if not self.is_valid() or not (words := self.cleaned_data["address"]):
            return mails
        return mails.filter(Q(address__icontains=words) | Q(name__icontains=words))


class MailFilterForm(OutboxFilterForm):
    """Choose among a center's mails."""

    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All"),
            ("attention", "Needs attention"),
            ("waiting", "Waiting"),
            *MailState.choices,
        ],
    )

    def apply(self, mails: OutgoingMailQuerySet) -> OutgoingMailQuerySet:
        """The mails to this receiver, in these states."""
        mails = super().apply(mails)
        state = self.cleaned_data.get("state") if self.is_valid() else ""
        return mails.filter(state__in=GROUPS.get(state, [state])) if state else mails


class LiftForm(BaseForm):
    """Why mail may go again to an address."""

    reason = forms.ChoiceField(
        label="Why may mail go to it again?", choices=LiftReason.choices, widget=forms.RadioSelect
    )


class AddressForm(BaseForm):
    """The mended address of somebody whose mail failed."""

    address = forms.EmailField(label="Corrected address", max_length=254)
    submit_label = "Send to this address"

    def __init__(self, *args: Any, mail: OutgoingMail, **options: Any) -> None:
        self.mail = mail
        super().__init__(*args, initial={"address": mail.address}, **options)

    def clean_address(self) -> str:
        """An address that differs from the one that failed."""
        address = str(self.cleaned_data["address"])
        if address.lower() == self.mail.address.lower():
            raise forms.ValidationError("This is the address that failed. Enter the corrected one.")
        return addresses.checked(address)

    def save(self, *, by: User) -> OutgoingMail:
        """Send the same text there."""
        return correct_address(self.mail, self.cleaned_data["address"], by)

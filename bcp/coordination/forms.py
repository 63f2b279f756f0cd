"""What the pages of coordination are filtered by; sent by GET, so that the address can be kept."""

from django import forms

from bcp.accounts.enums import Designation
from bcp.accounts.models import State
from bcp.core.forms import BaseFilterForm

REGIONS = [(str(number), f"Region {number}") for number in range(1, 11)]


class RegionForm(BaseFilterForm):
    """One FEMA region, or all."""

    region = forms.ChoiceField(
        label="FEMA region", choices=[("", "All regions"), *REGIONS], required=False
    )

    @property
    def chosen(self) -> int | None:
        """The number of the region; None for all, and for an address that makes no sense."""
        text = self.cleaned_data.get("region") if self.is_valid() else ""
        return int(text) if text else None


class CenterFilterForm(BaseFilterForm):
    """Centers by name, place and kind."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    region = forms.ChoiceField(
        label="FEMA region", choices=[("", "All regions"), *REGIONS], required=False
    )
    state = forms.ModelChoiceField(
        queryset=State.objects.all(), required=False, empty_label="All states"
    )
    designation = forms.ChoiceField(
        choices=[("", "All kinds"), *Designation.choices], required=False
    )
    takes_part = forms.BooleanField(label="Only centers that take part", required=False)


class AuditFilterForm(BaseFilterForm):
    """Acts whose verb begins with these letters, older than one."""

    verb = forms.CharField(label="Act begins with", max_length=60, required=False)
    before = forms.IntegerField(widget=forms.HiddenInput, required=False)

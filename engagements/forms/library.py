"""What the library may be narrowed to."""

from django import forms

from bcp.core.forms import BaseFilterForm
from engagements.enums import PublicationStatus
from engagements.models import Sector


class PublicationFilterForm(BaseFilterForm):
    """Words, sector and status."""

    search = forms.CharField(label="Words", max_length=100, required=False)
    sector = forms.ModelChoiceField(
        queryset=Sector.objects.all(), required=False, empty_label="All sectors"
    )
    status = forms.ChoiceField(
        choices=[("", "Any status"), *PublicationStatus.choices], required=False
    )

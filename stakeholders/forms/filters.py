"""What lists of organizations are filtered by; sent by GET, so that the address can be kept."""

from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms

from bcp.accounts.models import Center, State, User
from bcp.core.forms import BaseFilterForm, BaseForm
from engagements.enums import GovernmentLevel
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders.directory import SORTS
from stakeholders.enums import ExportReason, Freshness, Stage
from stakeholders.forms.organizations import colleagues, grouped_subtypes

MORE = ("state", "subtype", "infrastructure_sector", "level", "owner", "archived")


def any_of(choices: Any) -> list[tuple[str, Any]]:
    """Choices with "any" on top."""
    return [("", "Any"), *choices]


class DirectoryFilterForm(BaseFilterForm):
    """The filters of a center's directory."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    sector = forms.ModelChoiceField(Sector.objects.all(), required=False, empty_label="Any")
    stage = forms.ChoiceField(choices=any_of(Stage.choices), required=False)
    freshness = forms.ChoiceField(
        label="Contact", choices=any_of(Freshness.choices), required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Looked after by", required=False, empty_label="Anyone"
    )
    county = forms.CharField(required=False, max_length=80)
    state = forms.ModelChoiceField(State.objects.all(), required=False, empty_label="Any")
    subtype = forms.ModelChoiceField(Subtype.objects.all(), required=False, empty_label="Any")
    infrastructure_sector = forms.ModelChoiceField(
        InfrastructureSector.objects.all(),
        label="Critical infrastructure",
        required=False,
        empty_label="Any",
    )
    level = forms.ChoiceField(
        label="Level of government", choices=any_of(GovernmentLevel.choices), required=False
    )
    archived = forms.BooleanField(label="Archived ones", required=False)
    sort = forms.ChoiceField(
        label="Order",
        choices=[(name, sort.label) for name, sort in SORTS.items()],
        required=False,
        initial="name",
    )

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(center)
        subtype: Any = self.fields["subtype"]
        subtype.choices = any_of(grouped_subtypes())
        self.fields["q"].widget.attrs["placeholder"] = "Name, city, county or person"

    def get_layout(self) -> Layout:
        """The usual filters in sight, the rest to be opened."""
        is_open = " open" if any(self.data.get(name) for name in MORE) else ""
        return Layout(
            *(name for name in self.fields if name not in MORE),
            HTML(
                f'<details class="bcp-more-filters"{is_open}><summary>More filters</summary><div>'
            ),
            *MORE,
            HTML("</div></details>"),
        )


class PublicFilterForm(BaseFilterForm):
    """Where to look in the public directory."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    sector = forms.ModelChoiceField(Sector.objects.all(), required=False, empty_label="Any")
    state = forms.ModelChoiceField(State.objects.all(), required=False, empty_label="Any")
    county = forms.CharField(required=False, max_length=80)
    city = forms.CharField(required=False, max_length=80)
    within = forms.TypedChoiceField(
        label="Within",
        choices=[("", "The place itself"), (25, "25 miles"), (50, "50 miles"), (100, "100 miles"),
                 (200, "200 miles")],
        coerce=int,
        empty_value=None,
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Miles need a place to start from."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("within") and not (values.get("county") or values.get("city")):
            self.add_error("within", "Name the county or the city from which to measure.")
        if (values.get("county") or values.get("city")) and not values.get("state"):
            self.add_error("state", "Choose the state of the county or city.")
        return values


class ExportForm(BaseForm):
    """How and why a list leaves the product."""

    submit_label = "Download"
    reason = forms.ChoiceField(label="What is it for?", choices=ExportReason.choices)
    form = forms.ChoiceField(label="File", choices=[("csv", "CSV"), ("xlsx", "Excel (XLSX)")])
    with_people = forms.BooleanField(
        label="Include the people and how to reach them", required=False
    )

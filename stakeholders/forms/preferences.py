"""How often a center wants to speak with each sector."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms

from bcp.accounts.models import Center, User
from bcp.core.forms import BaseForm
from engagements.models import Sector
from stakeholders.freshness import refresh_due_days
from stakeholders.models import Organization, SectorCadence

FEWEST, MOST = 1, 1_500


class CadenceForm(BaseForm):
    """A number of days for each sector; an empty one stands for the program's."""

    submit_label = "Save the cadences"
    has_free_text_notice = False

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        self.center = center
        self.sectors: list[Sector] = list(Sector.objects.all())
        own = dict(SectorCadence.objects.filter(center=center).values_list("sector", "days"))
        fields: dict[str, forms.Field] = {
            f"days_{sector.pk}": forms.IntegerField(
                label=sector.name,
                required=False,
                min_value=FEWEST,
                max_value=MOST,
                initial=own.get(sector.pk),
                help_text=f"The program's number is {sector.cadence_days}.",
            )
            for sector in self.sectors
        }
        self.base_fields = {**self.base_fields, **fields}  # type: ignore[misc]  # of this form only
        super().__init__(*args, **kwargs)

    def get_layout(self) -> Layout:
        """Two sectors in a line."""
        names = [Column(name) for name in self.fields]
        return Layout(*(Row(*names[start : start + 2]) for start in range(0, len(names), 2)))

    def save(self, *, by: User) -> int:
        """Set what changed and work out anew who is due; returns how many sectors changed."""
        changed = [
            sector.pk
            for sector in self.sectors
            if SectorCadence.decide(
                self.center, sector, self.cleaned_data[f"days_{sector.pk}"], by=by
            )
        ]
        refresh_due_days(Organization.objects.filter(center=self.center, sector__in=changed))
        return len(changed)

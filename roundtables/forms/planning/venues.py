"""A venue of a center."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.urls import reverse

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.forms import BaseModelForm
from roundtables import moving
from roundtables.models import Venue

IN_CALENDARS = {"name", "address", "city", "state"}


class VenueForm(BaseModelForm[Venue]):
    """Add or change a place where the center holds roundtables."""

    submit_label = "Save the venue"

    class Meta:
        model = Venue
        fields = (
            "name", "address", "city", "state", "county", "capacity", "accessibility", "directions",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "accessibility": forms.Textarea(attrs={"rows": 3}),
            "directions": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar[dict[str, str]] = {"capacity": "People it holds"}
        help_texts: ClassVar[dict[str, str]] = {
            "address": "When you change name, address, city or state, those invited to a roundtable"
            " here get the calendar entry again.",
            "accessibility": "Step-free entrance, hearing loop, restrooms. Invitees read it.",
            "directions": "Parking, public transport, which door. Invitees read it.",
        }

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        if not kwargs.get("instance"):
            kwargs["instance"] = Venue(center=center, state_id=center.state_id)
        super().__init__(*args, **kwargs)
        self.cancel_url = reverse("roundtables:venue_list")

    def save(self, *, by: User) -> Venue:  # type: ignore[override]  # recorded with its actor
        """Keep the venue; `told` says how many people get their calendar entry again."""
        is_new = self.instance.pk is None
        self.told = 0
        with transaction.atomic():
            super().save()
            record("venue.added" if is_new else "venue.revised", self.instance, by=by)
            if not is_new and IN_CALENDARS & set(self.changed_data):
                self.told = moving.readdress(self.instance, by=by)
        return self.instance

"""What is known about any organization, whoever keeps the record."""

from typing import Any, ClassVar

from django.db import models

from bcp.accounts.models import State
from bcp.core.models import BaseModel
from engagements.enums import GovernmentLevel
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders import keys


class DerivedMixin:
    """A column worked out from the row's other fields whenever the row is written.

    The row answers `derive_<name>()`.
    """

    name: str
    attname: str

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        """Work the value out and keep it on the row."""
        value = getattr(instance, f"derive_{self.name}")()
        setattr(instance, self.attname, value)
        return value


class DerivedTextField(DerivedMixin, models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """A derived text."""


class DerivedCharField(DerivedMixin, models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """A derived short text."""


class DerivedDateField(DerivedMixin, models.DateField):  # type: ignore[type-arg]  # not generic at run time
    """A derived day."""


class OrganizationFacts(BaseModel):
    """Name, kind, place and public ways to reach an organization.

    The last columns are for sorting, searching and comparing only; keys.py makes them.
    """

    name = models.CharField(max_length=200)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+", db_index=False)
    subtype = models.ForeignKey(
        Subtype, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    infrastructure_sector = models.ForeignKey(
        InfrastructureSector,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        verbose_name="critical-infrastructure sector",
    )
    level = models.CharField(
        "level of government", max_length=12, choices=GovernmentLevel, blank=True
    )
    address = models.CharField("street address", max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(max_length=300, blank=True)
    sort_name = DerivedCharField(max_length=200, editable=False)
    search_text = DerivedTextField(editable=False)
    match_key = DerivedCharField(max_length=300, editable=False)
    county_key = DerivedCharField(max_length=90, editable=False)
    phone_digits = DerivedCharField(max_length=10, editable=False)
    domain = DerivedCharField(max_length=120, editable=False)

    DERIVED: ClassVar[tuple[str, ...]] = (
        "sort_name",
        "search_text",
        "match_key",
        "county_key",
        "phone_digits",
        "domain",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """City and state, as far as they are known: "Denver, CO"."""
        return ", ".join(part for part in (self.city, self.state_id) if part)

    def derive_sort_name(self) -> str:
        """The name as lists sort it."""
        return keys.folded(self.name)[:200]

    def derive_search_text(self) -> str:
        """Everything the search box looks at."""
        return keys.search_text(self.name, self.city, self.county)

    def derive_match_key(self) -> str:
        """Name and place as they are compared."""
        return keys.match_key(self.name, self.state_id or "", self.city)

    def derive_county_key(self) -> str:
        """State and county as one word."""
        return keys.county_key(self.state_id or "", self.county)[:90]

    def derive_phone_digits(self) -> str:
        """Ten digits or nothing."""
        return keys.phone_digits(self.phone)

    def derive_domain(self) -> str:
        """The host of the website or nothing."""
        return keys.domain(self.website)


def pointing_at(model: type[models.Model]) -> list[Any]:
    """Every foreign key of any app that points to a model, as relations seen from the model."""
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel)
    ]

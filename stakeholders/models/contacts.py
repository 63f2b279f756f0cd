"""The people one knows at organizations."""

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from stakeholders import keys
from stakeholders.models.facts import DerivedTextField
from stakeholders.models.organizations import Organization


class ContactQuerySet(TenantQuerySet):
    """People at organizations; never shown to guests of an engagement."""

    center_path = "organization__center"

    def live(self) -> Self:
        """Those that are not archived, at organizations that are not archived."""
        return self.filter(archived_at__isnull=True, organization__archived_at__isnull=True)

    def askable(self) -> Self:
        """Those who may be written to: live, with an address, and not asking to be left alone."""
        return self.live().filter(do_not_contact=False).exclude(email="")


class Contact(BaseModel):
    """A person at an organization whom the center may ask to a roundtable."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(
        max_length=2, choices=[("en", "English"), ("es", "Spanish")], default="en"
    )
    is_primary = models.BooleanField("first person to ask", default=False)
    do_not_contact = models.BooleanField(default=False)
    consented_on = models.DateField("agreed to be contacted on", null=True, blank=True)
    last_confirmed_on = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    source_import = models.ForeignKey(
        "stakeholders.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
        editable=False,
    )
    search_text = DerivedTextField(editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["organization__sort_name", "-is_primary", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def center(self) -> Center:
        """The center whose directory it is."""
        return self.organization.center

    def get_absolute_url(self) -> str:
        """The page of the organization, where its people are."""
        return f"{reverse('stakeholders:organization_detail', args=[self.organization_id])}#people"

    def derive_search_text(self) -> str:
        """Name and address as the search box looks at them."""
        return f"{keys.folded(self.name)} {self.email.lower()}"

    @classmethod
    @action
    def add(cls, *, organization: Organization, by: User, **values: Any) -> "Contact":
        """Note a person at the organization; the first one is the first to ask."""
        is_first = not organization.contacts.filter(archived_at__isnull=True).exists()
        contact: Contact = cls.objects.create(
            organization=organization,
            **{**values, "is_primary": values.get("is_primary") or is_first},
        )
        contact._be_the_only_first()
        record("contact.added", contact, by=by)
        return contact

    @action
    def correct(self, *, by: User, **values: Any) -> None:
        """Change what is known about the person; the audit log names the fields only."""
        self.lock()
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        if changed:
            self.change(**values, search_text="")
            self._be_the_only_first()
            record("contact.changed", self, by=by, fields=changed)

    def _be_the_only_first(self) -> None:
        if self.is_primary:
            others = self.organization.contacts.exclude(pk=self.pk).filter(is_primary=True)
            others.update(is_primary=False)

    @action
    def confirm(self, *, by: User) -> None:
        """Say that name and address are right as of today."""
        self.change(last_confirmed_on=timezone.localdate())
        record("contact.confirmed", self, by=by)

    @action
    def archive(self, *, by: User) -> None:
        """Take the person out of lists and suggestions; what happened with them stays."""
        self.lock()
        if self.archived_at is None:
            self.change(archived_at=timezone.now(), is_primary=False)
            record("contact.archived", self, by=by)

    @action
    def restore(self, *, by: User) -> None:
        """Bring an archived person back."""
        self.lock()
        if self.archived_at is not None:
            self.change(archived_at=None)
            record("contact.restored", self, by=by)

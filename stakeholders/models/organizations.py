"""Organizations of a center's directory."""

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.wording import counted
from stakeholders.enums import Freshness, InteractionKind, Stage
from stakeholders.models.facts import DerivedDateField, OrganizationFacts
from stakeholders.models.preferences import SectorCadence

if TYPE_CHECKING:
    from stakeholders.models.contacts import Contact
    from stakeholders.models.interactions import Interaction

NEVER = datetime.date(1900, 1, 1)  # sorts before every contact that ever was
SOME_DAY = datetime.date(9999, 12, 31)  # sorts after every step that was ever planned
SOON = datetime.timedelta(days=14)


class OrganizationQuerySet(TenantQuerySet):
    """Organizations of a center's directory."""

    def live(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_at__isnull=True)

    def merge_ends(self) -> dict[int, int]:
        """Each merged record among these -> the record it is part of by now, however often."""
        into = dict(self.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
        ends = {}
        for pk in into:
            end = pk
            while end in into:
                end = into[end]
            ends[pk] = end
        return ends


class Organization(OrganizationFacts):
    """A stakeholder of a center: current or potential partner. Archived, never silently deleted."""

    center = models.ForeignKey(
        Center, on_delete=models.CASCADE, related_name="organizations", db_index=False
    )
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.IDENTIFIED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who looks after it",
    )
    last_contact_on = models.DateField(null=True, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    last_confirmed_on = models.DateField(null=True, blank=True)
    notes = models.TextField(max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_import = models.ForeignKey(
        "stakeholders.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organizations",
        editable=False,
    )
    source_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    contact_due_on = DerivedDateField(editable=False, default=NEVER)
    next_step_order = DerivedDateField(editable=False, default=SOME_DAY)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["sort_name", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            *(
                models.Index(
                    fields=["center", *fields, "id"],
                    name=f"live_by_{name}",
                    condition=models.Q(archived_at__isnull=True),
                )
                for name, fields in {
                    "name": ["sort_name"],
                    "contact_due": ["contact_due_on"],
                    "next_step": ["next_step_order"],
                    "sector": ["sector", "sort_name"],
                    "state": ["state", "sort_name"],
                    "county": ["county_key", "sort_name"],
                    "stage": ["stage", "sort_name"],
                    "newest": [],
                }.items()
            ),
            models.Index(
                fields=["center", "owner", "sort_name", "id"],
                name="live_by_owner",
                condition=models.Q(archived_at__isnull=True, owner__isnull=False),
            ),
            models.Index(
                fields=["center", "infrastructure_sector", "sort_name", "id"],
                name="live_by_infrastructure",
                condition=models.Q(archived_at__isnull=True, infrastructure_sector__isnull=False),
            ),
            models.Index(
                fields=["center", "sort_name", "id"],
                name="archived_by_name",
                condition=models.Q(archived_at__isnull=False),
            ),
            models.Index(fields=["center", "match_key"], name="organization_match"),
            models.Index(
                fields=["center", "phone_digits"],
                name="organization_phone",
                condition=~models.Q(phone_digits=""),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The organization's page."""
        return reverse("stakeholders:organization_detail", args=[self.pk])

    def derive_contact_due_on(self) -> datetime.date:
        """The day by which the center's or the program's cadence asks for the next contact."""
        if self.last_contact_on is None:
            return NEVER
        own = SectorCadence.objects.filter(center=self.center_id, sector=self.sector_id)
        days = own.values_list("days", flat=True).first() or self.sector.cadence_days
        return self.last_contact_on + datetime.timedelta(days=days)

    def derive_next_step_order(self) -> datetime.date:
        """The day of the next step, or a day after all others."""
        return self.next_step_on or SOME_DAY

    @property
    def freshness(self) -> Freshness:
        """How the relationship stands against the cadence of its sector today."""
        if self.contact_due_on == NEVER:
            return Freshness.NEVER
        today = timezone.localdate()
        if self.contact_due_on < today:
            return Freshness.OVERDUE
        return Freshness.DUE if self.contact_due_on <= today + SOON else Freshness.FRESH

    @property
    def freshness_text(self) -> str:
        """The same in words: "Overdue by 40 days"."""
        days = abs((self.contact_due_on - timezone.localdate()).days)
        many = counted(days, "day")
        return {
            Freshness.NEVER: "Never contacted",
            Freshness.OVERDUE: f"Overdue by {many}",
            Freshness.DUE: f"Due in {many}" if days else "Due today",
            Freshness.FRESH: "In touch",
        }[self.freshness]

    @property
    def merge_end(self) -> "Organization":
        """The record that this one is part of by now; itself when it was not merged."""
        end = self
        while end.merged_into:
            end = end.merged_into
        return end

    @property
    def is_archived(self) -> bool:
        """Whether it has left the lists."""
        return self.archived_at is not None

    @classmethod
    @action
    def add(cls, *, center: Center, by: User | None, **values: Any) -> "Organization":
        """Put an organization into the center's directory."""
        organization: Organization = cls.objects.create(center=center, **values)
        record("organization.added", organization, by=by)
        return organization

    def change(self, **values: Any) -> None:
        """Set these fields and save them with the columns worked out from them."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, *self.DERIVED, *ORDER_COLUMNS, "updated_at"])

    @action
    def correct(self, *, by: User, **values: Any) -> None:
        """Change what is known about the organization; the audit log names the fields."""
        self.lock()
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        if changed:
            self.change(**values)
            record("organization.changed", self, by=by, fields=changed)

    @action
    def confirm(self, *, by: User) -> None:
        """Say that the record is right as of today."""
        self.change(last_confirmed_on=timezone.localdate())
        record("organization.confirmed", self, by=by)

    @action
    def log(
        self,
        kind: str,
        *,
        by: User | None,
        text: str = "",
        happened_on: datetime.date | None = None,
        contact: "Contact | None" = None,
        form_key: str = "",
    ) -> "Interaction":
        """Write down a call, mail, meeting or note; the same form twice writes it once.

        A contact moves the last contact forward, never back, and takes the stage as far as it
        proves: to contacted, or to met when they met in person.
        """
        self.lock()
        if first := self._logged_before(kind, form_key):
            return first
        day = happened_on or timezone.localdate()
        if day > timezone.localdate() + datetime.timedelta(days=1):
            raise Refused("Choose a day that has already come; plan later ones as a next step.")
        interaction: Interaction = self.interactions.create(
            kind=kind, text=text, happened_on=day, contact=contact, by=by, form_key=form_key[:36]
        )
        self.note_contact(InteractionKind(kind), day)
        record("organization.logged", self, by=by, interaction=interaction.pk, kind=str(kind))
        return interaction

    def _logged_before(self, kind: str, form_key: str) -> "Interaction | None":
        logged = self.interactions.filter(kind=kind, form_key=form_key[:36])
        first: Interaction | None = logged.first() if form_key else None
        return first

    def note_contact(self, kind: InteractionKind, day: datetime.date) -> None:
        """Move the last contact and the stage as far as an interaction proves."""
        if not kind.is_contact:
            return
        stage = self.stage
        if kind.is_in_person and stage in {Stage.IDENTIFIED, Stage.CONTACTED, Stage.DORMANT}:
            stage = Stage.MET
        elif stage == Stage.IDENTIFIED:
            stage = Stage.CONTACTED
        self.change(last_contact_on=max(day, self.last_contact_on or day), stage=stage)

    @action
    def archive(self, *, by: User) -> None:
        """Take the organization out of the lists; its history stays and it can come back."""
        self.lock()
        if not self.is_archived:
            self.change(archived_at=timezone.now())
            record("organization.archived", self, by=by)

    @action
    def restore(self, *, by: User) -> None:
        """Bring an archived organization back."""
        self.lock()
        if self.merged_into_id:
            raise Refused("This record was merged into another one. Undo the merge instead.")
        if self.is_archived:
            self.change(archived_at=None)
            record("organization.restored", self, by=by)


ORDER_COLUMNS = ("contact_due_on", "next_step_order")

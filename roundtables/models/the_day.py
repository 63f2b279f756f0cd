"""What happens on the day: who came, what was said, what was promised."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.models import ActionItem, EngagementGuest, Gap, Sector
from roundtables.enums import Attribution
from roundtables.models.agenda_items import AgendaItem
from roundtables.models.base import (
    OfRoundtable,
    RoundtablePrivateQuerySet,
    RoundtableScopedQuerySet,
)
from roundtables.models.invitations import Invitation
from roundtables.models.roundtables import Roundtable


class CheckIn(OfRoundtable, BaseModel):
    """Somebody arrived: an invitee, or a walk-in with name, organization and sector."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="check_ins")
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="check_in"
    )
    name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=200, blank=True)
    sector = models.ForeignKey(Sector, null=True, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Made by the page that noted it, so that a list kept without network can be sent twice.
    key = models.UUIDField(null=True, blank=True)

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-arrived_at"]
        verbose_name = "check-in"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["roundtable", "key"], name="one_check_in_per_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @action
    def undo(self, *, by: User) -> None:
        """Take it back: the person has not arrived."""
        self.roundtable.require_open_record()
        record("check_in.undone", self.roundtable, by=by, invitation=self.invitation_id)
        self.delete()


class WrittenOnTheDay(RoundtableScopedQuerySet):
    """Rows that the center and the roundtable's facilitator write."""

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """The center's editors, and facilitators let into the engagement until a date."""
        if not user.is_authenticated:
            return self.none()
        led = EngagementGuest.objects.facilitated_by(user).values("engagement")
        return self.filter(
            models.Q(roundtable__engagement__center__in=user.editable_center_ids)
            | models.Q(roundtable__engagement__in=led)
        )


class Note(OfRoundtable, BaseModel):
    """What was said on an agenda item. Without attribution no name is stored, ever."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="notes")
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    text = models.TextField(max_length=2000)
    attribution = models.CharField(max_length=10, choices=Attribution, default=Attribution.NONE)
    speaker = models.CharField(max_length=120, blank=True)
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_parked = models.BooleanField("for the parking lot", default=False)

    objects = WrittenOnTheDay.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["agenda_item__position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(attribution=Attribution.ATTRIBUTED) | models.Q(speaker=""),
                name="no_name_without_attribution",
            ),
            models.CheckConstraint(
                condition=~models.Q(attribution=Attribution.NONE) | models.Q(sector__isnull=True),
                name="no_sector_when_not_attributed",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @staticmethod
    def attributed(values: dict[str, Any]) -> dict[str, Any]:
        """The values of a note with only as much of the speaker as its attribution keeps."""
        kept = dict(values)
        attribution = kept.get("attribution", Attribution.NONE)
        if attribution != Attribution.ATTRIBUTED:
            kept["speaker"] = ""
        if attribution == Attribution.NONE:
            kept["sector"] = None
        if attribution == Attribution.ATTRIBUTED and not kept.get("speaker"):
            raise Refused("Enter who said it, or choose another attribution.")
        if attribution == Attribution.SECTOR and not kept.get("sector"):
            raise Refused("Choose the sector that said it, or choose another attribution.")
        return kept

    @action
    def revise(self, *, by: User, **values: Any) -> None:
        """Change what the note says; a name that is no longer attributed is forgotten."""
        self.roundtable.require_open_record()
        self.change(**self.attributed(values))
        record("note.revised", self, by=by)

    @action
    def remove(self, *, by: User) -> None:
        """Delete the note."""
        self.roundtable.require_open_record()
        record("note.removed", self, by=by)
        self.delete()


class Commitment(OfRoundtable, BaseModel):
    """What somebody promised at the table; it becomes an action item afterwards."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="commitments")
    text = models.TextField("what is promised", max_length=1000)
    who = models.CharField("who promises it", max_length=120)
    organization_name = models.CharField("organization", max_length=200, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    due_on = models.DateField("by when", null=True, blank=True)
    gap = models.ForeignKey(Gap, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    action_item = models.OneToOneField(
        ActionItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="commitment"
    )

    objects = WrittenOnTheDay.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text

    @action
    def revise(self, *, by: User, **values: Any) -> None:
        """Change the promise; refused once it has become an action item."""
        self._require_promise()
        self.change(**values)
        record("commitment.revised", self, by=by)

    @action
    def remove(self, *, by: User) -> None:
        """Delete the promise; refused once it has become an action item."""
        self._require_promise()
        record("commitment.removed", self, by=by)
        self.delete()

    @action
    def turn_into_action_item(self, *, by: User) -> ActionItem:
        """Make the action item; an owner whose address is known gets a link. Twice is once."""
        self.lock()
        if self.action_item is None:
            item = ActionItem.objects.create(
                engagement=self.roundtable.engagement,
                gap=self.gap,
                text=self.text,
                owner_name=self.who,
                owner_organization=self.organization_name[:160],
                owner_email=self.email,
                due_on=self.due_on,
            )
            self.change(action_item=item)
            record("commitment.became_action_item", self, by=by, action_item=item.pk)
            if item.owner_email:
                item.send_link(by=by)
        return self.action_item  # type: ignore[return-value]  # it is there now

    def _require_promise(self) -> None:
        self.roundtable.require_open_record()
        if self.lock().action_item_id is not None:
            raise Refused("This commitment is an action item already. Change it there.")

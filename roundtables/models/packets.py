"""The papers of a roundtable: packet, feedback, after-action report."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel, StatefulModel
from bcp.documents.models import Document, DocumentState
from engagements.models import EngagementGuest, Publication
from roundtables.enums import PacketState, ReportState
from roundtables.models.base import OfRoundtable, RoundtableScopedQuerySet
from roundtables.models.roundtables import Roundtable


class PacketPublication(OfRoundtable, BaseModel):
    """A publication chosen for the packet."""

    roundtable = models.ForeignKey(
        Roundtable, on_delete=models.CASCADE, related_name="packet_publications"
    )
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")

    objects = RoundtableScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "publication"], name="a_publication_once_per_packet"
            ),
        ]

    def __str__(self) -> str:
        return str(self.publication)


class PacketQuerySet(RoundtableScopedQuerySet):
    """Packets."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """As other rows of a roundtable; guests see what is printed, and of them only facilitators
        see the facilitator's edition.
        """
        rows = super().visible_to(user)
        if not user.is_authenticated or user.sees_all_centers:
            return rows
        facilitated = EngagementGuest.objects.facilitated_by(user)
        return rows.filter(
            models.Q(roundtable__engagement__center__in=user.center_ids)
            | models.Q(document__state=DocumentState.READY)
            & (
                models.Q(edition="participant")
                | models.Q(roundtable__engagement__in=facilitated.values("engagement"))
            )
        )


class Packet(OfRoundtable, StatefulModel):
    """One version of the packet of a roundtable.

    States:
        draft     rendered for the center's own people
        signed    the privacy officer has signed off this version
        released  participants can open it from their RSVP page
    """

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="packets")
    version = models.PositiveIntegerField()
    edition = models.CharField(max_length=20, default="participant")
    state = models.CharField(max_length=10, choices=PacketState, default=PacketState.DRAFT)
    document = models.OneToOneField(
        Document, null=True, on_delete=models.SET_NULL, related_name="packet"
    )
    content = models.JSONField(default=dict)  # what it was made from; the source of "what changed"
    content_hash = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(default=list)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PacketQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "edition", "version"], name="one_packet_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"Packet of {self.roundtable}, version {self.version}"

    @property
    def is_printed(self) -> bool:
        """Whether the PDF is there."""
        return self.document is not None and self.document.state == DocumentState.READY

    @action
    def sign_off(self, *, by: User) -> None:
        """The privacy officer answers for this version, the newest of its edition; later changes
        need a new version.
        """
        self.require(PacketState.DRAFT)
        require_privacy_officer(by, self)
        self._require_newest()
        if not self.is_printed:
            raise Refused("The PDF is not ready yet. Read it before you sign it off.")
        self.change(state=PacketState.SIGNED, signed_by=by, signed_at=timezone.now())
        record("packet.signed", self, by=by, version=self.version)

    @action
    def release(self, *, by: User) -> None:
        """Let everyone who said yes open it from their RSVP page. An earlier release gives way."""
        self.require(PacketState.SIGNED)
        self._require_newest()
        self.change(state=PacketState.RELEASED, released_at=timezone.now())
        record("packet.released", self, by=by, version=self.version)

    def _require_newest(self) -> None:
        """Wait for whoever makes a version right now; refuse what a newer one has replaced."""
        self.roundtable.lock()
        newer = self.roundtable.packets.filter(edition=self.edition, version__gt=self.version)
        if latest := newer.first():
            raise Refused(
                f"Version {latest.version} has taken the place of version {self.version}."
                f" Sign off and release version {latest.version}."
            )


class Feedback(OfRoundtable, BaseModel):
    """One participant's feedback, stored without identity and never shown broken down under 5."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="feedback")
    ratings = models.JSONField(default=dict)  # question code -> 1..5
    comment = models.TextField(max_length=500, blank=True)

    objects = RoundtableScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"Feedback {self.pk}"


class AfterActionReport(OfRoundtable, StatefulModel):
    """The report after a roundtable.

    States:
        draft   being written
        signed  the privacy officer has signed it off
        final   it went out; closed
    """

    refusals: ClassVar[dict[str, str]] = {
        ReportState.FINAL: "This report is final. It cannot be changed any more.",
    }

    roundtable = models.OneToOneField(
        Roundtable, on_delete=models.CASCADE, related_name="after_action_report"
    )
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    summary = models.TextField(max_length=6000, blank=True)
    what_worked = models.TextField(max_length=4000, blank=True)
    what_to_change = models.TextField(max_length=4000, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundtableScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"After-action report of {self.roundtable}"

    @property
    def is_printed(self) -> bool:
        """Whether the PDF of the present text is there."""
        return self.document is not None and self.document.state == DocumentState.READY

    @action
    def sign_off(self, *, by: User) -> None:
        """The privacy officer answers for the report as it is printed."""
        self.require(ReportState.DRAFT)
        require_privacy_officer(by, self)
        if not self.is_printed:
            raise Refused("Print the report and read it before you sign it off.")
        self.change(state=ReportState.SIGNED, signed_by=by, signed_at=timezone.now())
        record("report.signed", self, by=by)

    @action
    def finalize(self, *, by: User) -> None:
        """Close the report: the signed text is what counts from now on."""
        self.require(ReportState.SIGNED)
        self.change(state=ReportState.FINAL)
        record("report.finalized", self, by=by)


def require_privacy_officer(user: User, row: Packet | AfterActionReport) -> None:
    """Refuse anyone but the privacy officer of the row's center."""
    if not user.is_privacy_officer_of(row.center):
        raise Refused("Only the privacy officer of the center signs this off.")

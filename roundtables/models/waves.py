"""Waves: whom to ask first, whom later, and what opens the next one."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from bcp.core.wording import counted
from roundtables.enums import InvitationState, WaveRule
from roundtables.models.base import OfRoundtable, RoundtablePrivateQuerySet
from roundtables.models.roundtables import Roundtable


class Wave(OfRoundtable, BaseModel):
    """One round of invitations to a roundtable, opened by hand, on a day or after declines."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    rule = models.CharField("what opens it", max_length=10, choices=WaveRule, default=WaveRule.HAND)
    opens_on = models.DateField("day", null=True, blank=True)
    opens_after_declines = models.PositiveSmallIntegerField("number of No", null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    held_because = models.CharField(max_length=300, blank=True)  # why the rule could not open it

    class QuerySet(RoundtablePrivateQuerySet):
        """Waves."""

        def due_by_rule(self) -> "Wave.QuerySet":
            """Waves that are not open and do not wait for a hand."""
            return self.filter(opened_at=None).exclude(rule=WaveRule.HAND)

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["roundtable", "number"], name="one_wave_per_number"),
        ]

    def __str__(self) -> str:
        return f"Wave {self.number}"

    @action
    def set_rule(
        self, rule: str, *, by: User, opens_on: object = None, after_declines: int | None = None
    ) -> None:
        """Say what opens this wave. An open wave cannot be changed."""
        self.lock()
        if self.opened_at:
            raise Refused(f"{self} is open already; its invitations have been sent.")
        self.change(
            rule=rule,
            opens_on=opens_on if rule == WaveRule.DATE else None,
            opens_after_declines=after_declines if rule == WaveRule.DECLINES else None,
            held_because="",
        )
        record("wave.rule_set", self, by=by, rule=rule)

    @property
    def planned(self) -> models.QuerySet["models.Model"]:
        """The people of this wave to whom nothing has gone out yet."""
        return self.roundtable.invitations.filter(wave=self.number, state=InvitationState.PLANNED)


class Sending(OfRoundtable, BaseModel):
    """One act of sending: which mail, to how many, under a key that can be used only once."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="sendings")
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    wave = models.PositiveSmallIntegerField(null=True, blank=True)
    recipients = models.PositiveIntegerField()
    recipients_hash = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{counted(self.recipients, 'mail')}: {self.kind}"

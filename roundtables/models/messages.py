"""What a center writes to its invitees: texts with merge fields, and the privacy notice."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from roundtables.enums import Language, MessageKind
from roundtables.models.base import OfRoundtable, RoundtablePrivateQuerySet
from roundtables.models.roundtables import Roundtable


class InvitationMessage(OfRoundtable, BaseModel):
    """The text of an invitation or reminder in one language, with merge fields and approval."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=20, choices=MessageKind, default=MessageKind.INVITATION)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=8000)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "kind", "language"], name="one_text_per_kind_and_language"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @action
    def rewrite(self, subject: str, body: str, *, by: User) -> None:
        """Change the text. A changed text must be approved anew; the same text changes nothing."""
        if self.pk and (subject, body) == (self.subject, self.body):
            return
        self.subject, self.body = subject, body
        self.approved_at, self.approved_by = None, None
        self.save()
        record("message.rewritten", self, by=by, kind=self.kind, language=self.language)

    @action
    def approve(self, *, by: User) -> None:
        """The director agrees to this text; twice changes nothing."""
        if not by.is_director_of(self.center):
            raise Refused("The director of the center approves the message.")
        if not self.pk:
            self.save()  # the product's own words, which nobody has changed
        self.lock()
        if self.approved_at:
            return
        self.change(approved_at=timezone.now(), approved_by=by)
        record("message.approved", self, by=by, kind=self.kind, language=self.language)


@dataclass(frozen=True)
class ReadNotice:
    """A privacy notice as somebody reads it."""

    version: int
    text: str
    language: str


class Notice(OfRoundtable, BaseModel):
    """A privacy notice as the privacy officer signed it. Kept: answers name its version."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="notices")
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=6000)
    text_es = models.TextField("the same in Spanish", max_length=6000, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "version"], name="one_notice_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"Privacy notice, version {self.version}"

    def read_in(self, language: str) -> ReadNotice:
        """What a reader of this language sees: English where the notice has no text in Spanish."""
        if language == Language.SPANISH and self.text_es:
            return ReadNotice(self.version, self.text_es, Language.SPANISH)
        return ReadNotice(self.version, self.text, Language.ENGLISH)

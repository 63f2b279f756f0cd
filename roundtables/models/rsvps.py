"""Personal links and the answers that came through them, by phone or by rule."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.core.models import BaseModel
from roundtables.composing import LINKS_LIVE
from roundtables.enums import AnswerSource, Rsvp
from roundtables.models.base import RoundtablePrivateQuerySet
from roundtables.models.invitations import Invitation

TOKEN_BYTES = 32  # 256 bits: guessing is hopeless, so a plain hash is enough


def new_token() -> str:
    """A secret for one personal link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def expiry(ends_at: datetime | None) -> datetime:
    """When links to a roundtable that ends then stop working."""
    return (ends_at or timezone.now()) + LINKS_LIVE


class RsvpLinkQuerySet(RoundtablePrivateQuerySet):
    """Personal links."""

    center_path = "invitation__roundtable__engagement__center"

    def live(self) -> Self:
        """Links that open an invitation now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def issue(self, invitation: Invitation) -> str:
        """Give an invitation one more link; return its token, which is kept nowhere."""
        token = new_token()
        self.create(
            invitation=invitation,
            token_hash=hash_of(token),
            expires_at=expiry(invitation.roundtable.ends_at),
        )
        return token

    def issue_all(self, invitations: Iterable[Invitation]) -> dict[int, str]:
        """Give each invitation one more link, all at once; return their tokens by invitation."""
        tokens = {invitation: new_token() for invitation in invitations}
        now = timezone.now()
        links = [
            RsvpLink(
                invitation=invitation,
                token_hash=hash_of(token),
                expires_at=expiry(invitation.roundtable.ends_at),
                created_at=now,
            )
            for invitation, token in tokens.items()
        ]
        RsvpLink.objects.bulk_create(links, batch_size=1000)
        return {invitation.pk: token for invitation, token in tokens.items()}

    def revoke(self, because: str) -> int:
        """Stop these links at once; return how many were live."""
        return self.live().update(revoked_at=timezone.now(), revoked_because=because)


class RsvpLink(BaseModel):
    """A personal link to an invitation; only the SHA-256 of its token is kept.

    Several may be live at once: sending an invitation again adds one and leaves the old ones.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=120, blank=True)

    objects = RsvpLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link {self.pk} of invitation {self.invitation_id}"

    @property
    def center(self) -> Center:
        """The center that invites."""
        return self.invitation.center


class RsvpAnswer(BaseModel):
    """One answer in the history of an invitation; the last one counts."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="answers")
    rsvp = models.CharField(max_length=12, choices=Rsvp)
    source = models.CharField(max_length=10, choices=AnswerSource)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", db_index=False,
    )  # fmt: skip
    note = models.CharField(max_length=300, blank=True)
    is_possibly_automatic = models.BooleanField(default=False)
    told_at = models.DateTimeField("confirmed by mail", null=True, blank=True)

    class QuerySet(RoundtablePrivateQuerySet):
        """Answers."""

        center_path = "invitation__roundtable__engagement__center"

        def untold(self) -> Self:
            """Answers whose confirmation is still to be sent, oldest first."""
            return self.filter(told_at=None).order_by("pk")

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="answers_untold"),
        ]

    def __str__(self) -> str:
        return self.get_rsvp_display()

    @property
    def center(self) -> Center:
        """The center that invites."""
        return self.invitation.center

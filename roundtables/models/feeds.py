"""A calendar of a center's roundtables to which calendar programs subscribe."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from roundtables.models.rsvps import hash_of, new_token


class CalendarFeedQuerySet(TenantQuerySet):
    """Addresses of calendars."""

    @action
    def renew(self, center: Center, *, by: User) -> str:
        """Make a new address for a center's calendar and return its token; the old one stops."""
        token = new_token()
        feed, _ = self.update_or_create(
            center=center, defaults={"token_hash": hash_of(token), "made_by": by}
        )
        record("calendar_feed.renewed", feed, by=by)
        return token


class CalendarFeed(BaseModel):
    """The secret address of a center's calendar; only the SHA-256 of its token is kept."""

    center = models.OneToOneField(Center, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"Calendar of {self.center}"

"""Which mails: about something, waiting, needing a person, the newest of each."""

from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from bcp.accounts.models import TenantQuerySet, User
from bcp.mail.enums import ATTENTION_STATES


class OutgoingMailQuerySet(TenantQuerySet):
    """Mails of the ledger."""

    def about(self, about: str | Iterable[str]) -> Self:
        """The mails of these rows, by the text keys of their callers, such as "invitation:12"."""
        return self.filter(about__in=[about] if isinstance(about, str) else list(about))

    def waiting(self) -> Self:
        """Mails that a worker has in hand or will take up by itself."""
        return self.filter(is_open=True)

    def needing_attention(self) -> Self:
        """Mails that go no further without a person."""
        return self.filter(state__in=ATTENTION_STATES)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Mails of centers whose rows the person may change; coordinators: the program's own."""
        own = super().editable_by(user)
        is_coordinator = user.is_authenticated and user.is_coordinator
        return own | self.filter(center=None) if is_coordinator else own

    def latest_per_about(self) -> Self:
        """For each row only its newest mail (of those selected so far)."""
        newest = self.order_by().values("about").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"))

    def counts(self) -> dict[str, int]:
        """State -> number of mails; states without mails are left out."""
        rows = self.order_by().values_list("state").annotate(number=models.Count("pk"))
        return dict(rows)

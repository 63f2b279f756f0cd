"""The words with which a center first writes to organizations."""

from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from engagements.models import Engagement
from stakeholders.enums import MessageState


class OutreachMessage(StatefulModel):
    """The words with which a center first writes to organizations for an engagement.

    States:
        draft      being written, or sent back with a reason
        submitted  waits for the director
        approved   may be used
    """

    engagement = models.OneToOneField(
        Engagement, on_delete=models.CASCADE, related_name="outreach_message"
    )
    subject = models.CharField(max_length=160)
    body = models.TextField(max_length=5000)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.DRAFT)
    reason = models.CharField("why it was sent back", max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Outreach messages."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    @property
    def center(self) -> Center:
        """The center that writes."""
        return self.engagement.center

    @property
    def mailto_query(self) -> str:
        """The approved words as the query of a mailto: address; empty until they are approved."""
        if self.state != MessageState.APPROVED:
            return ""
        return f"?subject={quote(self.subject)}&body={quote(self.body)}"

    @classmethod
    @action
    def write(
        cls, engagement: Engagement, *, by: User, subject: str, body: str
    ) -> "OutreachMessage":
        """Write or rewrite the words; an approval counts for the words it was given to."""
        message, _ = cls.objects.update_or_create(
            engagement=engagement,
            defaults={
                "subject": subject,
                "body": body,
                "state": MessageState.DRAFT,
                "written_by": by,
                "approved_by": None,
                "approved_at": None,
                "reason": "",
            },
        )
        record("outreach_message.written", message, by=by)
        return message

    @action
    def submit(self, *, by: User) -> None:
        """Hand the words to the director."""
        self.require(MessageState.DRAFT)
        self.change(state=MessageState.SUBMITTED, reason="")
        record("outreach_message.submitted", self, by=by)

    @action
    def approve(self, *, by: User) -> None:
        """The director says that these words may go out."""
        self._require_director(by)
        self.require(MessageState.SUBMITTED)
        self.change(state=MessageState.APPROVED, approved_by=by, approved_at=timezone.now())
        record("outreach_message.approved", self, by=by)

    @action
    def send_back(self, reason: str, *, by: User) -> None:
        """The director wants other words, and says why."""
        self._require_director(by)
        self.require(MessageState.SUBMITTED)
        self.change(state=MessageState.DRAFT, reason=reason)
        record("outreach_message.sent_back", self, by=by)

    def _require_director(self, user: User) -> None:
        if not user.is_director_of(self.center):
            raise Refused("Only the center's director approves outreach messages.")

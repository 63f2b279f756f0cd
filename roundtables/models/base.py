"""What rows below a roundtable have in common."""

from bcp.accounts.models import Center, TenantQuerySet
from engagements.models import EngagementScopedQuerySet


class RoundtableScopedQuerySet(EngagementScopedQuerySet):
    """Rows of a roundtable that guests of its engagement may see."""

    center_path = "roundtable__engagement__center"
    engagement_path = "roundtable__engagement"


class RoundtablePrivateQuerySet(TenantQuerySet):
    """Rows of a roundtable with personal data: only the center's own people and coordinators."""

    center_path = "roundtable__engagement__center"


class OfRoundtable:
    """Mixin: a row of a roundtable belongs to the roundtable's center."""

    @property
    def center(self) -> Center:
        """The center that holds the roundtable."""
        return self.roundtable.engagement.center  # type: ignore[attr-defined,no-any-return]  # each subclass has the key

    @property
    def center_id(self) -> int:
        """Its id, without reading the center."""
        return self.roundtable.engagement.center_id  # type: ignore[attr-defined,no-any-return]  # each subclass has the key

"""The people a demonstration can be looked at as."""

from dataclasses import dataclass

from django.conf import settings

from bcp.accounts.models import User
from bcp.core.actions import Refused


@dataclass(frozen=True)
class DemonstrationAccount:
    """One of the demonstration's people, with what they do."""

    email: str
    part: str


def demonstration_accounts() -> list[DemonstrationAccount]:
    """The people to choose from; none on a real site."""
    if not settings.DEMONSTRATION:
        return []
    known = getattr(settings, "DEMONSTRATION_ACCOUNTS", ())
    return [DemonstrationAccount(email, part) for email, part in known]


def demonstration_user(email: str) -> User:
    """The person behind an address of the list; refuses every other address."""
    if email not in {account.email for account in demonstration_accounts()}:
        raise Refused("Choose one of the demonstration's people.")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Refused(
            "The demonstration data has not been loaded yet: ./run loads it when it starts."
        )
    return user

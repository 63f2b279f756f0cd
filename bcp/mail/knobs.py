"""The settings of mail, with their types."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Knobs:
    """`settings.MAIL`; durations in seconds. bcp/settings/relay.py says where each comes from."""

    TRANSPORT: str
    HOST: str
    PORT: int
    USER: str
    PASSWORD: str
    STARTTLS: bool
    CA_FILE: str
    FROM_DOMAIN: str
    ALLOWED_DOMAINS: list[str]
    PACE_PER_MINUTE: int
    DAILY_CAP_PER_CENTER: int
    LEASE_SECONDS: float
    DATA_LEASE_SECONDS: float
    SWEEP_SECONDS: float
    BACKOFF_FACTOR: float
    CONNECT_TIMEOUT: float
    COMMAND_TIMEOUT: float
    FINAL_DOT_TIMEOUT: float
    BREAKER_SECONDS: float
    UNCONFIRMED_POLICY: str

    @property
    def relay(self) -> str:
        """The name of the mail server's row."""
        return f"{self.HOST}:{self.PORT}"

    @property
    def keeps_on_page(self) -> bool:
        """Whether nothing leaves: mails are shown on a page of the demonstration instead."""
        return self.TRANSPORT == "page"


def knobs() -> Knobs:
    """The settings as they are now."""
    values: dict[str, Any] = settings.MAIL
    return Knobs(**values)

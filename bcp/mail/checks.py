"""Settings of mail that a real site should not have."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from bcp.mail.knobs import knobs

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@register(Tags.security, deploy=True)
def mail_is_encrypted(**_options: Any) -> list[CheckMessage]:
    """Mail leaves this machine only encrypted."""
    if knobs().STARTTLS or knobs().HOST in LOOPBACK:
        return []
    hint = "Set SMTP_STARTTLS=yes, and SMTP_CA_FILE for a certificate of your own authority."
    return [Warning("Mail would leave in clear text.", hint=hint, id="mail.W001")]


@register(Tags.security, deploy=True)
def lease_outlives_the_answer(**_options: Any) -> list[CheckMessage]:
    """A mail server that is slow to answer is waited for, not given up as unconfirmed."""
    values = knobs()
    if values.DATA_LEASE_SECONDS > values.FINAL_DOT_TIMEOUT + values.COMMAND_TIMEOUT:
        return []
    hint = "MAIL_DATA_LEASE_SECONDS must exceed MAIL_FINAL_DOT_TIMEOUT + MAIL_COMMAND_TIMEOUT."
    return [Warning("The lease may end before the answer.", hint=hint, id="mail.W002")]

"""What every page says about mail as a whole."""

from typing import Any

from django.http import HttpRequest

from bcp.accounts.models import User
from bcp.mail import health


def mail_hold(request: HttpRequest) -> dict[str, Any]:
    """`is_mail_held` for base.html: asked only where a page shows it, of people signed in."""
    if not isinstance(getattr(request, "user", None), User):
        return {}
    return {"is_mail_held": health.is_held}

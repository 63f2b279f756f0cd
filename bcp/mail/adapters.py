"""Mails about accounts: they go through the ledger like every other mail."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.adapters import AccountAdapter
from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.mail import outbox

LINK = "{link}"
TRIED_FOR = timedelta(days=1)  # the link itself ends after three


class LedgerAccountAdapter(AccountAdapter):
    """How sign-in behaves here, with its mails in the ledger."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that opens the page for a new password, at the site's own address."""
        person, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[person, secret])
        return f"{settings.SITE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one letter. Its link stands in the sealed values and is wiped after delivery."""
        user: User = context["user"]
        name = template_prefix.rpartition("/")[2]
        with transaction.atomic():
            event = record(f"account.{name}_sent", user, by=None)
            outbox.queue_one(
                None,
                kind=name,
                about=f"user:{user.pk}",
                address=email,
                name=user.name,
                content=letter(template_prefix, context),
                revision=event.pk,
                merge={"link": context.get("password_reset_url", settings.SITE_URL)},
                give_up_at=timezone.now() + TRIED_FOR,
            )


def letter(template_prefix: str, context: dict[str, Any]) -> outbox.Content:
    """The words of a mail from its two templates, NAME_subject.txt and NAME_message.txt."""
    words = {**context, "password_reset_url": LINK, "site_url": settings.SITE_URL}
    text = render_to_string(f"{template_prefix}_message.txt", words).strip()
    subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
    shown = {"subject": subject, "paragraphs": text.split("\n\n"), "link": LINK}
    html = render_to_string("account/email/letter.html", shown)
    return outbox.Content(subject=subject, text=text, html=html)

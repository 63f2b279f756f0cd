"""The mail ledger."""

from importlib import import_module

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The mail ledger: what leaves, and what became of it."""

    name = "bcp.mail"
    label = "mail"

    def ready(self) -> None:
        """Register the checks of its settings."""
        import_module("bcp.mail.checks")

from importlib import import_module

from django.apps import AppConfig

from bcp.mail.subjects import correct_address_at


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """Tell the apps below what roundtables know."""
        import_module("roundtables.panels").register()
        correct_address_at("invitation", "roundtables:invitation_address")

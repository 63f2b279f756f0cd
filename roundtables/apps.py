from importlib import import_module

from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """Tell the apps below what roundtables know."""
        import_module("roundtables.panels").register()

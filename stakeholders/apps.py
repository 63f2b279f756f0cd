from importlib import import_module

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        """Tell the engagements below what the directory knows."""
        import_module("stakeholders.panels").register()

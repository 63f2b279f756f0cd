"""Load the reference data of the project."""

from typing import Any

from django.core.management.base import BaseCommand

from engagements.loading import load_reference


class Command(BaseCommand):
    """Safe to run at every start: nothing happens where nothing changed."""

    help = "Load states, centers, questionnaire, vocabulary and publications."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say so when something was done."""
        if load_reference() and options["verbosity"]:
            self.stdout.write("Reference data loaded.")

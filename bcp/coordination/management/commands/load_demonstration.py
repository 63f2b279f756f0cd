"""Fill a demonstration with a fictional center."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bcp.accounts.models import Center
from bcp.coordination.demonstration import engagements, people, public, roundtables, stakeholders


class Command(BaseCommand):
    """Does nothing when the center of the demonstration is there already."""

    help = "Load a fictional center with everything that happened to it. Never on a real site."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it or nothing."""
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This site is not a demonstration; fictional data does not belong here."
            )
        if Center.objects.filter(slug=people.SLUG).exists():
            return
        self.stdout.write("Loading the demonstration data …")
        with transaction.atomic():
            cast = people.load_cast()
            organizations = stakeholders.load_directory(cast)
            public.load_public_directory()
            history = engagements.load_engagements(cast)
            roundtables.load_roundtables(cast, history, organizations)

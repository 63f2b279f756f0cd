"""Let mail go on after a backup was restored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bcp.mail import epochs
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import Instance, OutgoingMail
from bcp.mail.nudging import nudge


class Command(BaseCommand):
    """Show what is on hold; with --send or --cancel decide about it and let mail go on.

    Workers of machines that are new to this database join within an hour of it.
    """

    help = "After a restored backup: show the held mails, then send or cancel them."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do with the held mails."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--send", action="store_true", help="send the held mails")
        group.add_argument("--cancel", action="store_true", help="cancel the held mails")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, or decide."""
        if options["send"] or options["cancel"]:
            number = epochs.resume(by=None, sends_held=options["send"])
            nudge()
            done = "sent on" if options["send"] else "cancelled"
            self.stdout.write(f"Mail goes out again; {number} held mails are {done}.")
            return
        instance = Instance.objects.order_by("pk").first()
        held_at = instance.held_at if instance else None
        self.stdout.write(f"On hold since {held_at:%Y-%m-%d %H:%M} UTC" if held_at else "Not held.")
        held = OutgoingMail.objects.filter(state=MailState.HELD, problem=Problem.RESTORED)
        self.stdout.write(f"From the backup, perhaps sent since it was made: {held.count()}")
        newer = OutgoingMail.objects.filter(created_at__gte=held_at).count() if held_at else 0
        self.stdout.write(f"Written since then, waiting: {newer}")

"""Bring the site to the state of this code: tables, reference data, files of the pages."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bcp.core.frontend import copy_frontend


class Command(BaseCommand):
    """Runs before every start; each step looks first whether there is anything to do."""

    help = "Migrate, load reference data, copy front-end files; on a demonstration also its data."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """The steps in their order."""
        self.copy_files()
        self.migrate()
        self.load("load_reference")
        if settings.DEMONSTRATION:
            self.load("load_demonstration")

    def copy_files(self) -> None:
        """Copy front-end files; collect all static files where they get hashed names."""
        copy_frontend()
        if settings.WHITENOISE_USE_FINDERS:
            return
        stamp: Path = settings.STATIC_ROOT / "stamp.txt"
        state = state_of_static_files()
        if not stamp.exists() or stamp.read_text() != state:
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(state)

    def migrate(self) -> None:
        """Apply what is not yet applied."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)

    def load(self, command: str) -> None:
        """Run a loader, which itself knows what is there already."""
        if command in get_commands():
            call_command(command)


def state_of_static_files() -> str:
    """A digest that changes when any static file of the project or its packages does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()

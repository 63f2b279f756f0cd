"""Workers say that they live, on the database's clock."""

import os
import socket
import threading
from datetime import timedelta

from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone

from bcp.mail.models import MailWorker

FORGOTTEN_AFTER = timedelta(days=1)
SILENT_AFTER = timedelta(minutes=5)
SKEW_SECONDS = 2.0


def worker_name() -> str:
    """The name of this process and thread among all workers."""
    thread = threading.current_thread()
    part = "" if thread is threading.main_thread() else f":{thread.name}"
    return f"{socket.gethostname()}:{os.getpid()}{part}"[:200]


def beat(name: str) -> None:
    """Say "I live", and how far our clock is ahead of the database's."""
    updated = MailWorker.objects.filter(name=name).update(seen_at=Now())
    if not updated:
        MailWorker.objects.get_or_create(name=name, defaults={"seen_at": Now()})
        MailWorker.objects.filter(seen_at__lt=Now() - Value(FORGOTTEN_AFTER)).delete()
    row = MailWorker.objects.filter(name=name).values_list("seen_at", flat=True).get()
    skew = (timezone.now() - row).total_seconds()
    MailWorker.objects.filter(name=name).update(clock_skew=round(skew, 3))


def gone(name: str) -> None:
    """Say goodbye."""
    MailWorker.objects.filter(name=name).delete()

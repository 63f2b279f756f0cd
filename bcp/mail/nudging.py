"""A nudge to the workers after a commit. It may be lost: the workers look by themselves.

It goes through a thread of its own, so that a broker that hangs never holds a page. At most one
thread runs; while it waits for a broker that does not answer, further nudges are dropped.
"""

import logging
import threading

from celery import current_app
from django.conf import settings
from kombu import Connection

from bcp.mail.failpoints import is_off

logger = logging.getLogger(__name__)

SECONDS = 0.5  # for each step of talking to the broker
EXPIRES = 60  # seconds; later than that the workers have found the rows long ago
TASK = "bcp.mail.tasks.deliver_waiting"


class Nudges:
    """The nudges of this process."""

    def __init__(self) -> None:
        self.failures = 0
        self._thread: threading.Thread | None = None

    def give(self) -> None:
        """Tell a worker that there is something to do; returns at once and never fails."""
        if is_off("nudge"):
            current_app.send_task(TASK, expires=EXPIRES, ignore_result=True)
        elif self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._publish, name="mail nudge", daemon=True)
            self._thread.start()

    def _publish(self) -> None:
        try:
            publish()
        except Exception as error:  # whatever the broker does, the rows are safe
            self.failures += 1
            logger.warning("nudge %s failed: %s", self.failures, type(error).__name__)


def publish() -> None:
    """Put one nudge onto the queue, with timeouts that are short; raises what the broker raises."""
    options = dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    if settings.CELERY_BROKER_URL.startswith("redis"):
        options.update(socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    with Connection(
        settings.CELERY_BROKER_URL, connect_timeout=SECONDS, transport_options=options
    ) as connection:
        current_app.send_task(
            TASK, connection=connection, retry=False, expires=EXPIRES, ignore_result=True
        )


NUDGES = Nudges()


def nudge() -> None:
    """Tell a worker that there is something to do; returns at once and never fails."""
    NUDGES.give()

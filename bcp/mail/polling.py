"""The poller in every mail worker: it looks for itself, so that no broker is needed to find mail.

A Celery worker that takes the queue "mail" starts a thread before it connects to the broker; the
broker may be down, hung or empty.
"""

import logging
import threading
from typing import Any

from celery import bootsteps
from celery.signals import task_received
from django.db import close_old_connections, connection

from bcp.mail.delivery import Delivery
from bcp.mail.failpoints import is_off
from bcp.mail.heartbeats import gone
from bcp.mail.knobs import knobs
from bcp.mail.nudging import TASK

logger = logging.getLogger(__name__)

QUEUE = "mail"
STOP_SECONDS = 30
PASS_SECONDS = 60
AFTER_FAILURE_SECONDS = 2


class Poller(threading.Thread):
    """Delivers what is due, every few seconds, until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(name="mail", daemon=True)
        self.stopping = threading.Event()
        self.waking = threading.Event()

    def run(self) -> None:
        """Look, deliver, wait; a failure is logged and looked at again."""
        delivery = Delivery()
        while not self.stopping.is_set():
            self.waking.clear()
            self.waking.wait(self._look(delivery))
        self._end(delivery)

    def wake(self, sender: Any = None, request: Any = None, **_options: Any) -> None:
        """Look at once; a signal of Celery when the worker has received a task."""
        if request is None or request.name == TASK:
            self.waking.set()

    def stop(self) -> None:
        """Finish the mail in hand, give back the others, end."""
        self.stopping.set()
        self.wake()
        self.join(STOP_SECONDS)

    def _look(self, delivery: Delivery) -> float:
        """One pass; returns how many seconds to wait for the next."""
        close_old_connections()
        try:
            delivery.run(seconds=PASS_SECONDS, should_stop=self.stopping.is_set)
        except Exception as error:  # whatever it was, the rows say where each mail stands
            logger.warning("delivery pass failed: %s", type(error).__name__, exc_info=True)
            return min(AFTER_FAILURE_SECONDS, knobs().SWEEP_SECONDS)
        finally:
            close_old_connections()
        return knobs().SWEEP_SECONDS

    def _end(self, delivery: Delivery) -> None:
        try:
            delivery.close()
            gone(delivery.name)
        except Exception as error:
            logger.warning("the poller ended badly: %s", type(error).__name__)
        finally:
            connection.close()


class PollerStep(bootsteps.StartStopStep):
    """Starts the poller in workers of the mail queue, before the broker is spoken to."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.poller: Poller | None = None

    def start(self, worker: Any) -> None:
        """Begin to look."""
        if QUEUE in worker.app.amqp.queues.consume_from and not is_off("poller"):
            self.poller = Poller()
            self.poller.start()
            # The nudge runs in a child; the thread here takes its share of the work.
            task_received.connect(self.poller.wake)

    def stop(self, worker: Any) -> None:
        """Stop claiming, finish what is in hand."""
        if self.poller is not None:
            self.poller.stop()

    def terminate(self, worker: Any) -> None:
        """The same, when the worker is in a hurry."""
        self.stop(worker)

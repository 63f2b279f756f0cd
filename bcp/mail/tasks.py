"""What Celery runs: a nudge makes a worker look at once. Without any nudge the poller looks."""

from celery import current_app, shared_task

from bcp.mail.delivery import Delivery
from bcp.mail.polling import PollerStep

SECONDS = 10  # short, so that a worker that is asked to end does not keep anybody waiting
LIMIT = 1500  # a mail server may take ten minutes for its last answer; then killing would lose it

current_app.steps["worker"].add(PollerStep)


class Kept:
    """The delivery of this process; it keeps its connection from nudge to nudge."""

    delivery: Delivery | None = None


@shared_task(time_limit=LIMIT, soft_time_limit=LIMIT - 60)
def deliver_waiting() -> None:
    """Deliver what is due; may run twice, and at the same time as others."""
    if Kept.delivery is None:
        Kept.delivery = Delivery()
    Kept.delivery.run(seconds=SECONDS)

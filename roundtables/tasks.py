"""What runs by the clock. Every task may run twice, and in two places."""

from celery import shared_task

from roundtables import confirming, forecasts, moving, reminders, retention, rezoning, waves


@shared_task
def confirm_answers() -> int:
    """Queue the confirmations of answers that have none."""
    return confirming.confirm_answers()


@shared_task
def open_due_waves() -> int:
    """Send the invitations of waves whose rule is met."""
    return waves.open_due_waves()


@shared_task
def send_due_reminders() -> int:
    """Send the reminders that are due."""
    return reminders.send_due_reminders()


@shared_task
def release_unconfirmed_seats() -> int:
    """Give back seats of people who did not confirm a new date in time."""
    return moving.release_unconfirmed_seats()


@shared_task
def follow_zones() -> int:
    """Keep the wall times of roundtables ahead when the rules of a zone have changed."""
    return rezoning.follow_zones()


@shared_task
def delete_needs_that_are_due() -> int:
    """Empty access needs whose delete-by day has come."""
    return retention.delete_needs_that_are_due()


@shared_task
def keep_forecasts() -> int:
    """Keep what is expected on certain days before, and what came in the end."""
    return forecasts.keep_forecasts()

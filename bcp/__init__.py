"""Building Community Partnerships. Importing the package makes the Celery application known."""

from bcp.celery import app as celery_app

__all__ = ["celery_app"]

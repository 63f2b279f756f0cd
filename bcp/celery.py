"""The Celery application: workers are nudged by it; the rows in the database are the truth."""

import os

from celery import Celery

from bcp.core import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcp.settings.demonstration")
broker.register()

app = Celery("bcp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""Settings of benchmarks: those of every environment, with the servers that the run names."""

import os

from bcp.settings.base import *  # noqa: F403 - settings are made of settings

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("SMTP_PORT") or 25)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

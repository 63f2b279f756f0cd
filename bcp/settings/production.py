"""A real site: https only, mail leaves through a relay with TLS, nothing of the demonstration."""

import os

from django.core.exceptions import ImproperlyConfigured

from bcp.settings.base import *

if os.environ.get("CHAOS") or os.environ.get("FAILPOINT"):
    raise ImproperlyConfigured(
        "Failpoints are for tests; a production site does not start with them."
    )

SECURE_SSL_REDIRECT = os.environ.get("SSL_REDIRECT", "yes") == "yes"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

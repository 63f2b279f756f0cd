"""Settings of the test suite: quick password hashing, mail that stays in its ledger."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def remove_folder(folder: str, owner: int) -> None:
    """Leave nothing behind; a forked child must not take its parent's folder away."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


# Playwright keeps an event loop running in the process of the tests, which Django would mistake
# for a view that blocks it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if not os.environ.get("DATA_DIR"):
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bcp-test-")
    atexit.register(remove_folder, os.environ["DATA_DIR"], os.getpid())
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker and Path(os.environ["DATA_DIR"]).name.startswith("bcp-test-"):
    # Processes that test side by side would take each other's mail-epoch for a restored backup.
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / worker)

from bcp.settings.base import *
from bcp.settings.base import CACHES, MAIL, REDIS_URL

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL = {**MAIL, "STARTTLS": False}
if REDIS_URL:  # each process of the suite has its own keys
    CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
else:
    CELERY_BROKER_URL = "memory://"
DEMONSTRATION = True
DEMONSTRATION_PASSWORD = "roundtable-demonstration"
DEMONSTRATION_ACCOUNTS: list[tuple[str, str]] = []

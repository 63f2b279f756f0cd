"""What comes from the environment: folders, addresses, secrets, the database.

DATA_DIR      folder for database, media, keys and broker files (default: var/)
DATABASE_URL  postgres://user:password@host:port/name; without it SQLite in DATA_DIR
REDIS_URL     redis://host:port/db; without it a broker made of files in DATA_DIR
SITE_URL      the address people use, for links in mail (default: http://127.0.0.1:PORT)
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
PORT = int(os.environ.get("PORT") or 8000)
SITE_URL = (os.environ.get("SITE_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")


def key_file(name: str) -> str:
    """Return the secret kept in DATA_DIR under this name; make it (0600) on the first start."""
    path = DATA_DIR / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Turn a database address into a Django connection; the empty address means SQLite."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "bcp.sqlite3",
            # IMMEDIATE: without it a read-then-write transaction fails at once when another
            # process writes; with it the second one waits its turn.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    options.setdefault(
        "options",
        f"-c statement_timeout={os.environ.get('STATEMENT_TIMEOUT_MS', '15000')}"
        " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
    )
    options.setdefault("connect_timeout", "3")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
REDIS_URL = os.environ.get("REDIS_URL", "")
SECRET_KEY = os.environ.get("SECRET_KEY") or key_file("django")
MAIL_BODY_KEY = os.environ.get("MAIL_BODY_KEY") or key_file("mail-bodies")

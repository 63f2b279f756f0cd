"""Settings that every environment shares. What differs comes from environment variables.

DATA_DIR      folder for database, media, keys and broker files (default: var/)
DATABASE_URL  postgres://user:password@host:port/name; without it SQLite in DATA_DIR
REDIS_URL     redis://host:port/db; without it a broker made of files in DATA_DIR
SITE_URL      the address people use, for links in mail (default: http://127.0.0.1:PORT)
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

# Generic classes of Django such as ModelAdmin can be written with their model at runtime too.
django_stubs_ext.monkeypatch()

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
DEBUG = False
DEMONSTRATION = False
ENVIRONMENT_NAME = ""
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "bcp.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bcp.audit",
    "bcp.accounts",
    "bcp.mail",
    "bcp.documents",
    "engagements",
    "stakeholders",
    "roundtables",
    "bcp.coordination",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "bcp.core.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bcp.core.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "bcp.urls"
WSGI_APPLICATION = "bcp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bcp.accounts.context.frame",
                "bcp.mail.context.mail_hold",
            ],
        },
    },
]

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "bcp.mail.adapters.LedgerAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}
ACCOUNT_FORMS = {
    "login": "bcp.accounts.forms.LoginForm",
    "reauthenticate": "bcp.accounts.forms.ReauthenticateForm",
    "reset_password": "bcp.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "bcp.accounts.forms.ResetPasswordKeyForm",
    "change_password": "bcp.accounts.forms.ChangePasswordForm",
}
MFA_FORMS = {
    "authenticate": "bcp.accounts.forms.AuthenticateForm",
    "reauthenticate": "bcp.accounts.forms.MfaReauthenticateForm",
    "activate_totp": "bcp.accounts.forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by an administrator
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# What the browser may do. no-referrer would break Django's CSRF check over https.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Language and time: stored in UTC, shown in each engagement's own zone.
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FRONTEND_DIR = DATA_DIR / "frontend"
STATICFILES_DIRS = [BASE_DIR / "static", FRONTEND_DIR]
FRONTEND_DIR.mkdir(exist_ok=True)
STATIC_ROOT.mkdir(exist_ok=True)
# Files straight from their folders; a production site collects them under hashed names instead.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "uswds"
CRISPY_TEMPLATE_PACK = "uswds"

# Celery: a nudge that may be lost. The rows in the database are the truth.
BROKER_DIR = DATA_DIR / "broker"
(BROKER_DIR / "messages").mkdir(parents=True, exist_ok=True)
_visibility = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_URL = REDIS_URL or "files://localhost/"  # bcp.core.broker
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    dict(_visibility)
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
    }
)
# Remote control would add a mailbox per worker, read many times a second.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# In memory: what is due stands in our tables, and a schedule file torn by a kill would stop beat.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_TASK_ROUTES = {
    "bcp.mail.*": {"queue": "mail"},
    "bcp.documents.*": {"queue": "pdf"},
}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "papers": {"task": "bcp.documents.tasks.render_waiting", "schedule": 5.0},
    # Only a fallback: mail workers look by themselves.
    "mail": {
        "task": "bcp.mail.tasks.deliver_waiting",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "imports": {
        "task": "stakeholders.tasks.work_on_imports",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "due days": {"task": "stakeholders.tasks.refresh_due_days", "schedule": 6 * 3600.0},
    "old imports": {"task": "stakeholders.tasks.forget_old_imports", "schedule": 3600.0},
    "confirmations": {"task": "roundtables.tasks.confirm_answers", "schedule": 5.0},
    "waves": {"task": "roundtables.tasks.open_due_waves", "schedule": 60.0},
    "reminders": {"task": "roundtables.tasks.send_due_reminders", "schedule": 60.0},
    "seats": {"task": "roundtables.tasks.release_unconfirmed_seats", "schedule": 300.0},
    "forecasts": {"task": "roundtables.tasks.keep_forecasts", "schedule": 6 * 3600.0},
    "access needs": {"task": "roundtables.tasks.delete_needs_that_are_due", "schedule": 3600.0},
}

# Mail: the relay that bcp.mail speaks to, one recipient per SMTP transaction.
MAIL = {
    "TRANSPORT": os.environ.get("MAIL_TRANSPORT", "smtp"),  # smtp | page (nothing leaves)
    "HOST": os.environ.get("SMTP_HOST", "127.0.0.1"),
    "PORT": int(os.environ.get("SMTP_PORT") or 25),
    "USER": os.environ.get("SMTP_USER", ""),
    "PASSWORD": os.environ.get("SMTP_PASSWORD", ""),
    "STARTTLS": os.environ.get("SMTP_STARTTLS", "yes") == "yes",
    "CA_FILE": os.environ.get("SMTP_CA_FILE", ""),
    "FROM_DOMAIN": os.environ.get("MAIL_FROM_DOMAIN", "bcp.example.org"),
    "ALLOWED_DOMAINS": [d for d in os.environ.get("MAIL_ALLOWED_DOMAINS", "").split(",") if d],
    "PACE_PER_MINUTE": int(os.environ.get("MAIL_PACE_PER_MINUTE") or 0),  # 0: no limit
    "DAILY_CAP_PER_CENTER": int(os.environ.get("MAIL_DAILY_CAP_PER_CENTER") or 5000),
    "LEASE_SECONDS": float(os.environ.get("MAIL_LEASE_SECONDS") or 120),
    "DATA_LEASE_SECONDS": float(os.environ.get("MAIL_DATA_LEASE_SECONDS") or 900),
    "SWEEP_SECONDS": float(os.environ.get("MAIL_SWEEP_SECONDS") or 5),
    "BACKOFF_FACTOR": float(os.environ.get("MAIL_BACKOFF_FACTOR") or 1),
    "CONNECT_TIMEOUT": float(os.environ.get("MAIL_CONNECT_TIMEOUT") or 10),
    "COMMAND_TIMEOUT": float(os.environ.get("MAIL_COMMAND_TIMEOUT") or 60),
    "FINAL_DOT_TIMEOUT": float(os.environ.get("MAIL_FINAL_DOT_TIMEOUT") or 600),
    "BREAKER_SECONDS": float(os.environ.get("MAIL_BREAKER_SECONDS") or 60),
    "UNCONFIRMED_POLICY": os.environ.get("MAIL_UNCONFIRMED_POLICY", "hold"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"no_tokens": {"()": "bcp.core.logs.MaskTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_tokens"],
        },
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"bcp": {"level": os.environ.get("LOG_LEVEL", "INFO")}},
}

"""Celery: a nudge that may be lost. The rows in the database are the truth."""

from bcp.settings.environment import DATA_DIR, REDIS_URL

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
    "zones": {"task": "roundtables.tasks.follow_zones", "schedule": 3600.0},
    "forecasts": {"task": "roundtables.tasks.keep_forecasts", "schedule": 6 * 3600.0},
    "access needs": {"task": "roundtables.tasks.delete_needs_that_are_due", "schedule": 3600.0},
}

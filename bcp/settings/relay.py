"""Mail: the relay that bcp.mail speaks to, one recipient per SMTP transaction."""

import os

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

"""What waits to be sent is encrypted with a key that is not in the database."""

import json
from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

Values = dict[str, dict[str, str]]


def derived_key(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from the site's key for mail bodies."""
    return _derived(str(settings.MAIL_BODY_KEY), purpose)


@cache
def _derived(secret: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"bcp.mail {purpose}".encode())
    return kdf.derive(secret.encode())


@cache
def _box(key: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(key))


def sealed(values: Values) -> str:
    """A person's values, unreadable without the site's key."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return _box(derived_key("bodies")).encrypt(text.encode()).decode()


def opened(text: str) -> Values:
    """The values that were sealed; raises cryptography.fernet.InvalidToken for foreign text."""
    values: Values = json.loads(_box(derived_key("bodies")).decrypt(text.encode()))
    return values

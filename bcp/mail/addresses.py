"""Addresses: checked on the way in, hashed where only "the same again" matters."""

import hmac
import re
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bcp.core.actions import Refused
from bcp.mail.failpoints import is_off
from bcp.mail.knobs import knobs
from bcp.mail.sealing import derived_key

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
MAC_CHARACTERS = 20  # 80 bits, enough for a mark that lives days
RETURN_PATH = re.compile(r"^bounce-(\d{1,18})-([0-9a-f]{20})@", re.I)


def from_domain() -> str:
    """The domain that our mails come from."""
    return knobs().FROM_DOMAIN


def checked(address: str) -> str:
    """The address without spaces around it; Refused when mail cannot be sent to it."""
    address = address.strip()
    refused = Refused(f"“{address[:80]}” is not an e-mail address.")
    if CONTROL.search(address) or not address.partition("@")[0].isascii():
        raise refused
    try:
        validate_email(address)
        return in_ascii(address)
    except (ValidationError, UnicodeError):
        raise refused from None


def in_ascii(address: str) -> str:
    """The address with its domain in the form that mail servers know (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def domain_of(address: str) -> str:
    """The part after the @, in small letters."""
    return address.rpartition("@")[2].lower()


def may_be_written_to(address: str) -> bool:
    """Whether this site may write to the address's domain; a real site may write to all."""
    allowed = knobs().ALLOWED_DOMAINS
    domain = domain_of(address)
    return not allowed or any(
        domain == suffix.lower() or domain.endswith(f".{suffix.lower()}") for suffix in allowed
    )


def address_hash(address: str) -> str:
    """A keyed hash: says whether two addresses are the same, and nothing else."""
    plain = address.strip().lower()
    return hmac.new(derived_key("addresses"), plain.encode(), sha256).hexdigest()


def return_path(mail_id: int) -> str:
    """The envelope sender of a mail; what is returned to it names the mail, and proves it."""
    return f"bounce-{mail_id}-{_mark(mail_id)}@{from_domain()}"


def mail_id_of(return_path: str) -> int | None:
    """The mail that a return path names, or None when it was not made here."""
    match = RETURN_PATH.match(return_path.strip().strip("<>"))
    if match is None:
        return None
    mail_id = int(match[1])
    is_ours = hmac.compare_digest(match[2].lower(), _mark(mail_id)) or is_off("mark")
    return mail_id if is_ours else None


def _mark(mail_id: int) -> str:
    key = derived_key("return paths")
    return hmac.new(key, str(mail_id).encode(), sha256).hexdigest()[:MAC_CHARACTERS]

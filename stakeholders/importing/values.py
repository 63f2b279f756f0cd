"""How single values are written: names in capitals, ZIP codes, phones, addresses."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

KEPT_CAPITALS = frozenset({
    "VA", "US", "USA", "EMS", "VFD", "FD", "PD", "EMA", "OEM", "UC", "UCLA", "USC", "SUNY",
    "MD", "DO", "II", "III", "IV", "VI", "LLC", "LLP", "PC", "PLLC", "NE", "NW", "SE", "SW",
    "PO", "AFB", "FPD", "RFD", "YMCA", "BOMA", "ISD", "HCA", "CHI", "UPMC", "UF", "UT", "UNC",
    "UAB", "LSU", "OSF", "SSM", "RFPD", "DBA",
})  # fmt: skip
SMALL_WORDS = frozenset({
    "of", "and", "the", "for", "at", "in", "on", "de", "la", "del", "los",
})  # fmt: skip
DIGIT = re.compile(r"\d")
NOT_DIGIT = re.compile(r"\D")
WORDS = re.compile(r"([\s/(\-&]+)")
WEB = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]{2,}([/?#]\S*)?$", re.I)


@lru_cache(maxsize=50_000)
def soften(text: str) -> str:
    """Words in capitals as ordinary words: "CITY OF BOAZ FD" is "City of Boaz FD"."""
    if not text.isupper():
        return text
    words = WORDS.split(text)  # words and what stands between them, in turn
    words[::2] = [soft_word(word, place == 0) for place, word in enumerate(words[::2])]
    return "".join(words)


@lru_cache(maxsize=50_000)
def soft_word(word: str, is_first: bool) -> str:
    """One word of a text in capitals; initials, numbers and the like stay."""
    if word.strip(".,") in KEPT_CAPITALS or DIGIT.search(word):
        return word
    if word.lower() in SMALL_WORDS and not is_first:
        return word.lower()
    return word.capitalize()


@lru_cache(maxsize=5_000)
def zip_of(text: str) -> str:
    """A ZIP code as it is written: five digits, or five and four; zeros lost in front come back."""
    digits = NOT_DIGIT.sub("", text)
    if len(digits) in {3, 4}:
        digits = digits.zfill(5)
    elif len(digits) == 8:
        digits = digits.zfill(9)
    if len(digits) == 5 and digits != "00000":
        return digits
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else ""


def phone_of(text: str) -> str:
    """A phone number of seven digits or more, as it is written; "" for anything else."""
    digits = NOT_DIGIT.sub("", text)
    return text if len(digits) >= 7 and digits.strip("0") and len(text) <= 40 else ""


def website_of(text: str) -> str:
    """A web address with its scheme; "" for anything else."""
    address = text if "://" in text else f"http://{text}"
    return address if WEB.match(address) and len(address) <= 300 else ""


def email_of(text: str) -> str:
    """An address to which a mail can be sent, by its form; "" for anything else."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""

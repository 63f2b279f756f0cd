"""How names, places, phones and web addresses are compared. Pure; used by rows and by imports."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

# What people shorten in names of organizations, and what it means there.
LONG_FORMS = {
    "assn": "association",
    "assoc": "association",
    "centre": "center",
    "cntr": "center",
    "ctr": "center",
    "cnty": "county",
    "comm": "community",
    "dept": "department",
    "dist": "district",
    "ft": "fort",
    "gov": "government",
    "govt": "government",
    "hlth": "health",
    "hosp": "hospital",
    "med": "medical",
    "mem": "memorial",
    "mgmt": "management",
    "mt": "mount",
    "natl": "national",
    "prot": "protection",
    "reg": "regional",
    "st": "saint",
    "ste": "sainte",
    "svc": "service",
    "svcs": "service",
    "services": "service",
    "twp": "township",
    "univ": "university",
    "vol": "volunteer",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
INITIALS = {
    "fd": ("fire", "department"),
    "vfd": ("volunteer", "fire", "department"),
    "fpd": ("fire", "protection", "district"),
    "pd": ("police", "department"),
    "so": ("sheriff", "office"),
    "oem": ("emergency", "management"),
    "ema": ("emergency", "management"),
}
# Words that do not tell one organization from another.
EMPTY_WORDS = frozenset(
    {"the", "of", "and", "for", "a", "at", "in", "inc", "llc", "ltd", "corp", "incorporated"}
)
STREET_FORMS = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "road": "rd",
    "drive": "dr",
    "boulevard": "blvd",
    "lane": "ln",
    "court": "ct",
    "place": "pl",
    "highway": "hwy",
    "parkway": "pkwy",
    "route": "rte",
    "rt": "rte",
    "suite": "ste",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
# Many organizations share these hosts, so they say nothing about who it is.
SHARED_HOSTS = (
    "facebook.com",
    "google.com",
    "wixsite.com",
    "wordpress.com",
    "twitter.com",
    "x.com",
)
COUNTY_WORDS = re.compile(
    r" (county|parish|census area|city and borough|borough|municipality|municipio|district)$"
)
CITIES_BY_NAME = frozenset({"carson city", "charles city", "james city"})
NOT_WORD = re.compile(r"[^\w]+|_+")
NOT_DIGIT = re.compile(r"\D")


# Every ASCII character as it is compared: letters small, digits kept, everything else a space.
ASCII = str.maketrans(
    {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
)


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The words of a text in small letters without accents and punctuation, one space between."""
    if "&" in text:
        text = text.replace("&", " and ")
    if text.isascii():
        if "'" in text:
            text = text.replace("'", "")
        return " ".join(text.translate(ASCII).split())
    parts = unicodedata.normalize("NFKD", text.replace("\u2019", "").replace("'", ""))
    plain = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    return NOT_WORD.sub(" ", plain).strip()


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of an organization's name with short forms written out and empty words left out."""
    words: list[str] = []
    for word in folded(name).split():
        if word in INITIALS:
            words.extend(INITIALS[word])
        elif word not in EMPTY_WORDS:
            words.append(LONG_FORMS.get(word, word))
    return tuple(words or folded(name).split())


def search_text(*parts: str) -> str:
    """Everything the search box looks at: the words of name, city and county."""
    return " ".join([words for part in parts if (words := folded(part))])


def match_key(name: str, state: str, city: str) -> str:
    """Two rows with the same key are the same organization unless address and phone both differ."""
    return f"{' '.join(sorted(name_words(name)))}|{state.upper()}|{folded(city)}"[:300]


def phone_digits(phone: str) -> str:
    """The ten digits of a phone number without country code and extension; "" if it has none."""
    digits = NOT_DIGIT.sub("", phone)
    digits = digits[1:] if len(digits) > 10 and digits.startswith("1") else digits
    digits = digits[:10]
    return digits if len(digits) == 10 and len(set(digits)) > 1 else ""


def domain(website: str) -> str:
    """The host of a web address without "www."; "" for hosts that many organizations share."""
    address = website.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")[:120]
    is_shared = any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)
    return "" if is_shared or "." not in host else host


def street_key(address: str) -> str:
    """A street address with the usual short forms, for comparing two of them."""
    return " ".join(STREET_FORMS.get(word, word) for word in folded(address).split())


def zip5(zip_code: str) -> str:
    """The first five digits of a ZIP code, or ""."""
    digits = zip_code.strip()[:5]
    return digits if len(digits) == 5 and digits.isdigit() else ""


def county_key(state: str, county: str) -> str:
    """State and county as one word, "CO|summit", however the county is written; "" without both.

    "La Porte County" and "LaPorte" are the same; so are "Suffolk city" and "Suffolk".
    """
    name = COUNTY_WORDS.sub("", folded(county))
    if name not in CITIES_BY_NAME:
        name = name.removesuffix(" city")
    words = [LONG_FORMS[word] if word in {"st", "ste"} else word for word in name.split()]
    return f"{state.upper()}|{''.join(words)}" if state and words else ""


def person_key(name: str, email: str) -> str:
    """What tells a person from others at one organization; "" without a person."""
    return email.lower() or folded(name)

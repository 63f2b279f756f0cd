"""What columns are called, and what their values look like."""

import re

from stakeholders.keys import folded

# field -> words a heading may consist of. The first field that fits best gets the column.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "organization", "organisation", "organization name", "agency", "agency name",
        "company", "company name", "facility name", "hospital name", "department name",
        "fire dept name", "business name", "legal name", "account name", "stakeholder", "entity",
        "partner", "institution", "org", "org name", "fd name", "station name", "facility",
    ),
    "sector": ("sector", "stakeholder type", "partner type", "category"),
    "subtype": (
        "subtype", "type", "dept type", "department type", "organization type", "facility type",
        "hospital type", "kind",
    ),
    "infrastructure_sector": (
        "critical infrastructure", "critical infrastructure sector", "ci sector", "cikr sector",
        "infrastructure sector", "ci tag",
    ),
    "level": (
        "level", "level of government", "jurisdiction", "jurisdiction type", "government level",
    ),
    "stage": ("stage", "relationship", "relationship stage", "partner stage", "partner status"),
    "address": (
        "address", "street address", "street", "addr", "addr1", "address 1", "address1",
        "address line 1", "hq addr1", "mailing address", "location address", "physical address",
    ),
    "address_2": ("addr2", "address 2", "address2", "address line 2", "hq addr2", "suite", "unit"),
    "city": ("city", "town", "city town", "municipality", "hq city", "locality", "mailing city"),
    "county": ("county", "parish", "county name", "county parish", "borough"),
    "state": (
        "state", "st", "province", "state code", "hq state", "mailing state", "state abbreviation",
    ),
    "zip_code": (
        "zip", "zip code", "zipcode", "postal code", "postcode", "hq zip", "zip 5", "zip4",
    ),
    "phone": (
        "phone", "telephone", "phone number", "telephone number", "main phone", "hq phone", "tel",
        "office phone", "business phone", "phone 1",
    ),
    "website": ("website", "web site", "url", "web", "homepage", "web address", "site", "internet"),
    "contact_name": (
        "contact", "contact name", "contact person", "point of contact", "poc", "poc name",
        "primary contact", "chief", "chief name", "director", "director name", "representative",
    ),
    "contact_title": ("title", "contact title", "job title", "position", "poc title", "rank"),
    "contact_email": (
        "email", "e mail", "email address", "e mail address", "contact email", "poc email", "mail",
    ),
    "contact_phone": ("contact phone", "poc phone", "cell", "cell phone", "mobile", "direct phone"),
    "notes": ("notes", "note", "remarks", "comment", "comments"),
}  # fmt: skip
FIELD_OF_HEADING = {word: name for name, words in SYNONYMS.items() for word in words}

ZIP = re.compile(r"\d{5}(-?\d{4})?$")
PHONE = re.compile(r"\+?1?[-. (]*\d{3}[-. )/]*\d{3}[-. ]*\d{4}( ?(x|ext)\.? ?\d+)?$", re.I)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.I)
WEBSITE = re.compile(
    r"(https?://|www\.)\S+$|[\w-]+(\.[\w-]+)*\.(com|org|gov|net|us|edu)(/\S*)?$", re.I
)
NUMBER = re.compile(r"[-+]?[\d.,]+%?$")
STREET = re.compile(
    r"(\d+[\w/-]* .*\b(st|street|ave|avenue|rd|road|dr|drive|blvd|ln|lane|hwy|highway|ct|pl|way"
    r"|pkwy|circle|cir|sq|square|route|rte|trail|loop|terrace)\b|p\.? ?o\.? ?box)", re.I
)  # fmt: skip


def known_headings(cells: list[str]) -> int:
    """How many cells of a line are names of columns that lists usually have."""
    return sum(field_of(cell) is not None for cell in cells)


def field_of(heading: str) -> str | None:
    """The field that a heading names outright, or None."""
    return FIELD_OF_HEADING.get(folded(heading))


def looks_like_data(cells: list[str]) -> bool:
    """Whether a line holds values rather than names of columns."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    values = [
        cell
        for cell in filled
        if ZIP.match(cell) or PHONE.match(cell) or EMAIL.match(cell) or NUMBER.match(cell)
        or WEBSITE.match(cell) or STREET.match(cell)
    ]  # fmt: skip
    return len(values) >= 1 and known_headings(filled) <= len(values)

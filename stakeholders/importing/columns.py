"""Which column of a file holds which field: by what it is called and by what stands in it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from stakeholders.importing.headings import EMAIL, PHONE, STREET, SYNONYMS, WEBSITE, ZIP
from stakeholders.importing.vocabulary import Vocabulary, stage_of
from stakeholders.keys import folded

FIELD_LABELS = {
    "name": "Organization",
    "sector": "Sector",
    "subtype": "Subtype",
    "infrastructure_sector": "Critical-infrastructure sector",
    "level": "Level of government",
    "stage": "Stage of new organizations",
    "address": "Street address",
    "address_2": "Address, second line",
    "city": "City",
    "county": "County",
    "state": "State",
    "zip_code": "ZIP code",
    "phone": "Phone",
    "website": "Website",
    "contact_name": "Contact: name",
    "contact_title": "Contact: title",
    "contact_email": "Contact: e-mail address",
    "contact_phone": "Contact: phone",
    "notes": "Notes",
}
SURE, LIKELY = 100, 55


@dataclass(frozen=True)
class Match:
    """A column that was found to hold a field, and why: "last time", "name" or "content"."""

    field: str
    column: int
    why: str


def propose(
    headers: Sequence[str],
    samples: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
    remembered: Mapping[str, str] | None = None,
) -> list[Match]:
    """Match each field with at most one column, the surest pairs first.

    `remembered` maps headings, as memory_keys() writes them, to fields as the center matched them
    the last time; an empty field there means that the column was left out on purpose.
    """
    remembered = remembered or {}
    offers: list[tuple[float, int, str, str]] = []
    for column, (heading, key) in enumerate(zip(headers, memory_keys(headers), strict=True)):
        if (known := remembered.get(key)) is not None:
            if known:
                offers.append((1000, column, known, "last time"))
            continue
        values = [row[column] for row in samples if row[column]]
        offers += offers_of(column, heading, values, vocabulary)
    offers.sort(key=lambda offer: (-offer[0], offer[1]))
    matches: dict[str, Match] = {}
    taken: set[int] = set()
    for score, column, name, why in offers:
        if score >= LIKELY and name not in matches and column not in taken:
            matches[name] = Match(name, column, why)
            taken.add(column)
    return sorted(matches.values(), key=lambda match: list(FIELD_LABELS).index(match.field))


def memory_keys(headers: Sequence[str]) -> list[str]:
    """By what each column is remembered: its heading, numbered where the heading is repeated."""
    keys: list[str] = []
    seen: Counter[str] = Counter()
    for heading in headers:
        key = folded(heading)[:110]
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key} #{seen[key]}")
    return keys


def offers_of(
    column: int, heading: str, values: Sequence[str], vocabulary: Vocabulary
) -> list[tuple[float, int, str, str]]:
    """Every field a column may hold: (score, column, field, why).

    A good name counts, unless the values plainly say otherwise; content alone is enough for values
    of an unmistakable form.
    """
    offers = []
    for name, synonyms in SYNONYMS.items():
        by_name = max(fuzz.ratio(folded(heading), word) for word in synonyms)
        test = CONTENT.get(name)
        share = share_of(values, test, vocabulary) if test and values else None
        if by_name >= 85 and (share is None or share >= 0.2):
            offers.append((by_name + 20 * (share or 0), column, name, "name"))
        elif share is not None and share >= 0.8 and name in UNMISTAKABLE:
            offers.append((LIKELY + 20 * share + by_name / 10, column, name, "content"))
    return offers


def share_of(
    values: Sequence[str], test: Callable[[str, Vocabulary], bool], vocabulary: Vocabulary
) -> float:
    """The part of the values that look like the field."""
    return sum(test(value, vocabulary) for value in values) / len(values)


CONTENT: dict[str, Callable[[str, Vocabulary], bool]] = {
    "name": lambda value, _: any(c.isalpha() for c in value) and not EMAIL.match(value),
    "sector": lambda value, words: folded(value) in words.sectors,
    "infrastructure_sector": lambda value, words: folded(value) in words.infrastructure,
    "level": lambda value, words: bool(words.level_of(value)),
    "stage": lambda value, _: bool(stage_of(value)),
    "address": lambda value, _: bool(STREET.match(value)) or any(c.isdigit() for c in value),
    "city": lambda value, _: not any(c.isdigit() for c in value),
    "county": lambda value, _: not any(c.isdigit() for c in value),
    "state": lambda value, words: folded(value) in words.states,
    "zip_code": lambda value, _: (
        bool(ZIP.match(value)) or (value.isdigit() and 3 <= len(value) <= 9)
    ),
    "phone": lambda value, _: sum(c.isdigit() for c in value) >= 7,
    "website": lambda value, _: bool(WEBSITE.match(value)),
    "contact_name": lambda value, _: not any(c.isdigit() for c in value),
    "contact_email": lambda value, _: bool(EMAIL.match(value)),
    "contact_phone": lambda value, _: bool(PHONE.match(value)),
}
UNMISTAKABLE = {
    "state",
    "contact_email",
    "website",
    "sector",
    "infrastructure_sector",
    "phone",
    "zip_code",
}

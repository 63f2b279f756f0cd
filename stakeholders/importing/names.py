"""What a name says, taken apart: what tells an organization from others, and what does not."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Words that many organizations of a kind share: they do not tell one from the other.
SHARED_WORDS = frozenset({
    "agency", "ambulance", "area", "association", "authority", "board", "borough", "bureau",
    "center", "chamber", "city", "clinic", "commerce", "commission", "community", "company",
    "council", "county", "department", "district", "division", "emergency", "fire", "general",
    "government", "group", "health", "hospital", "incorporated", "joint", "local", "management",
    "medical", "memorial", "metro", "metropolitan", "municipal", "office", "parish", "police",
    "protection", "public", "regional", "rescue", "rural", "safety", "service", "sheriff",
    "squad", "state", "station", "system", "town", "township", "unit", "village", "volunteer",
})  # fmt: skip
DIRECTIONS = frozenset({
    "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest",
    "northern", "southern", "eastern", "western", "upper", "lower", "new", "old", "central",
    "little", "big", "greater", "inner", "outer",
})  # fmt: skip
KINDS = {
    "fire": "fire",
    "police": "police",
    "sheriff": "sheriff",
    "hospital": "hospital",
    "clinic": "clinic",
    "chamber": "chamber",
    "school": "school",
    "university": "university",
    "college": "college",
    "church": "church",
    "airport": "airport",
    "ambulance": "ambulance",
    "ems": "ambulance",
    "psychiatric": "psychiatric",
    "children": "children",
    "childrens": "children",
    "rehabilitation": "rehabilitation",
    "rehab": "rehabilitation",
    "behavioral": "behavioral",
    "surgical": "surgical",
    "volunteer": "volunteer",
    "career": "career",
}
DECISIVE_KINDS = frozenset(KINDS.values()) - {"volunteer", "career"}
NUMERALS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
}
TELLING, NUMBER, DIRECTION, KIND, SHARED = range(5)  # parts of a name
# Words long enough that one wrong letter in them is a slip and not another word.
FAMILIAR = sorted(word for word in SHARED_WORDS | KINDS.keys() if len(word) >= 6)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a name says, taken apart."""

    words: str
    telling: tuple[str, ...]
    told: str  # the telling words in one order, all words where none tells
    numbers: frozenset[str]
    directions: frozenset[str]
    kinds: frozenset[str]


def traits_of(match_key: str) -> Traits:
    """Take the words of a name apart into what tells it from others and what does not."""
    words = [meant(word) for word in match_key.partition("|")[0].split()]
    parts: tuple[list[str], ...] = ([], [], [], [], [])
    for word in words:
        part, value = part_of(word)
        parts[part].append(value)
    return Traits(
        " ".join(words),
        tuple(parts[TELLING]),
        " ".join(sorted(parts[TELLING] or words)),
        same_set(tuple(parts[NUMBER])),
        same_set(tuple(parts[DIRECTION])),
        same_set(tuple(parts[KIND])),
    )


@lru_cache(maxsize=50_000)
def meant(word: str) -> str:
    """A word that many names share, where a slip of one letter was made in it: "hosptal"."""
    if len(word) < 5 or word in SHARED_WORDS or word in KINDS or not word.isalpha():
        return word
    found = process.extractOne(word, FAMILIAR, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


@lru_cache(maxsize=50_000)
def part_of(word: str) -> tuple[int, str]:
    """Which part of a name a word is, and how it is compared there."""
    if word in NUMERALS or not word.isalpha():
        return NUMBER, NUMERALS.get(word, word.lstrip("0"))
    if word in DIRECTIONS:
        return DIRECTION, word
    if word in KINDS:
        return KIND, KINDS[word]
    return (SHARED if word in SHARED_WORDS else TELLING), word


@lru_cache(maxsize=5_000)
def same_set(words: tuple[str, ...]) -> frozenset[str]:
    """One set for all rows that have the same words: most have the same few kinds."""
    return frozenset(words)

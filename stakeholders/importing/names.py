"""What a name says, taken apart: what tells an organization from others, and what does not."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from stakeholders.keys import name_words

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


def traits_of(name: str) -> Traits:
    """Take a name apart into what tells it from others and what does not."""
    telling, numbers, directions, kinds = [], set(), set(), set()
    words = [meant(word) for word in name_words(name)]
    for word in words:
        if word in NUMERALS or not word.isalpha():
            numbers.add(NUMERALS.get(word, word.lstrip("0")))
        elif word in DIRECTIONS:
            directions.add(word)
        elif word in KINDS:
            kinds.add(KINDS[word])
        elif word not in SHARED_WORDS:
            telling.append(word)
    told = " ".join(sorted(telling or words))
    return Traits(
        " ".join(words), tuple(telling), told, shared(numbers), shared(directions), shared(kinds)
    )


@lru_cache(maxsize=50_000)
def meant(word: str) -> str:
    """A word that many names share, where a slip of one letter was made in it: "hosptal"."""
    if len(word) < 5 or word in SHARED_WORDS or word in KINDS or not word.isalpha():
        return word
    found = process.extractOne(word, FAMILIAR, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


@lru_cache(maxsize=5_000)
def same_set(words: tuple[str, ...]) -> frozenset[str]:
    """One set for all rows that have the same words: most have the same few kinds."""
    return frozenset(words)


def shared(words: set[str]) -> frozenset[str]:
    """A set that takes no memory of its own."""
    return same_set(tuple(sorted(words)))

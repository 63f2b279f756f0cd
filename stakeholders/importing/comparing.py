"""Which rows are the same organization: certain ones, and pairs that a person should look at.

Rows are compared only within blocks (same name and place, same phone, same website, same city and
beginning of a telling word; always with the same numbers and directions in the name), and no block
holds more than BLOCK_LIMIT rows, so that the work grows with the rows and not with their pairs. A
row that looked into a full block in vain is marked: some were not compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from stakeholders.importing.names import DECISIVE_KINDS, Traits, traits_of
from stakeholders.keys import folded, street_key, zip5

POSSIBLE_FROM = 90  # likeness, 0 to 100
BLOCK_LIMIT = 500
TELLING_FROM = 80  # likeness of the telling words alone, 0 to 100


@dataclass(slots=True)
class Known:
    """A row to compare with: an organization of the directory, or an earlier line of the file."""

    pk: int | None
    line: int | None
    match_key: str
    city: str
    street: str
    zip5: str
    phone: str
    domain: str
    traits: Traits


@dataclass(frozen=True, slots=True)
class Finding:
    """What a row was found to be: nothing known, certainly something, or possibly something."""

    known: Known | None = None
    is_certain: bool = False
    likeness: int = 0
    evidence: str = ""
    is_partial: bool = False  # some rows that may be alike were not compared


NOTHING = Finding()
NOTHING_SO_FAR = Finding(is_partial=True)
Block = tuple[str | frozenset[str], ...]


def known_row(
    match_key: str,
    *,
    city: str,
    address: str,
    zip_code: str,
    phone_digits: str,
    domain: str,
    pk: int | None = None,
    line: int | None = None,
) -> Known:
    """Make a row ready to be compared."""
    return Known(
        pk, line, match_key, folded(city), street_key(address), zip5(zip_code), phone_digits,
        domain, traits_of(match_key),
    )  # fmt: skip


class Comparison:
    """The rows of one state that are known so far, in blocks."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self.by_key: dict[str, list[Known]] = defaultdict(list)
        self.blocks: dict[Block, list[Known]] = defaultdict(list)
        self.told: dict[Block, list[str]] = defaultdict(list)  # of the rows of each block
        self.overflowed: set[Block] = set()
        for row in known:
            self.add(row)

    def add(self, row: Known) -> None:
        """Let later rows be compared with this one."""
        self.by_key[row.match_key].append(row)
        for block in blocks_of(row):
            if len(self.blocks[block]) < BLOCK_LIMIT:
                self.blocks[block].append(row)
                self.told[block].append(row.traits.told)
            else:
                self.overflowed.add(block)

    def find(self, row: Known) -> Finding:
        """The best that is known about a row."""
        suspects = self.by_key.get(row.match_key, [])
        certain = max(suspects, key=lambda other: agreement(row, other), default=None)
        if certain is not None:
            if agreement(row, certain) >= 0:
                return Finding(certain, is_certain=True, likeness=100)
            return Finding(
                certain, likeness=95, evidence="same name and place, but another address and phone"
            )
        return self._possible(row)

    def _possible(self, row: Known) -> Finding:
        blocks = list(blocks_of(row))
        best, best_likeness = None, 0
        for other in self._alike_in(blocks, row.traits.told):
            likeness = likeness_of(row, other)
            if likeness > best_likeness:
                best, best_likeness = other, likeness
        if best is None or best_likeness < POSSIBLE_FROM:
            return NOTHING if self.overflowed.isdisjoint(blocks) else NOTHING_SO_FAR
        return Finding(best, likeness=best_likeness, evidence=", ".join(evidence_of(row, best)))

    def _alike_in(self, blocks: Iterable[Block], told: str) -> Iterator[Known]:
        """The rows of these blocks whose telling words are like these, each once."""
        seen: set[int] = set()
        for block in blocks:
            alike = process.extract(
                told, self.told.get(block, ()), scorer=fuzz.ratio, score_cutoff=TELLING_FROM,
                limit=None,
            )  # fmt: skip
            for _, _, position in alike:
                other = self.blocks[block][position]
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other


def blocks_of(row: Known) -> Iterator[Block]:
    """The blocks in which a row looks for others like it."""
    traits = row.traits
    if row.phone:
        yield "phone", row.phone, traits.numbers, traits.directions
    if row.domain:
        yield "domain", row.domain, row.city, traits.numbers, traits.directions
    place = row.city or row.zip5
    for beginning in dict.fromkeys(word[:3] for word in traits.telling or traits.words.split()[:1]):
        yield "word", place, beginning, traits.numbers, traits.directions


def agreement(row: Known, other: Known) -> int:
    """How far address and phone speak for the same: negative when both speak against it."""
    same = [
        (a == b) - (a != b)
        for a, b in ((row.street, other.street), (row.phone, other.phone))
        if a and b
    ]
    if not same:
        return 0
    return -1 if all(sign < 0 for sign in same) and len(same) == 2 else sum(same) + 2


def likeness_of(row: Known, other: Known) -> int:
    """How alike two rows are, 0 to 100; 0 when number, direction or kind tell them apart."""
    a, b = row.traits, other.traits
    if a.numbers != b.numbers or a.directions != b.directions:
        return 0
    if (
        a.kinds & DECISIVE_KINDS
        and b.kinds & DECISIVE_KINDS
        and not a.kinds & b.kinds & DECISIVE_KINDS
    ):
        return 0
    if a.telling and b.telling:
        telling = fuzz.ratio(a.told, b.told, score_cutoff=TELLING_FROM)
    else:
        telling = 100 if a.words == b.words else 0
    if not telling:
        return 0
    whole = fuzz.token_sort_ratio(a.words, b.words)
    score = 0.6 * telling + 0.4 * whole
    for mine, theirs, reward, penalty in (
        (row.phone, other.phone, 10, 6),
        (row.street, other.street, 8, 6),
        (row.zip5, other.zip5, 2, 4),
        (row.city, other.city, 2, 12),
        (row.domain, other.domain, 3, 2),
    ):
        if mine and theirs:
            score += reward if mine == theirs else -penalty
    return min(round(score), 99)


def evidence_of(row: Known, other: Known) -> Iterator[str]:
    """What speaks for the two being the same, in words."""
    yield "alike in name"
    for label, mine, theirs in (
        ("city", row.city, other.city),
        ("street", row.street, other.street),
        ("phone", row.phone, other.phone),
        ("website", row.domain, other.domain),
    ):
        if mine and mine == theirs:
            yield f"same {label}"

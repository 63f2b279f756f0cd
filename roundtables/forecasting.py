"""How many will come: expected attendance with an 80 % range, from answers and the past.

Pure functions. People who gave the same answer, seen so many days before, come with the same
chance; the chance itself differs from one roundtable to the next. Both are learned from earlier
roundtables: the center's own count in full, all others together fill in where it has few. A group
of n people then has a beta-binomial number of arrivals, and groups add up.

`past` is a list of roundtables, each a mapping from answer to (asked, came).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma

Counts = Mapping[str, tuple[int, int]]  # answer -> (asked, came)

SHARE = 0.80  # of outcomes that should fall into the range
# What is assumed of people before any roundtable was held: a guess, and therefore wide.
GUESSED = {"yes": 0.80, "maybe": 0.35, "none": 0.12, "waitlisted": 0.25, "no": 0.02,
           "delegated": 0.02}  # fmt: skip
GUESS_WEIGHT = 2.0  # people whose arrival the guess is worth
POOL_WEIGHT = 60.0  # people of other centers that may speak for one's own, at most
UNSTEADY = 30.0  # how alike roundtables are taken to be before one knows (low: unlike)
STEADIEST = 400.0


@dataclass(frozen=True)
class Chance:
    """The chance that somebody comes: its mean, and how alike roundtables are (high: alike)."""

    mean: float
    precision: float


@dataclass(frozen=True)
class Range:
    """Arrivals: the expected number, and the range in which four of five outcomes lie."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True)
class Learned:
    """What the past says about each answer; `roundtables` is how many of the center's own it rests
    on, `others` how many of other centers.
    """

    chances: Mapping[str, Chance]
    roundtables: int
    others: int

    @property
    def is_guess(self) -> bool:
        """Whether there is no past at all to learn from."""
        return not self.roundtables and not self.others


def learn(own: Sequence[Counts], others: Sequence[Counts]) -> Learned:
    """What earlier roundtables say: the center's own, and all others together."""
    chances = {answer: _chance(answer, own, others) for answer in GUESSED}
    return Learned(chances, len(own), len(others))


def forecast(asked: Mapping[str, int], learned: Learned, *, seats: int | None = None) -> Range:
    """How many of these people come, never more than seats; `asked` has the number per answer."""
    spread = [1.0]
    for answer, number in asked.items():
        if number:
            spread = convolve(spread, arrivals(number, learned.chances[answer]))
    if seats is not None and len(spread) > seats + 1:
        spread = [*spread[:seats], sum(spread[seats:])]
    return range_of(spread)


def wave_size(asked: Mapping[str, int], learned: Learned, *, seats: int, most: int = 500) -> int:
    """How many more people may be asked so that, nine times of ten, all who come have a seat."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        more = {**asked, "none": asked.get("none", 0) + middle}
        if forecast(more, learned).high <= seats:
            low = middle
        else:
            high = middle - 1
    return low


def arrivals(number: int, chance: Chance) -> list[float]:
    """The probability of 0, 1, … number arrivals: beta-binomial."""
    a, b = chance.mean * chance.precision, (1 - chance.mean) * chance.precision
    whole = lgamma(a) + lgamma(b) - lgamma(a + b)
    return [
        exp(
            lgamma(number + 1) - lgamma(k + 1) - lgamma(number - k + 1)
            + lgamma(k + a) + lgamma(number - k + b) - lgamma(number + a + b) - whole
        )
        for k in range(number + 1)
    ]  # fmt: skip


def convolve(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """The probabilities of the sum of two independent numbers."""
    both = [0.0] * (len(first) + len(second) - 1)
    for i, p in enumerate(first):
        for j, q in enumerate(second):
            both[i + j] += p * q
    return both


def range_of(spread: Sequence[float]) -> Range:
    """Mean and range. Whole numbers rarely hold exactly 80 %; half of each end's own probability
    counts, so that over many forecasts the share comes out right.
    """
    expected = sum(k * p for k, p in enumerate(spread))
    tail = (1 - SHARE) / 2
    low, high, below = 0, len(spread) - 1, 0.0
    is_low_found = False
    for k, p in enumerate(spread):
        middle = below + p / 2
        if not is_low_found and middle >= tail:
            low, is_low_found = k, True
        if middle <= 1 - tail:
            high = k
        below += p
    return Range(expected, low, max(low, high))


def hit_rate(kept: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """How many of the ranges (low, high, actual) held what came, and how many there are."""
    rows = list(kept)
    return sum(low <= actual <= high for low, high, actual in rows), len(rows)


def _chance(answer: str, own: Sequence[Counts], others: Sequence[Counts]) -> Chance:
    guess, weight = GUESSED[answer], GUESS_WEIGHT
    asked, came = _sums(others, answer)
    trust = min(1.0, POOL_WEIGHT / asked) if asked else 0.0
    pooled_asked, pooled_came = asked * trust, came * trust
    own_asked, own_came = _sums(own, answer)
    total = own_asked + pooled_asked + weight
    mean = (own_came + pooled_came + guess * weight) / total
    mean = min(max(mean, 0.001), 0.999)
    alike = _alikeness([*own, *others], answer)
    # Not knowing the mean well adds to the differences between roundtables.
    return Chance(mean, 1 / (1 / alike + 1 / total))


def _sums(past: Sequence[Counts], answer: str) -> tuple[int, int]:
    rows = [one[answer] for one in past if answer in one]
    return sum(asked for asked, _ in rows), sum(came for _, came in rows)


def _alikeness(past: Sequence[Counts], answer: str) -> float:
    """How alike roundtables are in this answer, by the method of moments, held towards UNSTEADY
    while there are few.
    """
    rows = [one[answer] for one in past if answer in one and one[answer][0] > 1]
    asked, came = sum(n for n, _ in rows), sum(x for _, x in rows)
    if len(rows) < 2 or not 0 < came < asked:
        return UNSTEADY
    mean = came / asked
    scatter = sum(n * (x / n - mean) ** 2 for n, x in rows)
    by_chance = mean * (1 - mean) * (len(rows) - 1)
    excess = (scatter - by_chance) / (
        mean * (1 - mean) * (asked - sum(n * n for n, _ in rows) / asked)
    )
    alike = min(STEADIEST, 1 / excess - 1) if excess > 1 / STEADIEST else STEADIEST
    known = len(rows) / (len(rows) + 3)
    return max(1.0, 1 / (known / max(alike, 1.0) + (1 - known) / UNSTEADY))

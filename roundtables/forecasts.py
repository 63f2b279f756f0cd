"""Forecasts of roundtables: learned from earlier ones, shown, kept, and held against what came."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from engagements.models import Sector
from roundtables import forecasting
from roundtables.enums import InvitationState, RoundtableState, Rsvp
from roundtables.forecasting import Counts, Learned, Range
from roundtables.models import CheckIn, Forecast, Invitation, Roundtable, RsvpAnswer

LOOKS_BACK = timedelta(days=3 * 365)
CENTERS_NEEDED = 5  # for what other centers' roundtables say together
ROUNDTABLES = 200  # at most, the latest ones
KEPT_AT = (21, 14, 7, 3, 1)  # days before


@dataclass(frozen=True)
class SectorForecast:
    """What is expected of one sector; without a name: of all together."""

    name: str
    range: Range
    kept: int = 0

    @property
    def is_short(self) -> bool:
        """Whether fewer are expected than seats are kept for the sector."""
        return self.range.expected < self.kept


@dataclass(frozen=True)
class Outlook:
    """The forecast of a roundtable as its page shows it."""

    total: Range
    sectors: list[SectorForecast]
    learned: Learned
    next_wave: int
    hits: int
    tries: int
    days_left: int


def outlook_of(roundtable: Roundtable) -> Outlook | None:
    """What to expect now; None without a date, when it is over or when nobody was asked."""
    if roundtable.state != RoundtableState.SCHEDULED or roundtable.starts_at is None:
        return None
    days_left = (roundtable.starts_at - timezone.now()).days
    asked = asked_by_sector(roundtable)
    if days_left < 0 or not asked:
        return None
    learned = learned_for(roundtable, days_left)
    total = sum(asked.values(), Counter())
    hits, tries = hit_rate_of(roundtable)
    return Outlook(
        total=forecasting.forecast(total, learned, seats=roundtable.seats),
        sectors=_by_sector(roundtable, asked, learned),
        learned=learned,
        next_wave=forecasting.wave_size(total, learned, seats=roundtable.seats),
        hits=hits,
        tries=tries,
        days_left=days_left,
    )


def asked_by_sector(roundtable: Roundtable) -> dict[str, Counter[str]]:
    """How many people of each sector gave each answer."""
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    for sector, rsvp in roundtable.invitations.asked().values_list("sector_id", "rsvp"):
        asked[sector][rsvp] += 1
    return dict(asked)


def learned_for(roundtable: Roundtable, days_left: int) -> Learned:
    """What roundtables that took place say, looked at as many days before theirs.

    Other centers' are counted together, and only when there are several, so that nothing of a
    single one can be told from the result.
    """
    own: list[Counts] = []
    others: dict[int, list[Counts]] = defaultdict(list)
    for center, counts in _past(days_left, besides=roundtable.pk):
        (own if center == roundtable.center.pk else others[center]).append(counts)
    is_enough = len(others) >= CENTERS_NEEDED
    pooled = [counts for rows in others.values() for counts in rows] if is_enough else []
    return forecasting.learn(own, pooled)


def hit_rate_of(roundtable: Roundtable) -> tuple[int, int]:
    """How many of the center's earlier forecasts held what came, and how many there were."""
    kept = Forecast.objects.filter(
        roundtable__engagement__center=roundtable.center, came__isnull=False
    )
    return forecasting.hit_rate(kept.values_list("low", "high", "came"))


def keep_forecasts() -> int:
    """Keep what is expected, on certain days before each roundtable; return how many rows.

    May run twice. Also writes down what came, once a roundtable was held.
    """
    kept = 0
    ahead = Roundtable.objects.filter(
        state=RoundtableState.SCHEDULED, starts_at__gt=timezone.now()
    ).select_related("engagement__center")
    for roundtable in ahead:
        outlook = outlook_of(roundtable)
        if outlook and outlook.days_left in KEPT_AT:
            kept += _keep(roundtable, outlook)
    settle_forecasts()
    return kept


def settle_forecasts() -> int:
    """Write down what came beside the forecasts of roundtables that were held."""
    open_rows = Forecast.objects.filter(came=None, roundtable__state=RoundtableState.HELD)
    settled = 0
    for row in open_rows:
        arrived = CheckIn.objects.filter(roundtable=row.roundtable_id, invitation__isnull=False)
        if not arrived.exists():
            continue
        if row.sector_id:
            arrived = arrived.filter(invitation__sector=row.sector_id)
        row.change(came=arrived.count())
        settled += 1
    return settled


def _keep(roundtable: Roundtable, outlook: Outlook) -> int:
    codes = dict(Sector.objects.values_list("name", "code"))
    rows = [(None, outlook.total), *((codes[one.name], one.range) for one in outlook.sectors)]
    made = 0
    for sector, expected in rows:
        _, is_new = Forecast.objects.get_or_create(
            roundtable=roundtable,
            sector_id=sector,
            days_left=outlook.days_left,
            defaults={
                "expected": expected.expected,
                "low": expected.low,
                "high": expected.high,
            },
        )
        made += is_new
    return made


def _by_sector(
    roundtable: Roundtable, asked: dict[str, Counter[str]], learned: Learned
) -> list[SectorForecast]:
    kept = dict(roundtable.sector_seats.values_list("sector_id", "minimum"))
    sectors = Sector.objects.filter(pk__in={*asked, *kept})
    return [
        SectorForecast(
            sector.name,
            forecasting.forecast(asked.get(sector.pk, Counter()), learned, seats=roundtable.seats),
            kept.get(sector.pk, 0),
        )
        for sector in sectors
    ]


def _past(days_left: int, *, besides: int) -> Iterable[tuple[int, Counts]]:
    """Held roundtables with somebody checked in: center, and who came by the answer given then."""
    held = Roundtable.objects.filter(
        state=RoundtableState.HELD, starts_at__gt=timezone.now() - LOOKS_BACK
    ).exclude(pk=besides)
    rows = held.filter(check_ins__invitation__isnull=False).distinct().order_by("-starts_at")
    moments = {
        pk: (center, starts_at - timedelta(days=days_left))
        for pk, center, starts_at in rows.values_list("pk", "engagement__center", "starts_at")[
            :ROUNDTABLES
        ]
    }
    came = set(
        CheckIn.objects.filter(roundtable__in=moments).values_list("invitation_id", flat=True)
    )
    answers = _answers(moments)
    counts: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    invited = Invitation.objects.filter(roundtable__in=moments, invited_at__isnull=False)
    asked = invited.exclude(state=InvitationState.PLANNED)
    for pk, roundtable, invited_at in asked.values_list("pk", "roundtable_id", "invited_at"):
        moment = moments[roundtable][1]
        if invited_at <= moment:
            cell = counts[roundtable][_said(answers.get(pk, []), moment)]
            cell[0] += 1
            cell[1] += pk in came
    for roundtable, cells in counts.items():
        yield moments[roundtable][0], {rsvp: (n, x) for rsvp, (n, x) in cells.items()}


def _answers(moments: Iterable[int]) -> dict[int, list[tuple[datetime, str]]]:
    given: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    rows = RsvpAnswer.objects.filter(invitation__roundtable__in=list(moments)).order_by("pk")
    for pk, at, rsvp in rows.values_list("invitation_id", "created_at", "rsvp"):
        given[pk].append((at, rsvp))
    return given


def _said(answers: list[tuple[datetime, str]], moment: datetime) -> str:
    """The answer that stood at a moment."""
    place = bisect_right([at for at, _ in answers], moment)
    return answers[place - 1][1] if place else str(Rsvp.NONE.value)

"""The guest list of one engagement: facts from the database, put through matching.

The number of queries does not depend on how many organizations there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center
from engagements.enums import EngagementPhase
from engagements.models import Engagement, Gap
from stakeholders import matching
from stakeholders.attendance import attendance, times_attended
from stakeholders.enums import GuestChoice
from stakeholders.geography import counties_of_state_from, middles, miles
from stakeholders.matching import CandidateFacts, GapCoverage, GapFacts, Situation, Suggestion
from stakeholders.models import (
    Contact,
    GuestListEntry,
    Organization,
    PublicOrganization,
    cadences_of,
)
from stakeholders.places import county_at, place_of

PUBLIC_PER_SECTOR = 3


@dataclass(frozen=True)
class Decided:
    """An organization that a person chose or left out, with the chains that speak for it."""

    entry: GuestListEntry
    reasons: tuple[matching.Reason, ...]
    attendance: frozenset[str]

    @property
    def standing(self) -> str:
        """coming, invited or an empty word."""
        if self.attendance & {"coming", "attended"}:
            return "coming"
        return "invited" if "invited" in self.attendance else ""


@dataclass(frozen=True)
class PublicSuggestion:
    """An organization of the public directory for a sector of which the center has nobody."""

    organization: PublicOrganization
    miles: float | None
    reasons: tuple[matching.Reason, ...]


@dataclass(frozen=True)
class GuestList:
    """Everything the guest list's page shows."""

    gaps: list[GapFacts]
    coverage: list[GapCoverage]
    suggestions: list[Suggestion]
    chosen: list[Decided]
    left_out: list[Decided]
    public: list[PublicSuggestion]
    missing_sectors: list[str]

    @property
    def uncovered(self) -> list[GapCoverage]:
        """Gaps that nobody invited covers."""
        return [one for one in self.coverage if not one.is_covered_by_invitation]

    @property
    def not_coming(self) -> list[GapCoverage]:
        """Gaps whose people are invited, but nobody is coming yet."""
        return [one for one in self.coverage if one.is_covered_by_invitation and not one.coming]


def guest_list(engagement: Engagement) -> GuestList:
    """Work the guest list out anew; what people decided is taken as it is."""
    gaps = gap_facts(engagement)
    candidates = candidate_facts(engagement)
    entries = list(
        GuestListEntry.objects.filter(
            engagement=engagement, organization__archived_at__isnull=True
        ).select_related("organization__sector", "organization__owner", "decided_by")
    )
    situation = situation_of(engagement, entries)
    sector_of = {one.id: one.sector for one in candidates}
    missing = matching.sectors_without(gaps, candidates, situation)
    chains = {
        sector: matching.reasons_of(sector, asked)
        for sector, asked in matching.gaps_by_sector(gaps).items()
    }
    decided = [
        Decided(
            entry,
            chains.get(entry.organization.sector_id, ()),
            situation.attendance.get(entry.organization_id, frozenset()),
        )
        for entry in entries
    ]
    return GuestList(
        gaps=gaps,
        coverage=matching.coverage(gaps, sector_of, situation),
        suggestions=matching.suggest(gaps, candidates, situation),
        chosen=[one for one in decided if one.entry.choice == GuestChoice.CHOSEN],
        left_out=[one for one in decided if one.entry.choice == GuestChoice.LEFT_OUT],
        public=public_suggestions(engagement, missing, chains),
        missing_sectors=missing,
    )


def covered_gaps(engagement: Engagement) -> list[GapCoverage]:
    """How far each gap is covered by those decided or invited; without working out suggestions."""
    entries = list(
        GuestListEntry.objects.filter(engagement=engagement, organization__archived_at__isnull=True)
    )
    situation = situation_of(engagement, entries)
    known = {entry.organization_id for entry in entries} | set(situation.attendance)
    sectors = Organization.objects.filter(pk__in=known).values_list("pk", "sector")
    return matching.coverage(gap_facts(engagement), dict(sectors), situation)


WANTING = (EngagementPhase.PLANNING, EngagementPhase.OUTREACH, EngagementPhase.INVITED)


def wanted_sectors(center: Center) -> dict[str, list[str]]:
    """Sector -> codes of the gaps of the center's latest engagement that nobody covers yet."""
    engagement = Engagement.objects.filter(center=center, state__in=WANTING).first()
    wanted: dict[str, list[str]] = {}
    for one in covered_gaps(engagement) if engagement else []:
        if one.state == "nobody":
            for sector in one.gap.sectors:
                wanted.setdefault(sector, []).append(one.gap.question_code)
    return wanted


def gap_facts(engagement: Engagement) -> list[GapFacts]:
    """The engagement's active gaps."""
    gaps: Iterable[Gap] = (
        engagement.gaps.filter(is_active=True)
        .select_related("question__topic", "focus_area")
        .prefetch_related("question__sectors")
    )
    return [
        GapFacts(
            id=gap.pk,
            question_code=gap.question.code,
            question=gap.question.text,
            focus_area=gap.focus_area.name,
            sectors=frozenset(sector.pk for sector in gap.question.sectors.all()),
            weight=gap.question.weight,
            value=gap.value,
            area_score=None if gap.area_score is None else float(gap.area_score),
            topic=str(gap.question.topic),
        )
        for gap in gaps
    ]


def candidate_facts(engagement: Engagement) -> list[CandidateFacts]:
    """Every live organization of the center, in the order of names."""
    today = timezone.localdate()
    cadences = cadences_of(engagement.center_id)
    times = times_attended(engagement.center)
    reachable = set(
        Contact.objects.askable()
        .filter(organization__center=engagement.center_id)
        .values_list("organization", flat=True)
    )
    places = middles()
    here = places.get(county_at(place_of(engagement)))
    rows = (
        Organization.objects.live().filter(center=engagement.center_id).order_by("sort_name", "pk")
    )
    return [
        CandidateFacts(
            id=pk,
            name=name,
            sector=sector,
            stage=stage,
            days_since_contact=(today - last).days if last else None,
            cadence_days=cadences.get(sector, 180),
            miles=miles(here, places[county]) if here and county in places else None,
            times_attended=times.get(pk, 0),
            has_person=pk in reachable,
        )
        for pk, name, sector, stage, last, county in rows.values_list(
            "pk", "name", "sector", "stage", "last_contact_on", "county_key"
        )
    ]


def situation_of(engagement: Engagement, entries: Sequence[GuestListEntry]) -> Situation:
    """What people decided and what is known of invitations."""
    return Situation(
        chosen=frozenset(e.organization_id for e in entries if e.choice == GuestChoice.CHOSEN),
        left_out=frozenset(e.organization_id for e in entries if e.choice == GuestChoice.LEFT_OUT),
        attendance={pk: frozenset(words) for pk, words in attendance(engagement).items()},
    )


def public_suggestions(
    engagement: Engagement,
    missing: Sequence[str],
    chains: dict[str, tuple[matching.Reason, ...]],
) -> list[PublicSuggestion]:
    """The nearest organizations of the public directory for sectors the center has nobody of.

    Those that the center has or had in its own directory are not among them: somebody has decided.
    """
    place = place_of(engagement)
    distances = counties_of_state_from(county_at(place), place.state) if missing else {}
    distance = models.Case(
        *(
            models.When(county_key=key, then=models.Value(miles))
            for key, miles in distances.items()
        ),
        output_field=models.FloatField(),
    )
    known = Organization.objects.filter(center=engagement.center_id).values("match_key")
    found: list[PublicSuggestion] = []
    for sector in missing:
        rows = (
            PublicOrganization.objects.filter(sector=sector, state=place.state)
            .exclude(match_key__in=known)
            .annotate(miles=distance)
            .order_by(models.F("miles").asc(nulls_last=True), "sort_name", "pk")
            .select_related("sector")
        )
        found += [
            PublicSuggestion(row, row.miles, chains[sector]) for row in rows[:PUBLIC_PER_SECTOR]
        ]
    return found


def shown(
    suggestions: Sequence[Suggestion], start: int, count: int
) -> list[tuple[Suggestion, Organization]]:
    """A page of the suggestions with their organizations."""
    page = suggestions[start : start + count]
    rows = Organization.objects.select_related("sector", "owner").in_bulk(
        [suggestion.candidate.id for suggestion in page]
    )
    return [(one, rows[one.candidate.id]) for one in page if one.candidate.id in rows]

"""The reasoned guest list of an engagement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bcp.accounts.access import get_editable, signed_in
from bcp.core.actions import Refused
from bcp.core.ids import number
from engagements.models import Engagement, Sector
from engagements.phases import line_of
from stakeholders import suggesting
from stakeholders.forms.guest_list import DecisionForm
from stakeholders.matching import Suggestion
from stakeholders.models import Organization
from stakeholders.views.scope import engagement_of_staff

SIZE = 25


@dataclass(frozen=True)
class SuggestionPage:
    """A page of the suggestions that a filter lets through."""

    rows: list[tuple[Suggestion, Organization]]
    total: int
    next_start: int | None
    previous_start: int | None


@require_http_methods(["GET", "HEAD", "POST"])
def guest_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Which organizations to approach and why; which gaps nobody covers. Decided by checking."""
    engagement = engagement_of_staff(request, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None, engagement=engagement)
    if request.method == "POST":
        get_editable(Engagement, request, pk=pk)
        if form.is_valid():
            messages.success(request, form.save(by=signed_in(request)))
            return redirect(request.get_full_path())
    return render(
        request, "stakeholders/guest_list.html", {**context_of(request, engagement), "form": form}
    )


def context_of(request: HttpRequest, engagement: Engagement) -> dict[str, Any]:
    """What the page shows, with the filters of its address."""
    found = suggesting.guest_list(engagement)
    return {
        "engagement": engagement,
        "phases": line_of(engagement),
        "guest_list": found,
        "page": page_of(found.suggestions, request.GET.dict()),
        "sectors": Sector.objects.filter(pk__in={one for gap in found.gaps for one in gap.sectors}),
        "missing": Sector.objects.filter(pk__in=found.missing_sectors),
        "sector_names": dict(Sector.objects.values_list("pk", "name")),
        "may_edit": signed_in(request).may_edit(engagement.center),
    }


def page_of(suggestions: Sequence[Suggestion], query: dict[str, str]) -> SuggestionPage:
    """The suggestions of a sector, of a gap, or all of them, from `start` on."""
    rows = list(suggestions)
    if query.get("sector"):
        rows = [row for row in rows if row.candidate.sector == query["sector"]]
    if query.get("gap"):
        rows = [row for row in rows if any(str(why.gap.id) == query["gap"] for why in row.reasons)]
    start = number(query.get("start"))
    start = min(start, max(len(rows) - 1, 0))
    return SuggestionPage(
        suggesting.shown(rows, start, SIZE),
        len(rows),
        start + SIZE if start + SIZE < len(rows) else None,
        max(start - SIZE, 0) if start else None,
    )


@require_POST
def guest_list_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about one organization by the button beside it."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    form = DecisionForm(request.POST, engagement=engagement)
    if not form.is_valid():
        raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    messages.success(request, form.save(by=signed_in(request)))
    return redirect("stakeholders:guest_list", pk=pk)

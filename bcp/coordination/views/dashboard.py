"""The DHS coordinator's start: what needs somebody today, the phases, the experts' load."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bcp.accounts.access import require_coordinator
from bcp.coordination import pipeline, risks
from bcp.coordination.forms import RegionForm
from bcp.core import exports
from engagements.enums import EngagementPhase

Row = tuple[Any, ...]


@require_safe
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """Everything at a glance; `?csv=needs|phases|experts` gives one of its tables as a file."""
    require_coordinator(request)
    form = RegionForm(request.GET)
    region = form.chosen
    if request.GET.get("csv") in FILES:
        head, rows = FILES[request.GET["csv"]]
        return exports.download(request.GET["csv"], head, rows(region))
    counts = pipeline.by_phase(region)
    loads = pipeline.expert_loads()
    context = {
        "form": form,
        "region": region,
        "needs": risks.needs_of_network(region),
        "numbers": pipeline.numbers(counts, region),
        "phase_bars": pipeline.phase_bars(counts, region),
        "expert_bars": [load.bar for load in loads if load.share],
        "idle_experts": sum(not load.share for load in loads),
        "triage_url": pipeline.list_of(EngagementPhase.REQUESTED, region),
        "now": timezone.now(),
    }
    return render(request, "coordination/dashboard.html", context)


def need_rows(region: int | None) -> Iterator[Row]:
    """The list of needs as far as it names no person."""
    for need in risks.needs_of_network(region):
        yield need.kind, str(need.center or ""), need.due_on, need.days_left


def phase_rows(region: int | None) -> Iterator[Row]:
    """Phases and numbers."""
    yield from ((phase.label, n) for phase, n in pipeline.by_phase(region).items())


def expert_rows(region: int | None) -> Iterator[Row]:
    """Experts by number, not by name. They serve the whole network, whatever the region."""
    for load in pipeline.expert_loads():
        expert = load.expert
        most = expert.roundtables_per_quarter
        yield expert.pk, expert.agency, load.confirmed, load.standing, load.next_quarter, most


FILES: dict[str, tuple[tuple[str, ...], Callable[[int | None], Iterator[Row]]]] = {
    "needs": (("What", "Center", "Due on", "Days left"), need_rows),
    "phases": (("Phase", "Engagements"), phase_rows),
    "experts": (
        (
            "Expert number",
            "Agency",
            "Confirmed this quarter",
            "Standing this quarter",
            "Standing next quarter",
            "At most per quarter",
        ),
        expert_rows,
    ),
}

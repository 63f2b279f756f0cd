"""Who is invited, coming, or has come: told by the app that holds roundtables."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from bcp.accounts.models import Center
from engagements.models import Engagement

INVITED, COMING, ATTENDED = "invited", "coming", "attended"
Attendance = Mapping[int, set[str]]
Source = Callable[[Engagement], Attendance]
HistorySource = Callable[[Center], Mapping[int, int]]
_sources: list[Source] = []
_history_sources: list[HistorySource] = []


def register_attendance(source: Source) -> Source:
    """Let an app above tell: engagement -> {organization id: {"invited", "coming", "attended"}}."""
    if source not in _sources:
        _sources.append(source)
    return source


def register_history(source: HistorySource) -> HistorySource:
    """Let an app above tell how often each organization of a center came to earlier roundtables."""
    if source not in _history_sources:
        _history_sources.append(source)
    return source


def attendance(engagement: Engagement) -> dict[int, set[str]]:
    """Organization id -> what is known of it for this engagement."""
    known: dict[int, set[str]] = defaultdict(set)
    for source in _sources:
        for organization, words in source(engagement).items():
            known[organization] |= words
    return dict(known)


def times_attended(center: Center) -> dict[int, int]:
    """Organization id -> how many earlier roundtables it came to."""
    times: dict[int, int] = defaultdict(int)
    for source in _history_sources:
        for organization, count in source(center).items():
            times[organization] += count
    return dict(times)

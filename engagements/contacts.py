"""Which sectors have no contact: asked here, answered by the directory higher up the stairs."""

from collections.abc import Callable

from bcp.accounts.models import Center

Counter = Callable[[Center], frozenset[str]]
_counters: list[Counter] = []


def register_contact_counter(counter: Counter) -> None:
    """The directory tells how to find the sectors in which a center has no active contact."""
    _counters[:] = [counter]


def sectors_without_contacts(center: Center) -> frozenset[str]:
    """Codes of sectors without a contact; empty when no directory is installed."""
    return _counters[0](center) if _counters else frozenset()

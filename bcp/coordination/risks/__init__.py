"""What is at risk over all centers: found in a fixed number of queries, each with its way out."""

from collections.abc import Callable

from bcp.accounts.models import Center
from bcp.coordination.needs import Need, ranked
from bcp.coordination.risks import dangers, lateness, waiting
from bcp.coordination.risks.scopes import Scope


def needs_of_network(region: int | None = None) -> list[Need]:
    """One ranked list over all centers; `region` keeps those of one FEMA region."""
    return needs_within(Scope(region=region))


def needs_of(center: Center) -> list[Need]:
    """What is at risk at one center."""
    return needs_within(Scope(center=center))


def needs_within(scope: Scope) -> list[Need]:
    """Ask every rule once."""
    rules: tuple[Callable[[Scope], list[Need]], ...] = (
        dangers.unconfirmed_experts,
        dangers.lost_experts,
        dangers.missing_sectors,
        dangers.missing_packets,
        waiting.waiting_requests,
        waiting.help_requests,
        waiting.unhappy_mails,
        lateness.late_promises,
        lateness.forgotten_days,
        lateness.quiet_centers,
    )
    return ranked([need for rule in rules for need in rule(scope)])

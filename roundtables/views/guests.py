"""The gate to pages about guests: the center's own people and coordinators, nobody else."""

from typing import Any

from django.http import HttpRequest

from bcp.accounts.access import get_editable, get_visible, note_opening
from bcp.accounts.models import Center
from roundtables.models import Invitation, Roundtable
from roundtables.workspaces import tabs_of

CENTER = ("engagement__center__state", "venue__state")
OF_INVITATION = (
    "roundtable__engagement__center__state", "roundtable__venue__state", "sector", "contact",
    "delegate_of",
)  # fmt: skip


def seen(request: HttpRequest, pk: int) -> Roundtable:
    """A roundtable whose guests this person may see; guests of the engagement may not (404).

    A look from outside the center is written down.
    """
    roundtable = get_visible(Roundtable, request, *CENTER, pk=pk)
    get_visible(Center, request, pk=roundtable.center.pk)
    note_opening(request, roundtable.center)
    return roundtable


def edited(request: HttpRequest, pk: int) -> Roundtable:
    """A roundtable whose guests this person may change."""
    seen(request, pk)
    return get_editable(Roundtable, request, *CENTER, pk=pk)


def edited_invitation(request: HttpRequest, pk: int) -> Invitation:
    """An invitation that this person may change."""
    return get_editable(Invitation, request, *OF_INVITATION, pk=pk)


def frame_of(roundtable: Roundtable) -> dict[str, Any]:
    """What the head of every page about guests needs."""
    return {"roundtable": roundtable, "tabs": tabs_of(roundtable, "invitation_list")}

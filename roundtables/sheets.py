"""Papers for the door: sign-in sheet and name tents."""

from typing import Any

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.documents import making
from bcp.documents.models import Document
from roundtables import briefings, packet_contents
from roundtables.enums import Rsvp
from roundtables.models import Roundtable

SHEETS = {"sign_in_sheet": "Sign-in sheet", "name_tents": "Name tents"}
BLANK_LINES = 12


def content_of(roundtable: Roundtable) -> dict[str, Any]:
    """Who said yes, in the order of the alphabet, with blank lines for walk-ins."""
    coming = roundtable.invitations.filter(rsvp=Rsvp.YES).select_related("sector")
    return {
        "title": roundtable.title,
        "when": packet_contents.when_of(roundtable),
        "where": packet_contents.where_of(roundtable),
        "center": roundtable.center.name,
        "people": [
            {
                "name": person.name,
                "badge": person.badge_name or person.name,
                "organization": person.organization_name,
                "sector": person.sector.name,
            }
            for person in coming.order_by("name")
        ],
        "blanks": range(BLANK_LINES),
    }


@action
def make_sheet(roundtable: Roundtable, name: str, *, by: User) -> Document:
    """Have a sheet printed; it shows the answers of this moment."""
    document = making.ask_for(
        roundtable.center,
        about=making.about(roundtable),
        kind=name.replace("_", "-"),
        title=f"{SHEETS[name]}: {roundtable.title}",
        html=briefings.sheet_html(name, content_of(roundtable)),
    )
    record("sheet.made", roundtable, by=by, sheet=name)
    return document

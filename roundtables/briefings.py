"""Papers of a roundtable as HTML for the printer. Each takes plain facts, never a row."""

from typing import Any

from django.template.loader import render_to_string

EDITIONS = {
    "participant": "Participant edition",
    "facilitator": "Facilitator edition (not for participants)",
}


def packet_html(
    content: dict[str, Any],
    *,
    version: int,
    made_on: str,
    content_hash: str,
    changes: list[str],
) -> str:
    """The packet of one edition; `content` comes from packet_contents.content_of()."""
    return render_to_string(
        "roundtables/print/packet.html",
        {
            "packet": content,
            "center": content["center"],
            "version": version,
            "previous_version": version - 1,
            "made_on": made_on,
            "content_hash": content_hash,
            "changes": changes,
        },
    )


def sheet_html(name: str, sheet: dict[str, Any]) -> str:
    """A sign-in sheet ("sign_in_sheet") or name tents ("name_tents")."""
    return render_to_string(
        f"roundtables/print/{name}.html", {"sheet": sheet, "center": {"name": sheet["center"]}}
    )


def report_html(report: dict[str, Any], *, made_on: str) -> str:
    """The after-action report; `report` comes from reporting.content_of()."""
    return render_to_string(
        "roundtables/print/after_action_report.html",
        {"report": report, "made_on": made_on, "center": {"name": report["center"]}},
    )

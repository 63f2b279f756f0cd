"""Versions of a packet: made from one source, and what changed since the last one."""

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.documents import making
from roundtables import briefings
from roundtables.agendas import without_protections
from roundtables.models import Packet, Roundtable
from roundtables.packet_contents import content_of


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in a fixed order, as hexadecimal digits."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


LABELS = {
    "title": "Title",
    "purpose": "Purpose",
    "when": "Date and time",
    "where": "Venue",
    "facilitator": "Facilitator",
    "expected": "People expected",
    "agenda": "Agenda",
    "ground_rules": "Ground rules",
    "experts": "Subject-matter experts",
    "behaviours": "Behaviors",
    "reporting": "Where to report",
    "publications": "Publications",
}


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is different, one sentence per part: "Venue: now City Hall, before Library"."""
    sentences = []
    for key, label in LABELS.items():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) < 160:
            sentences.append(f"{label}: now {new or 'empty'}, before {old or 'empty'}")
        else:
            sentences.append(f"{label} changed")
    return sentences


@action
def make_packet(roundtable: Roundtable, edition: str, *, by: User) -> Packet:
    """Make the next version of an edition and have it printed.

    Refused while topic T07 stands on the agenda without T05 before it, or without any item.
    Nothing goes out: a version is a draft until the privacy officer signs it.
    """
    roundtable.lock()
    content = content_of(roundtable, edition)
    check(content)
    latest = roundtable.packets.filter(edition=edition).first()
    version = 1 + (roundtable.packets.filter(edition=edition).aggregate(n=Max("version"))["n"] or 0)
    changes = changes_between(latest.content, content) if latest else []
    digest = hash_of(content)
    packet = Packet.objects.create(
        roundtable=roundtable,
        edition=edition,
        version=version,
        content=content,
        content_hash=digest,
        changes=changes,
    )
    html = briefings.packet_html(
        content,
        version=version,
        made_on=f"{timezone.localdate(timezone=roundtable.zone):%B %-d, %Y}",
        content_hash=digest,
        changes=changes,
    )
    document = making.ask_for(
        roundtable.center,
        about=making.about(packet),
        kind=f"packet-{edition}",
        title=f"Packet: {roundtable.title}",
        html=html,
        version=version,
    )
    packet.change(document=document)
    record("packet.made", packet, by=by, version=version, edition=edition)
    return packet


def check(content: dict[str, Any]) -> None:
    """Refuse a packet that would break a rule of the field."""
    if not content["agenda"]:
        raise Refused("The packet needs an agenda. Build it first.")
    place = without_protections([item["topics"] for item in content["agenda"]])
    if place is not None:
        title = content["agenda"][place]["title"]
        raise Refused(
            f"“{title}” shows the indicators and behaviors (T07), and no item before it speaks of"
            " the privacy protections (T05). Put an item on T05 before it."
        )


def has_changed(packet: Packet) -> bool:
    """Whether the roundtable has moved on since this version was made (the counts aside)."""
    now = content_of(packet.roundtable, packet.edition)
    return hash_of(now | {"expected": None}) != hash_of(packet.content | {"expected": None})

"""Which version of a packet counts: the newest, and the newest that was released."""

from collections.abc import Sequence
from dataclasses import dataclass

from roundtables.enums import PacketState
from roundtables.models import Packet


@dataclass(frozen=True)
class VersionRow:
    """One version as the page shows it; `replaced_by` is the version that counts instead."""

    packet: Packet
    replaced_by: int | None


def rows_of(packets: Sequence[Packet]) -> list[VersionRow]:
    """The versions with what has taken their place: of what is released the next release, of what
    is not yet released any newer version.
    """
    return [VersionRow(packet, _replaced_by(packet, packets)) for packet in packets]


def _replaced_by(packet: Packet, packets: Sequence[Packet]) -> int | None:
    is_out = packet.state == PacketState.RELEASED
    newer = [
        other.version
        for other in packets
        if other.edition == packet.edition
        and other.version > packet.version
        and (other.state == PacketState.RELEASED or not is_out)
    ]
    return max(newer, default=None)

"""The time zones that a roundtable can have."""

import re

from bcp.accounts.models import State

IANA_NAME = re.compile(r"\b[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+\b")


def zone_choices(*also: str) -> list[tuple[str, str]]:
    """The zones of the states and territories as (IANA name, words), and those named in `also`."""
    names = {name for name in also if name}
    for main, others in State.objects.values_list("time_zone", "other_time_zones"):
        # The second column has words around the names: "America/Adak (western Aleutians)".
        names.update([main, *IANA_NAME.findall(others)])
    return [(name, in_words(name)) for name in sorted(names, key=in_words)]


def in_words(name: str) -> str:
    """Return "Denver (America/Denver)"."""
    return f"{name.rsplit('/', 1)[-1].replace('_', ' ')} ({name})"

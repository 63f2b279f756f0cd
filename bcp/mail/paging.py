"""Pages of mails, newest first, by key: as quick for the last page as for the first."""

from collections.abc import Mapping
from dataclasses import dataclass

from bcp.core.ids import number
from bcp.mail.models import OutgoingMail
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet

SIZE = 50


@dataclass(frozen=True)
class MailPage:
    """Some mails and the keys of the pages around them; empty where there is none."""

    rows: list[OutgoingMail]
    next_key: str = ""
    previous_key: str = ""


def page_of(mails: OutgoingMailQuerySet, query: Mapping[str, str]) -> MailPage:
    """The page that `after` or `before` (ids) ask for; else the first one."""
    after, before = number(query.get("after")), number(query.get("before"))
    if before:
        found = list(mails.filter(pk__gt=before).order_by("pk")[: SIZE + 1])
        has_previous, has_next = len(found) > SIZE, True
        rows = found[:SIZE][::-1]
    else:
        older = mails.filter(pk__lt=after) if after else mails
        found = list(older.order_by("-pk")[: SIZE + 1])
        has_previous, has_next = bool(after), len(found) > SIZE
        rows = found[:SIZE]
    if not rows:
        return MailPage([])
    return MailPage(
        rows,
        next_key=str(rows[-1].pk) if has_next else "",
        previous_key=str(rows[0].pk) if has_previous else "",
    )

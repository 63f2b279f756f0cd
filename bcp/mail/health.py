"""How mail is doing: what waits, who works, what is in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.accounts.zones import zone_at
from bcp.core.datetimes import describe_clock
from bcp.core.wording import counted
from bcp.mail.enums import ATTENTION_STATES, WAITING_STATES, MailState, Problem
from bcp.mail.heartbeats import SILENT_AFTER, SKEW_SECONDS
from bcp.mail.knobs import knobs
from bcp.mail.models import Instance, MailWorker, OutgoingMail, Relay
from bcp.mail.models.mail_querysets import OutgoingMailQuerySet

BROKER_SECONDS = 0.5
LOOKED_AT = timedelta(days=30)  # of mails that are done; those that are not are all counted


@dataclass
class CenterMail:
    """The mails of one center, or of the program where there is none."""

    center: Center | None
    states: dict[str, int] = field(default_factory=dict)
    oldest_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """Mails that go on by themselves."""
        return sum(self.states.get(state, 0) for state in WAITING_STATES)

    @property
    def attention(self) -> int:
        """Mails that need a person."""
        return sum(self.states.get(state, 0) for state in ATTENTION_STATES)

    @property
    def sent(self) -> int:
        """Mails handed over in the last 30 days."""
        return self.states.get(MailState.SENT, 0)


@dataclass(frozen=True)
class MailHealth:
    """Everything that the page of mail health shows."""

    centers: list[CenterMail]
    relay: Relay | None
    workers: list[MailWorker]
    instance: Instance | None
    broker_answers: bool

    @property
    def waiting(self) -> int:
        """Mails of all centers that go on by themselves."""
        return sum(one.waiting for one in self.centers)

    @property
    def attention(self) -> int:
        """Mails of all centers that need a person."""
        return sum(one.attention for one in self.centers)

    @property
    def sent(self) -> int:
        """Mails of all centers handed over in the last 30 days."""
        return sum(one.sent for one in self.centers)

    @property
    def oldest_at(self) -> datetime | None:
        """Since when the oldest waiting mail waits."""
        return min((one.oldest_at for one in self.centers if one.oldest_at), default=None)

    @property
    def live_workers(self) -> list[MailWorker]:
        """Workers that spoke in the last five minutes."""
        since = timezone.now() - SILENT_AFTER
        return [worker for worker in self.workers if worker.seen_at > since]

    @property
    def skewed_workers(self) -> list[MailWorker]:
        """Workers whose clock is wrong by more than two seconds."""
        return [one for one in self.live_workers if abs(one.clock_skew) > SKEW_SECONDS]

    @property
    def is_held(self) -> bool:
        """Whether all mail waits because a backup was restored."""
        return self.instance is not None and self.instance.held_at is not None

    @property
    def restored(self) -> int:
        """Mails on hold because a backup was restored."""
        return OutgoingMail.objects.filter(state=MailState.HELD, problem=Problem.RESTORED).count()


def mail_health() -> MailHealth:
    """Look at everything; at most half a second is spent on a broker that does not answer."""
    return MailHealth(
        centers=sorted(mail_by_center(), key=lambda one: (-one.attention, -one.waiting)),
        relay=Relay.objects.filter(name=knobs().relay).first(),
        workers=list(MailWorker.objects.all()),
        instance=Instance.objects.order_by("pk").first(),
        broker_answers=broker_answers(),
    )


def mail_by_center() -> Iterable[CenterMail]:
    """Counts by state for each center that has mails, and for the program's own."""
    since = timezone.now() - LOOKED_AT
    # What is waiting or needs a person is counted whatever its age.
    mails = OutgoingMail.objects.filter(created_at__gte=since) | OutgoingMail.objects.filter(
        state__in=[*WAITING_STATES, *ATTENTION_STATES]
    )
    rows = mails.order_by().values_list("center", "state")
    centers = Center.objects.in_bulk()
    found: dict[int | None, CenterMail] = {}
    for center, state, number, oldest in rows.annotate(n=Count("pk"), oldest=Min("created_at")):
        one = found.setdefault(center, CenterMail(centers.get(center)))
        one.states[state] = number
        if state in WAITING_STATES:
            one.oldest_at = min(oldest, one.oldest_at or oldest)
    return found.values()


def broker_answers() -> bool:
    """Whether the broker answers quickly. The broker made of files always does."""
    if not settings.REDIS_URL:
        return True
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
        retry=None,
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def is_held() -> bool:
    """Whether all mail waits because a backup was restored."""
    return Instance.objects.filter(held_at__isnull=False).exists()


def trouble_of(center: Center | None) -> list[str]:
    """Why mails of a center wait, each with what helps, in sentences; usually nothing.

    That a backup was restored is said on every page (bcp.mail.context).
    """
    sentences = []
    relay = Relay.objects.filter(name=knobs().relay).first()
    if relay is not None and relay.is_open:
        since = describe_clock(relay.failing_since or timezone.now(), zone_at(center))
        sentences.append(
            f"The mail server has not been reachable since {since}. It is tried again every minute;"
            " mails wait and leave by themselves. You need do nothing."
        )
    if not MailWorker.objects.filter(seen_at__gt=timezone.now() - SILENT_AFTER).exists():
        sentences.append(
            "No worker has looked for mail in the last five minutes, so mails wait. Ask whoever"
            " runs this site to start the mail worker; then they leave by themselves."
        )
    mails = OutgoingMail.objects.filter(center=center, state=MailState.HELD)
    if capped := mails.filter(problem=Problem.DAILY_CAP).count():
        sentences.append(
            f"{counted(capped, 'mail is', 'mails are')} over the center's limit of"
            f" {knobs().DAILY_CAP_PER_CENTER:,} in one day. Ask a DHS coordinator to release"
            " what must leave today."
        )
    return sentences


def done_about(mails: OutgoingMailQuerySet) -> datetime | None:
    """When the last of these mails leaves at the pace that the mail server is fed with.

    None when none waits or there is no pace; then they leave as fast as the server takes them.
    """
    pace = knobs().PACE_PER_MINUTE
    last: int | None = mails.waiting().aggregate(last=Max("pk"))["last"] if pace else None
    if last is None:
        return None
    ahead = OutgoingMail.objects.waiting().filter(pk__lte=last).count()
    return timezone.now() + timedelta(minutes=ahead / pace)

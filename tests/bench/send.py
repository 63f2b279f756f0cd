"""The Send page: from the press of the button to the redirect, whatever the number of people.

    DATABASE_URL=postgres://… ./run bench send [--json]

A wave of each size is sent by a request to the page: middleware, preflight, one link and one ledger
row for each person, audit, commit. The bare way writes the same links and ledger rows, finished, into
the same tables in the same run.
"""

import argparse
import copy
import json
import os
import sys
import time

import django

from tests.bench import _databases
from tests.bench import _stakeholders as shared

SIZES, TIMES, TARGET_S = (10, 100, 1000, 1500), 3, 2.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    url = _databases.server()
    os.environ["MAIL_DAILY_CAP_PER_CENTER"] = "1000000"  # held mails would be no measure
    django.setup()
    with _databases.scratch_databases(url, "send") as made:
        _databases.use_database(made["send"])
        result = run()
    print(result["machine"])
    for row in result["rows"]:
        print(f"{row['people']:>6,} people: page {row['page_s']:.2f} s, bare rows"
              f" {row['bare_s']:.2f} s, ratio {row['ratio']:.1f}")  # fmt: skip
    print(f"Target {TARGET_S} s: {'met' if result['ok'] else 'missed'}.")
    if args.json:
        print(json.dumps(result))
    return 0 if result["ok"] else 1


def run():
    from django.conf import settings
    from django.test import Client

    from roundtables.recipients import MOST_AT_ONCE

    assert SIZES[-1] == MOST_AT_ONCE
    settings.ALLOWED_HOSTS = ["*"]
    center, user = shared.prepare()
    client = Client()
    client.force_login(user)
    sent(client, center, 10)  # the first request of a process is no measure
    rows = []
    for people in SIZES:
        both = [sent(client, center, people) for _ in range(TIMES)]
        page, bare = (sorted(times)[TIMES // 2] for times in zip(*both, strict=True))
        rows.append({"people": people, "page_s": page, "bare_s": bare, "ratio": page / bare})
    return {
        "benchmark": "send",
        "machine": shared.machine(),
        "rows": rows,
        "ok": all(row["page_s"] < TARGET_S for row in rows),
    }


def sent(client, center, people):
    """Seconds of the page and of the bare rows, for a wave of a roundtable of its own."""
    from roundtables.sending import fingerprint, planned_for

    roundtable = planned(center, people)
    form = {
        "wave": 1,
        "once": f"bench-{roundtable.pk}",
        "seen": fingerprint(planned_for(roundtable, 1)),
    }
    started = time.perf_counter()
    answer = client.post(f"/roundtables/{roundtable.pk}/invitations/send/", form)
    page = time.perf_counter() - started
    assert answer.status_code == 302, answer.content[:500]
    return page, bare_rows(roundtable, people)


def planned(center, people):
    """A scheduled roundtable with so many people on its list."""
    from roundtables.models import Invitation
    from tests.factories.engagements import SectorFactory
    from tests.factories.roundtables import InvitationFactory, RoundtableFactory

    roundtable = RoundtableFactory(engagement__center=center, scheduled=True, seats=5000)
    rows = InvitationFactory.build_batch(
        people, roundtable=roundtable, planned=True, sector=SectorFactory()
    )
    for row in rows[::5]:
        row.language = "es"
    Invitation.objects.bulk_create(rows, batch_size=500)
    return roundtable


def bare_rows(roundtable, people):
    """Seconds that copies of the rows take which the page has just written; nothing stays."""
    from django.db import connection, transaction

    from bcp.mail.models import OutgoingMail
    from roundtables.models import RsvpLink

    asked = roundtable.invitations.all()
    mails = OutgoingMail.objects.about(f"invitation:{pk}" for pk in asked.values_list("pk", flat=1))
    links = [copied(link, token_hash=f"{link.token_hash[:54]}-copy")
             for link in RsvpLink.objects.filter(invitation__in=asked)]  # fmt: skip
    mails = [copied(mail, kind="copy") for mail in mails]
    assert len(links) == len(mails) == people
    assert {mail.state for mail in mails} == {"queued"}
    with transaction.atomic():
        started = time.perf_counter()
        RsvpLink.objects.bulk_create(links, batch_size=500)
        OutgoingMail.objects.bulk_create(mails, batch_size=500)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit checks them
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def copied(row, **changes):
    twin = copy.copy(row)
    twin.pk = None
    twin._state = copy.copy(row._state)
    twin._state.adding = True
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


if __name__ == "__main__":
    sys.exit(main())

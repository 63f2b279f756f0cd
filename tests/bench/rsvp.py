"""The RSVP page against a bare Django view, and a storm of answers on one roundtable.

    DATABASE_URL=postgres://… ./run bench rsvp [--seconds 60] [--json]

Both are served by gunicorn with two workers on the same PostgreSQL, in turn within one run, so that
only the ratio counts. POST is measured with people who change their minds all the time, in a house
that is full: every other answer gives back a seat, and somebody else moves up. The storm is the day
after a mailing: people answer, and one in ten of the answers is a change of mind. It comes at 60 %
of what the bare view takes.
"""

import argparse
import json
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from urllib.parse import urlsplit

import psycopg2

from tests.bench._answers import Answers, ask, get_request
from tests.bench._databases import scratch_databases, server
from tests.bench._served import served

CLIENTS, ROUNDS, PER_ROUND = 4, 3, 4.0  # threads, measurements of each, seconds of one
INVITED, SEATS = 2000, 600
STORM_INVITED, STORM_SEATS = 30_000, 3_000
AGAIN = 0.1  # of the storm's answers come from people who have answered before
TARGET, P95_MS = 2.5, 500


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=60, help="how long the storm lasts")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    url = server()
    with scratch_databases(url, "rsvp") as made, tempfile.TemporaryDirectory() as folder:
        database = made["rsvp"]
        env = {**os.environ, "DATABASE_URL": database, "DATA_DIR": folder, "REDIS_URL": "",
               "SSL_REDIRECT": "no", "SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "ERROR",
               "SECRET_KEY": "bench-" + secrets.token_hex(24),
               "DJANGO_SETTINGS_MODULE": "bcp.settings.production"}  # fmt: skip
        os.environ.update(env)
        tokens, storm_tokens = seed(database)
        with served("bcp.wsgi", env) as real, served("tests.bench._bare", env) as bare:
            name = urlsplit(database).path[1:]
            result = measure(real, bare, tokens, storm_tokens, args.seconds, name)
    report(result)
    if args.json:
        print(json.dumps(result))
    return 0 if result["ok"] else 1


def seed(database):
    """One roundtable, its invitations, a link for each; the same tokens for the bare table."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    tokens = invited(SEATS, INVITED)
    storm_tokens = invited(STORM_SEATS, STORM_INVITED)
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, token_hash varchar(64)"
                       " UNIQUE, name varchar(120), email varchar(120), rsvp varchar(12))")  # fmt: skip
        rows = [(token, f"Invitee {n}", f"invitee{n}@fire.example.org") for n, token in
                enumerate(tokens)]  # fmt: skip
        cursor.executemany("INSERT INTO bench_bare (token_hash, name, email, rsvp)"
                           " VALUES (%s, %s, %s, 'none')", rows)  # fmt: skip
        cursor.execute("ANALYZE")
    return tokens, storm_tokens


def invited(seats, number):
    """A roundtable of its own with so many people invited; their tokens."""
    from roundtables.models import Invitation, Roundtable, RsvpLink
    from tests.factories.engagements import SectorFactory
    from tests.factories.roundtables import InvitationFactory, RoundtableFactory

    roundtable = RoundtableFactory(scheduled=True, seats=seats)
    people = InvitationFactory.build_batch(number, roundtable=roundtable, sector=None)
    sector = SectorFactory()
    for person in people:
        person.sector = sector
    Invitation.objects.bulk_create(people, batch_size=1000)
    roundtable = Roundtable.objects.select_related("engagement").get(pk=roundtable.pk)
    return list(RsvpLink.objects.issue_all(people).values())


def throughput(site, make_request, seconds):
    """Answers per second with CLIENTS threads that never wait, and the statuses seen."""
    stop_at = time.perf_counter() + seconds
    done, statuses = [0] * CLIENTS, set()

    def run(number):
        while time.perf_counter() < stop_at:
            status, _ = ask(site.port, make_request())
            statuses.add(status)
            done[number] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started), statuses


def measure(real, bare, tokens, storm_tokens, seconds, database):
    chooser = random.Random(3)
    gets = lambda: get_request(chooser.choice(tokens))  # noqa: E731
    real_answers, bare_answers = Answers(tokens, is_real=True), Answers(tokens, is_real=False)
    rates = {name: [] for name in ("get_real", "get_bare", "post_real", "post_bare")}
    statuses = set()
    for site, make in ((real, gets), (bare, gets), (real, real_answers.request),
                       (bare, bare_answers.request)):  # fmt: skip
        throughput(site, make, 1.5)
    for _ in range(ROUNDS):
        for name, site, make in (
            ("get_bare", bare, gets), ("get_real", real, gets),
            ("post_bare", bare, bare_answers.request), ("post_real", real, real_answers.request),
        ):  # fmt: skip
            rate, seen = throughput(site, make, PER_ROUND)
            rates[name].append(rate)
            statuses |= seen
    best = {name: max(values) for name, values in rates.items()}
    cost = {
        f"{name}_cpu_ms": round(site.processor_ms(database, make), 2)
        for name, site, make in (
            ("get_bare", bare, gets), ("get_real", real, gets),
            ("post_bare", bare, bare_answers.request), ("post_real", real, real_answers.request),
        )
    }  # fmt: skip
    crowd = Answers(storm_tokens, is_real=True, again=AGAIN)
    stormed = storm(real, crowd, 0.6 * best["post_bare"], seconds)
    ratios = {"get_ratio": best["get_bare"] / best["get_real"],
              "post_ratio": best["post_bare"] / best["post_real"]}  # fmt: skip
    ok = (
        max(ratios.values()) <= TARGET
        and stormed["errors"] == 0
        and stormed["seats_right"]
        and stormed["p95_ms"] < P95_MS
    )
    return {**{f"{k}_per_second": round(v) for k, v in best.items()},
            **{k: round(v, 2) for k, v in ratios.items()}, **cost, **stormed,
            "statuses": sorted(statuses), "ok": ok}  # fmt: skip


def storm(site, answers, rate, seconds):
    """Answers at a fixed rate; then the books are checked."""
    latencies, codes = [], []
    lock = threading.Lock()
    stop_at = time.perf_counter() + seconds
    slots = iter(range(10**9))
    started = time.perf_counter()

    def run():
        while True:
            with lock:
                due = started + next(slots) / rate
            if due > stop_at:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _ = ask(site.port, answers.request())
            with lock:
                # From when it was due: a queue that builds up counts as waiting.
                latencies.append(time.perf_counter() - due)
                codes.append(status)

    threads = [threading.Thread(target=run) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    latencies.sort()
    took = time.perf_counter() - started
    return {
        "storm_rate": round(rate), "storm_answers": len(codes),
        "storm_reached": round(len(codes) / took),
        "p50_ms": round(1000 * latencies[len(latencies) // 2]),
        "p95_ms": round(1000 * latencies[int(len(latencies) * 0.95)]),
        "errors": sum(code >= 400 for code in codes),
        **books(),
    }  # fmt: skip


def books():
    from django.db import connection

    from roundtables.enums import Rsvp
    from roundtables.models import Roundtable

    roundtable = Roundtable.objects.get(seats=STORM_SEATS)
    yes = roundtable.invitations.filter(rsvp=Rsvp.YES).count()
    waiting = roundtable.invitations.filter(rsvp=Rsvp.WAITLISTED).count()
    connection.close()
    right = roundtable.seats_taken == yes <= roundtable.seats and (
        not waiting or yes == roundtable.seats
    )
    return {"seats": roundtable.seats, "seats_taken": roundtable.seats_taken, "yes": yes,
            "waiting": waiting, "seats_right": right}  # fmt: skip


def report(result):
    print(f"RSVP page, gunicorn with 2 workers, PostgreSQL, {CLIENTS} clients on the same machine")
    print(
        f"  GET   bare {result['get_bare_per_second']:>5}/s   "
        f"ours {result['get_real_per_second']:>5}/s   ratio {result['get_ratio']:.2f}"
    )
    print(
        f"  POST  bare {result['post_bare_per_second']:>5}/s   "
        f"ours {result['post_real_per_second']:>5}/s   ratio {result['post_ratio']:.2f}"
        f"   (at most {TARGET})"
    )
    print(
        f"  Cost of one (processor, workers and database): GET {result['get_bare_cpu_ms']} and "
        f"{result['get_real_cpu_ms']} ms, POST {result['post_bare_cpu_ms']} and "
        f"{result['post_real_cpu_ms']} ms"
    )
    print(
        f"  Storm {result['storm_answers']} answers at {result['storm_rate']}/s: "
        f"{result['errors']} errors, p50 {result['p50_ms']} ms, p95 {result['p95_ms']} ms; "
        f"{result['yes']} yes for {result['seats']} seats, {result['waiting']} waiting: "
        f"{'exact' if result['seats_right'] else 'WRONG'}"
    )


if __name__ == "__main__":
    sys.exit(main())

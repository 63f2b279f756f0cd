"""The directory's list page at 1,000, 100,000 and 1,000,000 organizations.

    DATABASE_URL=postgres://… ./run bench directory [--rows 1000,100000,1000000] [--json]

Each size has a database of its own; the sizes are measured in turn, several times within one run,
so that only the ratio to the smallest counts. Whole pages: middleware, queries, template.
"""

import argparse
import json
import statistics
import sys
from collections import defaultdict
from functools import partial

import django

from tests.bench import _databases
from tests.bench import _stakeholders as shared

ROUNDS, PER_ROUND = 12, 3
FLAT, SEARCH = 1.5, 10.0
PAGES = (
    "first page", "next page", "middle page", "last page", "filter: sector and state",
    "filter: sector and small state",
    "filter: stage", "filter: overdue", "sort: contact due", "sort: next step", "sort: added last",
    "search: common word", "search: one in a hundred", "search: rare word", "search: two words",
    "search: no hit",
)  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", default="1000,100000,1000000")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    url = _databases.server()
    django.setup()
    sizes = [int(size) for size in args.rows.split(",")]
    with _databases.scratch_databases(url, *(f"directory_{size}" for size in sizes)) as made:
        addresses = {size: made[f"directory_{size}"] for size in sizes}
        result = run(addresses)
    report(result, sizes)
    if args.json:
        print(json.dumps(result))
    return 0 if result["ok"] else 1


def run(addresses):
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    queries = {}
    for size, address in addresses.items():
        _databases.use_database(address)
        center, _ = shared.prepare()
        fill(center, size)
        queries[size] = pages_of(center, size)
        print(f"{size:,} organizations are there.", file=sys.stderr)
    times = defaultdict(lambda: defaultdict(list))
    clients = {}
    for _ in range(ROUNDS):
        for page in PAGES:  # sizes next to each other, so that a busy moment meets all of them
            for size, address in addresses.items():
                _databases.use_database(address)
                if size not in clients:
                    clients[size] = signed_in()
                call = partial(clients[size].get, "/stakeholders/", queries[size][page])
                check(call())
                times[page][size] += shared.timed(call, PER_ROUND)
    return judged(times, sorted(addresses), shared.machine())


def signed_in():
    from django.test import Client

    from bcp.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email="bench@center.example.org"))
    return client


def check(response):
    if response.status_code != 200:
        raise SystemExit(f"The page answered {response.status_code}.")


def fill(center, size):
    """Put the rows in by COPY, then their indexes; the dates spread over three years."""
    import datetime
    import random

    from django.db import connection
    from django.utils import timezone

    from stakeholders import keys
    from stakeholders.importing.staging import write

    chance = random.Random(size)
    today, now = timezone.localdate(), timezone.now()
    columns = [
        "name",
        "sector_id",
        "city",
        "county",
        "state_id",
        "zip_code",
        "phone",
        "address",
        "sort_name",
        "search_text",
        "match_key",
        "county_key",
        "phone_digits",
        "domain",
        "level",
        "website",
        "stage",
        "last_contact_on",
        "contact_due_on",
        "next_step",
        "next_step_on",
        "next_step_order",
        "notes",
        "center_id",
        "created_at",
        "updated_at",
    ]

    def rows():
        for facts in shared.organizations(size, size):
            name, city, state = facts["name"], facts["city"], facts["state"]
            last = chance.choice([None, today - datetime.timedelta(days=chance.randint(0, 1000))])
            step = (
                today + datetime.timedelta(days=chance.randint(-30, 300))
                if chance.random() < 0.1
                else None
            )
            due = last + datetime.timedelta(days=180) if last else datetime.date(1900, 1, 1)
            yield (
                name, facts["sector"], city, facts["county"], state, facts["zip_code"],
                facts["phone"], facts["address"], keys.folded(name),
                keys.folded(f"{name} {city} {facts['county']}"),
                keys.match_key(name, state, city), keys.county_key(state, facts["county"]),
                keys.phone_digits(facts["phone"]), "", "", "", chance.choice(shared.STAGES),
                last, due, "Call them" if step else "", step,
                step or datetime.date(9999, 12, 31), "", center.pk, now, now,
            )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'stakeholders_organization' AND indexname NOT LIKE '%_pkey'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET maintenance_work_mem = '512MB'")
        write("stakeholders_organization", columns, rows())
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")


def pages_of(center, size):
    """What each page asks for: name -> query."""
    from stakeholders.directory import SORTS
    from stakeholders.models import Organization
    from stakeholders.paging import key_of

    rows = Organization.objects.filter(center=center).order_by("sort_name", "id")
    middle, fifty, last = rows[size // 2], rows[49], rows[size - 60]
    rare = rows[size // 3].name.split()[1]
    by_name = SORTS["name"]
    queries = (
        {},
        {"after": key_of(fifty, by_name)},
        {"after": key_of(middle, by_name)},
        {"after": key_of(last, by_name)},
        {"sector": "fire", "state": "CO"},
        {"sector": "fire", "state": "WY"},
        {"stage": "active"},
        {"freshness": "overdue"},
        {"sort": "contact"},
        {"sort": "next_step"},
        {"sort": "newest"},
        {"q": "department"},
        {"q": "zion"},
        {"q": rare},
        {"q": f"{rare} fire"},
        {"q": "qxqxqx"},
    )
    return dict(zip(PAGES, queries, strict=True))


def judged(times, sizes, machine):
    pages, ok = {}, True
    for page, by_size in times.items():
        medians = {size: round(statistics.median(by_size[size]), 1) for size in sizes}
        ratio = round(medians[sizes[-1]] / medians[sizes[0]], 2)
        target = SEARCH if page.startswith("search") else FLAT
        ok = ok and ratio <= target
        pages[page] = {"ms": medians, "ratio": ratio, "target": target}
    return {"benchmark": "directory", "machine": machine, "pages": pages, "ok": ok}


def report(result, sizes):
    print(result["machine"])
    print(
        f"{'page, median in ms':28}"
        + "".join(f"{size:>12,}" for size in sizes)
        + "   ratio  target"
    )
    for page, row in result["pages"].items():
        cells = "".join(f"{row['ms'][size]:>12}" for size in sizes)
        print(f"{page:28}{cells}{row['ratio']:>8}{row['target']:>8}")


if __name__ == "__main__":
    sys.exit(main())

# ruff: noqa: N999 - the benchmark is called by this name
"""Import of 100,000 rows with duplicate detection, against a bare COPY and against save() per row.

    DATABASE_URL=postgres://… ./run bench import [--rows 100000] [--json]

The bare COPY puts the same finished rows into the same table with the same indexes. The import does
everything a person's upload does: charset, header, columns, understanding, comparing, preview rows,
writing, and is measured from the bytes of the file to the committed rows. One row in twenty repeats
an earlier one and one in fifty is alike to one.
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

import django

from tests.bench import _databases
from tests.bench import _stakeholders as shared

SAVED = 400  # rows for save() per row; more would only take longer
COPY_TARGET, SAVE_TARGET, MEMORY_TARGET = 6.0, 20.0, 400
HEAD = ("Agency Name", "Type", "Street", "City", "County", "State", "ZIP", "Phone")
KIND_OF = {"fire": "Fire", "law_enforcement": "Police"}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--json", action="store_true")
    options.add_argument("--part", choices=["copy", "save", "import"], help=argparse.SUPPRESS)
    args = options.parse_args()
    url = _databases.server()
    if args.part:
        django.setup()
        print(json.dumps(PARTS[args.part](args.rows)))
        return 0
    result = judged({part: in_process(part, url, args.rows) for part in ("copy", "save", "import")})
    report(result)
    if args.json:
        print(json.dumps(result))
    return 0 if result["ok"] else 1


def in_process(part, url, rows):
    """One part in a process and a database of its own, so that its memory is its own."""
    with (
        _databases.scratch_databases(url, f"import_{part}") as made,
        tempfile.TemporaryDirectory() as folder,
    ):
        env = {**os.environ, "DATABASE_URL": made[f"import_{part}"], "DATA_DIR": folder,
               "STATEMENT_TIMEOUT_MS": "0"}  # fmt: skip
        command = [sys.executable, "-m", "tests.bench.import", "--part", part, "--rows", str(rows)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])


def rows_of_file(count, seed=7):
    """The rows of the file, with repeats and alike ones."""
    chance = random.Random(7)
    earlier = []
    for number, facts in enumerate(shared.organizations(count, seed)):
        if number % 20 == 19:
            facts = chance.choice(earlier)
        elif number % 50 == 7 and earlier:
            other = chance.choice(earlier)
            facts = {**other, "name": other["name"].replace("Department", "Dept. Association")}
        elif number % 10 == 0:
            earlier.append(facts)
        yield (
            facts["name"].upper(), facts["sector"], facts["address"].upper(), facts["city"].upper(),
            facts["county"].upper(), facts["state"], facts["zip_code"], facts["phone"],
        )  # fmt: skip


def file_of(count, seed=7):
    """The file as bytes."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(rows_of_file(count, seed))
    return text.getvalue().encode()


def drafts_of(center, count, seed=7):
    """The same rows, understood and ready to be stored."""
    from stakeholders.importing.columns import propose
    from stakeholders.importing.reading import open_table
    from stakeholders.importing.understanding import Reader
    from stakeholders.importing.vocabulary import read_vocabulary

    table = open_table(file_of(count, seed), "list.csv")
    words = read_vocabulary()
    mapping = {
        match.field: match.column for match in propose(table.headers, table.samples(), words)
    }
    reader = Reader(table, mapping, words, default_state=center.state_id)
    return [reader.read(record) for record in table.records()]


def bare_copy(count):
    """COPY of finished rows into the table with all its indexes."""
    import datetime

    from django.utils import timezone

    from stakeholders.importing.staging import FACTS, write

    center, _ = shared.prepare()
    now = timezone.now()
    rest = (
        center.pk,
        "identified",
        "",
        datetime.date(1900, 1, 1),
        datetime.date(9999, 12, 31),
        now,
        now,
    )
    columns = [*FACTS, "center_id", "stage", "next_step", "contact_due_on", "next_step_order",
               "created_at", "updated_at"]  # fmt: skip
    rows = [
        (*(getattr(draft, name) for name in FACTS.values()), *rest)
        for draft in drafts_of(center, count)
    ]
    started = time.perf_counter()
    write("stakeholders_organization", columns, iter(rows))
    return {
        "seconds": time.perf_counter() - started,
        "rows": len(rows),
        "machine": shared.machine(),
    }


def save_each(count):
    """Look for a duplicate and save(), row by row, once all the other rows are there.

    "alike" finds what the import finds, by the product's own rule, among the rows that share name,
    phone or city; the loop gets an index by city for it. The other two find equal names only: by
    the product's indexed key, and without regard to case, as plain Django code does it.
    """
    from django.db import connection

    from stakeholders.models import Organization

    bare_copy(count)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON stakeholders_organization (center_id, UPPER(city))")
        cursor.execute("ANALYZE stakeholders_organization")
    center = Organization.objects.first().center
    mine = Organization.objects.filter(center=center)
    ways = {
        "alike": lambda draft: is_alike_to_one(mine, draft),
        "by key": lambda draft: mine.filter(match_key=draft.match_key).exists(),
        "by name": lambda draft: mine.filter(
            name__iexact=draft.name, city__iexact=draft.city
        ).exists(),
    }
    seconds = {}
    for seed, (way, is_known) in enumerate(ways.items(), start=8):
        drafts = drafts_of(center, SAVED, seed)
        started = time.perf_counter()
        for draft in drafts:
            if not is_known(draft):
                Organization(
                    center=center, name=draft.name, sector_id=draft.sector, address=draft.address,
                    city=draft.city, county=draft.county, state_id=draft.state,
                    zip_code=draft.zip_code, phone=draft.phone,
                ).save()  # fmt: skip
        seconds[way] = (time.perf_counter() - started) / len(drafts)
    return {"seconds_per_row": seconds}


def is_alike_to_one(organizations, draft):
    """Whether one of them is, or may be, the organization of a row."""
    from django.db.models import Q

    from stakeholders.importing.assessing import COMPARED
    from stakeholders.importing.comparing import Comparison, known_row

    near = Q(match_key=draft.match_key) | Q(city__iexact=draft.city)
    if draft.phone_digits:
        near |= Q(phone_digits=draft.phone_digits)
    rows = organizations.filter(near, state=draft.state).values_list("pk", *COMPARED)
    known = [known_row(pk=pk, **dict(zip(COMPARED, values, strict=True))) for pk, *values in rows]
    asked = known_row(**{name: getattr(draft, name) for name in COMPARED}, line=draft.line)
    return Comparison(known).find(asked).known is not None


def whole_import(count):
    """Everything, from the bytes of the file to the committed rows; then the same file again."""
    from stakeholders.importing import batches
    from stakeholders.models import ImportBatch, Organization

    center, user = shared.prepare()
    content = file_of(count)
    seconds, counts = {}, []
    for name in ("first", "again"):
        started = time.perf_counter()
        batch = batches.start(center, content, "list.csv", by=user)
        batches.match_columns(batch, batch.mapping, by=user)
        batches.read(batch)
        seconds[f"{name} preview"] = time.perf_counter() - started
        batches.request_commit(batch, by=user)
        batches.commit(batch)
        seconds[name] = time.perf_counter() - started
        counts.append(ImportBatch.objects.get(pk=batch.pk).counts)
    return {
        "seconds": seconds,
        "counts": counts,
        "organizations": Organization.objects.count(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


PARTS = {"copy": bare_copy, "save": save_each, "import": whole_import}


def judged(parts):
    copy, whole = parts["copy"]["seconds"], parts["import"]["seconds"]
    rows = parts["copy"]["rows"]
    against_copy = whole["first"] / copy
    saving = {way: each * rows for way, each in parts["save"]["seconds_per_row"].items()}
    faster = {way: round(seconds / whole["first"], 1) for way, seconds in saving.items()}
    memory = parts["import"]["peak_mb"]
    return {
        "benchmark": "import",
        "machine": parts["copy"]["machine"],
        "rows": rows,
        "bare_copy_s": round(copy, 2),
        "import_s": round(whole["first"], 2),
        "preview_s": round(whole["first preview"], 2),
        "again_s": round(whole["again"], 2),
        "save_per_row_s": {way: round(seconds, 1) for way, seconds in saving.items()},
        "against_copy": round(against_copy, 2),
        "faster_than_save": faster,
        "peak_mb": memory,
        "counts": parts["import"]["counts"],
        "ok": against_copy <= COPY_TARGET
        and faster["alike"] >= SAVE_TARGET
        and memory < MEMORY_TARGET,
    }


def report(result):
    print(result["machine"])
    lines = (
        ("bare COPY with indexes", f"{result['bare_copy_s']} s", "1"),
        ("import, whole", f"{result['import_s']} s",
         f"{result['against_copy']} (target {COPY_TARGET})"),
        ("  of it until the preview", f"{result['preview_s']} s", ""),
        ("the same file again", f"{result['again_s']} s", ""),
        *(
            (f"save() per row, {way}", f"{seconds} s", f"{result['faster_than_save'][way]} times")
            for way, seconds in result["save_per_row_s"].items()
        ),
        ("peak memory", f"{result['peak_mb']} MB", f"(target {MEMORY_TARGET})"),
    )  # fmt: skip
    print(f"{result['rows']:,} rows; target: {SAVE_TARGET} times faster than save() of rows that")
    print("were looked up with the same rule (alike)")
    for name, value, ratio in lines:
        print(f"{name:28}{value:>12}   {ratio}")


if __name__ == "__main__":
    sys.exit(main())

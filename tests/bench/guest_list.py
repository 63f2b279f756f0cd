"""The guest list for 10,000 organizations and 40 gaps.

DATABASE_URL=postgres://… ./run bench guest_list [--organizations 10000] [--json]
"""

import argparse
import json
import sys

import django

from tests.bench import _databases
from tests.bench import _stakeholders as shared

GAPS, TIMES, TARGET_MS = 40, 5, 1000


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--organizations", type=int, default=10_000)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    url = _databases.server()
    django.setup()
    with _databases.scratch_databases(url, "guest_list") as made:
        _databases.use_database(made["guest_list"])
        result = run(args.organizations)
    print(result["machine"])
    print(
        f"{result['organizations']:,} organizations, {GAPS} gaps: {result['ms']} ms,"
        f" {result['queries']} queries ({result['queries_of_ten']} for ten organizations)"
    )
    print(f"of it the rule alone: {result['rule_ms']} ms; the page: {result['page_ms']} ms")
    if args.json:
        print(json.dumps(result))
    return 0 if result["ok"] else 1


def run(count):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from engagements.models import Engagement, Gap, Question
    from stakeholders import matching, suggesting
    from tests.bench.directory import fill

    center, user = shared.prepare()
    engagement = Engagement.objects.create(
        center=center, title="Bench", state="outreach", time_zone="America/Denver"
    )
    for question in Question.objects.filter(questionnaire__is_current=True)[:GAPS]:
        Gap.objects.create(
            engagement=engagement, focus_area=question.focus_area, question=question, value=1,
            area_score=40, area_class="priority",
        )  # fmt: skip

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            suggesting.guest_list(engagement)
        return len(captured)

    fill(center, 10)
    few = queries()
    fill(center, count - 10)
    many = queries()
    gaps, candidates = suggesting.gap_facts(engagement), suggesting.candidate_facts(engagement)
    client = Client()
    client.force_login(user)
    url = f"/engagements/{engagement.pk}/guest-list/"
    took = shared.measured(lambda: suggesting.guest_list(engagement), TIMES)
    return {
        "benchmark": "guest_list",
        "machine": shared.machine(),
        "organizations": count,
        "gaps": GAPS,
        "ms": round(took),
        "rule_ms": round(shared.measured(lambda: matching.suggest(gaps, candidates), TIMES)),
        "page_ms": round(shared.measured(lambda: client.get(url), TIMES)),
        "queries": many,
        "queries_of_ten": few,
        "ok": took < TARGET_MS and many <= few,
    }


if __name__ == "__main__":
    sys.exit(main())

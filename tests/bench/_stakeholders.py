"""What the benchmarks of the directory share: a center, and rows to fill it."""

import os
import random
import statistics
import time

KINDS = (
    ("Volunteer Fire Department", "fire", 30),
    ("Fire Protection District", "fire", 15),
    ("Police Department", "law_enforcement", 15),
    ("Hospital", "public_health", 10),
    ("Health Department", "public_health", 6),
    ("Chamber of Commerce", "chamber", 8),
    ("School District", "education", 10),
    ("Community Church", "community", 6),
)
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"
STATES = ("CO", "WY", "UT", "NM", "KS", "NE", "OK", "TX", "AZ", "MT")
STAGES = ("identified", "identified", "identified", "contacted", "met", "active", "dormant")


def prepare():
    """Tables, vocabulary, one center with its director."""
    from django.core.management import call_command

    from bcp.accounts.models import Center, Membership, User

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    center = Center.objects.create(
        name="Bench Fusion Center", slug="bench", state_id="CO", city="Denver",
        designation="primary", time_zone="America/Denver",
    )  # fmt: skip
    user = User.objects.create_user("bench@center.example.org", name="Bench")
    Membership.objects.create(user=user, center=center, role="director")
    return center, user


def words(count, seed):
    """Made-up words that look like names of places."""
    chance = random.Random(seed)
    return [
        "".join(
            chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 4))
        ).title()
        for _ in range(count)
    ]


def organizations(count, seed=1):
    """Facts of made-up organizations: name, sector, city, county, state, ZIP, phone, address.

    One in a hundred is called Zion, so that there is a word between common and rare.
    """
    chance = random.Random(seed)
    places = words(max(count // 40, 200), seed)
    counties = words(60, seed + 1)
    kinds, weights = list(KINDS), [kind[2] for kind in KINDS]
    for number in range(count):
        kind, sector, _ = chance.choices(kinds, weights)[0]
        first = "Zion" if number % 100 == 50 else chance.choice(places)
        name = f"{first} {chance.choice(places)} {kind}"
        state = "CO" if number % 2 else chance.choice(STATES)
        yield {
            "name": name,
            "sector": sector,
            "city": chance.choice(places),
            "county": chance.choice(counties),
            "state": state,
            "zip_code": f"{chance.randint(10000, 99999)}",
            "phone": f"{chance.randint(201, 989)}-{chance.randint(200, 999)}-{number % 10000:04}",
            "address": f"{chance.randint(1, 9999)} {chance.choice(places)} St",
        }


def timed(call, times):
    """How long some calls took, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def measured(call, times):
    """The median of some calls, in milliseconds."""
    return statistics.median(timed(call, times))


def machine():
    """What the figures were taken on."""
    import platform

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {server}"

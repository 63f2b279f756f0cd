"""A database of its own for a benchmark, made on the server that DATABASE_URL names."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2


def server():
    """The address of the server; without one the benchmark ends with a sentence."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        print("Set DATABASE_URL to a PostgreSQL server on which a database may be made.")
        raise SystemExit(2)
    return url


@contextmanager
def scratch_databases(url, *names):
    """Databases of their own (name -> address), gone afterwards."""
    parts = urlsplit(url)
    admin = psycopg2.connect(url)
    admin.autocommit = True
    made = {name: f"bench_{name}_{os.getpid()}" for name in names}
    try:
        with admin.cursor() as cursor:
            for database in made.values():
                cursor.execute(f"CREATE DATABASE {database}")
        yield {
            name: urlunsplit(parts._replace(path=f"/{database}")) for name, database in made.items()
        }
    finally:
        with admin.cursor() as cursor:
            for database in made.values():
                cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        admin.close()


def use_database(url):
    """Point Django's connection to another database."""
    from django.db import connection

    from bcp.settings.environment import database

    connection.close()
    settings = database(url)
    settings["OPTIONS"]["options"] = "-c statement_timeout=0"
    connection.settings_dict.update(
        NAME=settings["NAME"],
        USER=settings["USER"],
        PASSWORD=settings["PASSWORD"],
        HOST=settings["HOST"],
        PORT=settings["PORT"],
        OPTIONS=settings["OPTIONS"],
    )

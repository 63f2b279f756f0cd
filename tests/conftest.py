"""People, centers, clients and reference data that every test may ask for."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.models import Center, User
from tests.factories.accounts import CenterFactory, UserFactory, person_at
from tests.purity import ReadOnly
from tests.reference import bring_reference


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tests' database, in which a test with transactions of its own may empty every table."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_no_truncate")


# The people. `center` is theirs; `outsider` directs `other_center`.


@pytest.fixture
def center(db: None) -> Center:
    return CenterFactory(name="Front Range Fusion Center", acronym="FRFC")


@pytest.fixture
def today(center: Center) -> date:
    """The day on the center's clocks."""
    return timezone.localdate(timezone=center.zone)


@pytest.fixture
def other_center(db: None) -> Center:
    return CenterFactory(name="Other Fusion Center", acronym="OFC")


@pytest.fixture
def director(center: Center) -> User:
    return person_at(center, Role.DIRECTOR, name="Dana Director", email="dana@center.example.org")


@pytest.fixture
def coordinator_user(center: Center) -> User:
    return person_at(center, Role.COORDINATOR, name="Cory Coordinator")


@pytest.fixture
def privacy_officer(center: Center) -> User:
    return person_at(center, Role.PRIVACY_OFFICER, name="Perry Privacy")


@pytest.fixture
def viewer(center: Center) -> User:
    return person_at(center, Role.VIEWER, name="Vic Viewer")


@pytest.fixture
def outsider(other_center: Center) -> User:
    return person_at(other_center, Role.DIRECTOR, name="Olu Outsider")


@pytest.fixture
def dhs_coordinator(db: None) -> User:
    return UserFactory(dhs=True, name="Devon DHS", email="devon@program.example.org")


@pytest.fixture
def auditor(db: None) -> User:
    return UserFactory(auditor=True, name="Audre Auditor")


# The same people, signed in.


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A function from a person to a client in which they are signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def director_client(client_of: Callable[[User], Client], director: User) -> Client:
    return client_of(director)


@pytest.fixture
def coordinator_client(client_of: Callable[[User], Client], coordinator_user: User) -> Client:
    return client_of(coordinator_user)


@pytest.fixture
def privacy_client(client_of: Callable[[User], Client], privacy_officer: User) -> Client:
    return client_of(privacy_officer)


@pytest.fixture
def viewer_client(client_of: Callable[[User], Client], viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def outsider_client(client_of: Callable[[User], Client], outsider: User) -> Client:
    return client_of(outsider)


@pytest.fixture
def dhs_client(client_of: Callable[[User], Client], dhs_coordinator: User) -> Client:
    return client_of(dhs_coordinator)


@pytest.fixture
def auditor_client(client_of: Callable[[User], Client], auditor: User) -> Client:
    return client_of(auditor)


@pytest.fixture
def reference(db: None) -> None:
    """The reference data of the project: vocabulary, questionnaire, states, 80 centers.

    Ask for it before rows that need the vocabulary. Read from the files once per process, then
    copied in.
    """
    bring_reference()


@pytest.fixture(autouse=True)
def gets_write_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadOnly]:
    """Fail the test in which a GET or HEAD changes a row, except sessions and the view log."""
    guard = ReadOnly()
    answer = BaseHandler.get_response

    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return answer(handler, request)
        with connection.execute_wrapper(guard):
            return answer(handler, request)

    monkeypatch.setattr(BaseHandler, "get_response", get_response)
    yield guard
    assert guard.written == []

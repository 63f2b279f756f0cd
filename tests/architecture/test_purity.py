"""The guard that fails a test in which a GET writes, shown to fail where it should."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from bcp.audit.models import Opening
from tests.factories.accounts import UserFactory
from tests.purity import ReadOnly, written_by


@login_not_required
def writes(request):
    UserFactory()
    return HttpResponse("written")


@login_not_required
def notes(request):
    Opening.objects.create(actor_id=1, center_id=1, page=request.path)
    return HttpResponse("noted")


urlpatterns = [path("writes/", writes), path("notes/", notes)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("method", ["get", "head"])
def test_guard_fails_a_safe_request_that_writes(client, gets_write_nothing: ReadOnly, method):
    with pytest.raises(AssertionError, match="A GET wrote"):
        getattr(client, method)("/writes/")

    assert len(gets_write_nothing.written) == 1
    gets_write_nothing.written.clear()


def test_guard_lets_posts_write(client):
    assert client.post("/writes/").status_code == 200


def test_guard_lets_the_view_log_be_written(client):
    assert client.get("/notes/").status_code == 200


@pytest.mark.parametrize(
    "sql",
    [
        "EXECUTE write_roundtables_invitation_3 (%s)",
        "SET LOCAL lock_timeout = '200ms'; EXECUTE write_roundtables_rsvpanswer_1 (%s)",
        "WITH gone AS (DELETE FROM mail_batch RETURNING id) SELECT 1",
        "WITH one AS (SELECT 1) UPDATE mail_batch SET id = 1",
        'INSERT INTO "accounts_user" VALUES (1)',
    ],
)
def test_guard_knows_every_way_to_write(sql):
    assert written_by(sql)


@pytest.mark.parametrize(
    "sql",
    ["EXECUTE read_1 (%s)", "SELECT 1 FROM (SELECT 2) AS x FOR UPDATE", "SELECT 'UPDATE x SET'"],
)
def test_guard_lets_reading_be(sql):
    assert written_by(sql) == []

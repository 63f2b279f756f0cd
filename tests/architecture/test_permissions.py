"""Who gets in where: every address that names a row, asked by everybody who might try it.

A new page takes part by itself; it fails here until `rows.py` knows a row for its arguments.
"""

import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import reverse

from bcp.accounts.enums import Role
from tests.architecture.addresses import Address, addresses
from tests.architecture.rows import CANARY, a_center, filled, rows_of
from tests.factories.accounts import CenterFactory, UserFactory, person_at
from tests.purity import ReadOnly

# Rows of the whole program: every signed-in person may look.
SHARED = {"engagements:publication_detail", "roundtables:expert_detail"}
# Every center takes rows of the public list over into its own directory.
TAKEN_OVER = {"stakeholders:public_organization_take_over"}
# What a DHS coordinator does with rows of centers and with the pool of experts.
DONE_BY_COORDINATORS = {
    "engagements:engagement_triage",
    "roundtables:assignment_record",
    "roundtables:assignment_request",
    "roundtables:assignment_withdraw",
    "roundtables:expert_away",
    "roundtables:expert_away_remove",
    "roundtables:expert_edit",
    "stakeholders:help_request_answer",
    "stakeholders:outreach_message_approve",
    "stakeholders:outreach_message_send_back",
}
# What somebody types who has the form's names from another page.
NAMES = ("text", "reason", "title", "name", "subject", "body", "decision")
ENTRIES = dict.fromkeys(NAMES, "words")
HIDDEN = {403, 404, 405}
REFUSALS = {*HIDDEN, 409}  # 409: a rule of the field says no, in a sentence


@pytest.fixture
def center(settings, db, caplog):
    """The center whose rows are asked for; hundreds of refusals are not worth a line each."""
    caplog.set_level(logging.CRITICAL, "django.request")
    settings.DEMONSTRATION = False
    return a_center()


@pytest.fixture
def paths(center) -> dict[str, str]:
    """Address name -> path to a row of the center, for all addresses that are not public."""
    rows = rows_of(center)
    return {
        address.name: filled(address.route, rows)
        for address in addresses()
        if names_a_row(address) and not address.is_public
    }


def names_a_row(address: Address) -> bool:
    return address.is_ours and "<" in address.route


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    if not isinstance(user, AnonymousUser):
        client.force_login(user)
    return client


def post(client: Client, path: str):
    """The answer to a POST that must change nothing, and what it tried to write."""
    guard = ReadOnly()
    with connection.execute_wrapper(guard):
        answer = client.post(path, ENTRIES)
    return answer, guard.written


def holds_canary(answer) -> bool:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CANARY.encode() in content


def test_every_address_is_asked(paths):
    assert len(paths) > 120


def test_a_stranger_is_sent_to_the_sign_in_page(paths):
    stranger, entrance = signed_in(AnonymousUser()), reverse("account_login")

    open_to_strangers = {
        f"{method} {path}"
        for path in paths.values()
        for method in ("get", "post")
        for answer in [getattr(stranger, method)(path)]
        if answer.status_code != 302 or not answer.url.startswith(entrance)
    }

    assert open_to_strangers == set()


def test_another_centers_director_finds_nothing_and_changes_nothing(paths):
    outsider = signed_in(person_at(CenterFactory(), Role.DIRECTOR))
    wrong = {}
    for name, path in paths.items():
        seen = outsider.get(path)
        tried, written = post(outsider, path)
        is_refused = (tried.status_code in HIDDEN and not written) or name in TAKEN_OVER
        is_hidden = seen.status_code in HIDDEN or name in SHARED
        if not is_refused or not is_hidden or holds_canary(seen) or holds_canary(tried):
            wrong[name] = (seen.status_code, tried.status_code, written)

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items())


def test_pages_without_a_row_show_an_outsider_nothing_of_the_center(center, paths):
    outsider = signed_in(person_at(CenterFactory(), Role.DIRECTOR))
    asked = [address.path for address in addresses() if "<" not in address.route]

    leaks = {path for path in asked for answer in [outsider.get(path)] if holds_canary(answer)}

    assert len(asked) > 20
    assert leaks == set()


def test_a_coordinator_of_dhs_reads_what_a_viewer_reads(center, paths):
    viewer, coordinator = readers(center)
    wrong, shown = {}, set()
    for name, path in paths.items():
        seen, by_coordinator = viewer.get(path), coordinator.get(path)
        is_same = by_coordinator.status_code == 200 or seen.status_code != 200
        if seen.status_code not in {200, 302, *HIDDEN} or not is_same:
            wrong[name] = (seen.status_code, by_coordinator.status_code)
        if holds_canary(seen):
            shown.add(name)

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items())
    assert len(shown) > 30  # else an outsider who sees no canary would prove nothing


def test_a_viewer_and_a_coordinator_of_dhs_change_nothing_of_the_center(center, paths):
    viewer, coordinator = readers(center)
    wrong = {}
    for name, path in paths.items():
        may_act = name in DONE_BY_COORDINATORS
        for who, client in {"viewer": viewer, "coordinator": coordinator}.items():
            if may_act and who == "coordinator":
                continue
            tried, written = post(client, path)
            if tried.status_code not in REFUSALS or written:
                wrong[f"{name} by {who}"] = (tried.status_code, written)

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items())


def readers(center) -> tuple[Client, Client]:
    return signed_in(person_at(center, Role.VIEWER)), signed_in(UserFactory(dhs=True))

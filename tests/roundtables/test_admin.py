"""What Django's admin shows of roundtables."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.roundtables import AssignmentFactory


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def test_the_hash_of_an_experts_link_is_not_shown(office):
    row = AssignmentFactory(requested=True, token_hash="a" * 64)

    page = office.get(reverse("admin:roundtables_assignment_change", args=[row.pk]))

    assert row.token_hash not in page.content.decode()

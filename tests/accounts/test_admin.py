"""Accounts and centers in Django's admin: every row's page opens."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory


@pytest.mark.parametrize("name", ["center", "user"])
def test_lists_and_rows_open(client_of, center, director, name):
    office = client_of(UserFactory(admin=True))
    row = {"center": center, "user": director}[name]

    pages = [
        reverse(f"admin:accounts_{name}_changelist"),
        reverse(f"admin:accounts_{name}_add"),
        reverse(f"admin:accounts_{name}_change", args=[row.pk]),
    ]

    assert [office.get(page).status_code for page in pages] == [200, 200, 200]

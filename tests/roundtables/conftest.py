"""What every test of roundtables starts from."""

from uuid import uuid4

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """No limit of an earlier test counts. Emptying Redis would empty it for other processes too."""
    caches["default"].key_prefix = f"test-{uuid4()}"

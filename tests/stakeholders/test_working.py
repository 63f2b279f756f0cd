"""What a worker does while people go on."""

import pytest

from stakeholders.importing import batches, working
from stakeholders.models import ImportBatch


@pytest.fixture
def reading(imported, director):
    """An import that a worker has in hand."""
    batch = imported(b"name,city\nAlpha Fire,Denver\n", ends=False)
    batches.match_columns(batch, batch.mapping, by=director)
    return batch


def discarded_in(function, pk, director):
    """A step of the worker, during which somebody discards the import."""

    def step(*args, **kwargs):
        result = function(*args, **kwargs)
        batches.discard(ImportBatch.objects.get(pk=pk), by=director)
        return result

    return step


def test_an_import_discarded_while_it_is_compared_stays_discarded(reading, director, monkeypatch):
    step = discarded_in(batches.understand, reading.pk, director)
    monkeypatch.setattr(batches, "understand", step)

    working.work_on_waiting()

    reading.refresh_from_db()
    assert (reading.state, reading.rows.count(), reading.claimed_at) == ("discarded", 0, None)


def test_an_import_discarded_before_its_file_is_opened_stays_discarded(reading, director):
    claim = discarded_in(working.claim, reading.pk, director)
    batch = claim()

    working.work(batch)

    reading.refresh_from_db()
    assert (reading.state, reading.problem) == ("discarded", "")


def test_an_import_discarded_before_something_breaks_stays_discarded(
    reading, director, monkeypatch
):
    step = discarded_in(batches.understand, reading.pk, director)

    def breaks(*args, **kwargs):
        return 1 / len(step(*args, **kwargs)[:0])

    monkeypatch.setattr(batches, "understand", breaks)

    working.work_on_waiting()

    reading.refresh_from_db()
    assert (reading.state, reading.problem) == ("discarded", "")


def test_an_import_that_breaks_says_so(reading, monkeypatch):
    monkeypatch.setattr(batches, "understand", lambda *_, **__: 1 / 0)

    working.work_on_waiting()

    reading.refresh_from_db()
    assert (reading.state, reading.problem) == ("refused", working.BROKEN)

"""How far a worker has come with an import, on its page."""

import pytest

from stakeholders.importing import batches, working
from stakeholders.models import ImportBatch

ROWS = 2_500


@pytest.fixture
def waiting(reference, center, director, settings, tmp_path):
    """An import of 2,500 rows that waits to be read."""
    settings.MEDIA_ROOT = tmp_path
    lines = "".join(f"Elis{number} Library,Denver,CO\n" for number in range(ROWS))
    batch = batches.start(center, f"name,city,state\n{lines}".encode(), "list.csv", by=director)
    batches.match_columns(batch, batch.mapping, by=director)
    return batch


def test_page_says_how_many_rows_are_compared(waiting, director_client, monkeypatch):
    seen = []
    change = ImportBatch.change

    def note(batch, **values):
        change(batch, **values)
        if "rows_done" in values and batch.is_working:
            page = director_client.get(batch.get_absolute_url()).content.decode()
            seen.append(page.split('progress__text">')[1].split("</p>")[0].strip())

    assert (
        "Waiting for its turn" in director_client.get(waiting.get_absolute_url()).content.decode()
    )
    monkeypatch.setattr(ImportBatch, "change", note)
    working.work_on_waiting()

    assert seen == [
        "1,000 rows read",
        "2,000 rows read",
        "0 of 2,500 rows compared",
        "1,000 of 2,500 rows compared",
        "2,000 of 2,500 rows compared",
    ]


def test_page_says_how_many_rows_are_written(waiting, director, director_client):
    working.work_on_waiting()
    waiting.refresh_from_db()
    batches.request_commit(waiting, by=director)
    working.claim()

    page = director_client.get(waiting.get_absolute_url()).content.decode()

    assert "2,500 rows being written, all or nothing" in page
    assert 'hx-trigger="every 2s"' in page
    assert ">Show the current state</a>" in page

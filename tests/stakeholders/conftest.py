"""What the directory's tests share: sample files and a finished import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bcp.accounts.models import Center, User
from engagements.models import Sector
from stakeholders.importing import batches
from stakeholders.models import ImportBatch

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    """The bytes of a sample file by its name."""

    def read(name: str) -> bytes:
        return (SAMPLES / name).read_bytes()

    return read


@pytest.fixture
def imported(
    reference: None, center: Center, director: User, settings: object, tmp_path: Path
) -> Callable[..., ImportBatch]:
    """A function that takes a file through an import, up to the preview or the end."""
    settings.MEDIA_ROOT = tmp_path

    def run(content: bytes, name: str = "list.csv", *, sector: str = "", ends: bool = True):
        batch = batches.start(center, content, name, by=director)
        chosen = Sector.objects.filter(pk=sector).first()
        batches.match_columns(batch, batch.mapping, by=director, default_sector=chosen)
        batches.read(batch)
        if ends and batch.state == "ready":
            batches.request_commit(batch, by=director)
            batches.commit(batch)
        return batch

    return run

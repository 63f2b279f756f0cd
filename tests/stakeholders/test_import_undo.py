"""An import is taken back; what people did since stays."""

import pytest

from stakeholders import merging
from stakeholders.importing import undoing
from stakeholders.models import Organization
from tests.factories.stakeholders import InteractionFactory, OrganizationFactory

LIST = b"name,city,state\nAlpha Fire,Denver,CO\nBeta Fire,Aurora,CO\n"


@pytest.fixture
def came(imported):
    batch = imported(LIST)
    return [batch, *Organization.objects.order_by("source_line")]


def test_an_older_record_merged_into_an_imported_one_stands_alone_again(came, center, director):
    batch, alpha, beta = came
    older = OrganizationFactory(center=center, name="Alpha FD", phone="303-555-0100")
    call = InteractionFactory(organization=older)
    merging.merge(alpha, older, by=director)
    merging.merge(beta, alpha, by=director)

    counts = undoing.undo(batch, by=director)

    assert counts == {"removed": 0, "archived": 2, "set_back": 0, "unmerged": 1}
    assert list(Organization.objects.live()) == [older]
    assert older.interactions.get() == call


def test_an_imported_record_merged_into_an_older_one_leaves_its_history_there(
    came, center, director
):
    batch, alpha, _ = came
    older, oldest = OrganizationFactory.create_batch(2, center=center)
    call = InteractionFactory(organization=oldest)
    merging.merge(alpha, oldest, by=director)
    merging.merge(older, alpha, by=director)

    counts = undoing.undo(batch, by=director)

    assert counts == {"removed": 1, "archived": 0, "set_back": 0, "unmerged": 0}
    assert list(Organization.objects.live()) == [older]
    assert older.interactions.get() == call


def test_director_undoes_an_import(came, director_client, viewer_client, director):
    batch, alpha, beta = came
    merging.merge(alpha, OrganizationFactory(center=batch.center, name="Alpha FD"), by=director)
    url = f"/stakeholders/imports/{batch.pk}/undo/"
    assert "Organizations and people that came" in director_client.get(url).content.decode()

    assert viewer_client.post(url).status_code == 403
    page = director_client.post(url, follow=True).content.decode()

    said = (
        "1 organization was removed, 0 were set back. 1 was archived because of the"
        " history that came since. 1 was merged into one that came, and can be found again."
    )
    assert page.count(said) == 2
    assert not Organization.objects.filter(pk=beta.pk).exists()
    again = director_client.post(url, follow=True).content.decode()
    assert "This import is undone; that cannot be done now." in again

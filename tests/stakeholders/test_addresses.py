"""Addresses that somebody typed or changed: a calm page, never a failure."""

import pytest

from tests.factories.engagements import EngagementFactory, GapFactory
from tests.factories.stakeholders import ImportBatchFactory, OrganizationFactory

HUGE = "9" * 30


@pytest.mark.parametrize(
    "query",
    [
        "after=%00", "before=AAAA", f"owner={HUGE}", "sector=nothing", "sort=nothing", "from=%00",
        "q=%00", "q=%25%5F'\"", "state=%E2%98%83", "after=WzEsMl0", f"county={'x' * 200}",
    ],
)  # fmt: skip
def test_directory_answers_any_address(director_client, center, query):
    OrganizationFactory(center=center)

    assert director_client.get(f"/stakeholders/?{query}").status_code == 200


def test_other_pages_answer_any_address(director_client, dhs_client, center):
    gap = GapFactory(engagement=EngagementFactory(center=center))
    batch = ImportBatchFactory(center=center, state="ready", counts={"new": 1})
    organization = OrganizationFactory(center=center)
    list_url = f"/engagements/{gap.engagement_id}/guest-list/"

    for url in (
        f"{list_url}?start={HUGE}",
        f"{list_url}?start=%C2%B2&gap=x&sector=%00",
        f"{batch.get_absolute_url()}?after={HUGE}&outcome=nothing",
        "/stakeholders/map/?sector=%00",
        f"/stakeholders/public/?within={HUGE}&state=CO&county=Nowhere",
        "/stakeholders/public/?state=CO&county=Nowhere&within=50",
        f"{organization.get_absolute_url()}merge/?q=%00",
    ):
        assert director_client.get(url).status_code == 200, url
    merge_url = f"{organization.get_absolute_url()}merge/?with={HUGE}"
    assert director_client.get(merge_url).status_code == 200
    assert dhs_client.get("/stakeholders/?center=%C2%B2").status_code == 200
    assert dhs_client.get(f"/stakeholders/?center={HUGE}").status_code == 200
    decided = director_client.post(f"{list_url}decide/", {"row": ["²", HUGE], "act": "choose"})
    assert decided.status_code == 409

"""Who may see and change what: the three questions every view begins with."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from bcp.accounts.access import get_editable, get_visible, note_opening, require_coordinator
from bcp.accounts.enums import Role
from bcp.accounts.models import Center, User
from bcp.audit.models import Opening
from tests.factories.accounts import person_at


@pytest.fixture
def asked_by(rf):
    def request(user):
        request = rf.get("/somewhere/")
        request.user = user
        return request

    return request


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR])
def test_get_editable_gives_the_row_to_those_who_edit(asked_by, center, role):
    assert get_editable(Center, asked_by(person_at(center, role)), pk=center.pk) == center


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.VIEWER])
def test_get_editable_is_forbidden_to_those_who_only_read(asked_by, center, role):
    request = asked_by(person_at(center, role))

    assert get_visible(Center, request, pk=center.pk) == center
    with pytest.raises(PermissionDenied):
        get_editable(Center, request, pk=center.pk)


def test_get_visible_hides_the_row_from_another_center(asked_by, center, outsider):
    with pytest.raises(Http404):
        get_visible(Center, asked_by(outsider), pk=center.pk)


def test_require_coordinator_is_forbidden_to_a_director(asked_by, director, dhs_coordinator):
    assert require_coordinator(asked_by(dhs_coordinator)) == dhs_coordinator
    with pytest.raises(PermissionDenied):
        require_coordinator(asked_by(director))


def test_opening_is_noted_for_outsiders_and_not_for_colleagues(
    asked_by, center, director, dhs_coordinator
):
    note_opening(asked_by(director), center)
    note_opening(asked_by(dhs_coordinator), center)

    assert [row.actor_id for row in Opening.objects.all()] == [dhs_coordinator.pk]


def test_people_see_their_colleagues_only(director, viewer, outsider):
    assert set(User.objects.visible_to(director)) == {director, viewer}

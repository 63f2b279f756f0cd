"""The page that shows every shared part."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from bcp.core.views import style_page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/style/", "/style/?errors=1"])
def test_style_page_shows_every_part_with_one_h1(address):
    response = style_page(RequestFactory().get(address))

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_style_page_is_not_part_of_a_real_site(settings):
    settings.DEMONSTRATION = False

    with pytest.raises(Http404):
        style_page(RequestFactory().get("/style/"))

"""The front page; its name stands in no namespace, because the whole site leads to it."""

from django.urls import URLPattern, path

from bcp.coordination.views import home

urlpatterns: list[URLPattern] = [path("", home, name="home")]

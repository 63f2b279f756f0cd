"""Addresses of pages about the product itself."""

from django.urls import URLPattern, path

from bcp.core import health, views

app_name = "core"
urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("style/", views.style_page, name="style_page"),
]

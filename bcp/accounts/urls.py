"""Addresses of the accounts, beside those of allauth."""

from django.urls import URLPattern, path

from bcp.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("switch/", views.switch_account, name="switch_account"),
    path("email/", views.email_address, name="email_address"),
]

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bcp.accounts"
    label = "accounts"

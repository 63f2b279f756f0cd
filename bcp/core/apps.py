from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "bcp.core"
    label = "core"

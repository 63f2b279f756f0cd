from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "bcp.coordination"
    label = "coordination"

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bcp.audit"
    label = "audit"

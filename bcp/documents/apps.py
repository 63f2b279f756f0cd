from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "bcp.documents"
    label = "documents"

"""Addresses of finished papers."""

from django.urls import path

from bcp.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.document_detail, name="document_detail"),
    path("<int:pk>/file/", views.document_file, name="document_file"),
    path("<int:pk>/retry/", views.document_retry, name="document_retry"),
]

"""Addresses of pages about the whole network."""

from django.urls import URLPattern, path

from bcp.coordination import views

app_name = "coordination"
urlpatterns: list[URLPattern] = [
    path("coordination/", views.dashboard, name="dashboard"),
    path("audit/", views.audit_list, name="audit_list"),
    path("centers/", views.center_list, name="center_list"),
    path("centers/<int:pk>/", views.center_detail, name="center_detail"),
]

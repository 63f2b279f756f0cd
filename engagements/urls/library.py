"""Addresses of the library and of pages for the public."""

from django.urls import path

from engagements.views import library as views

urlpatterns = [
    path("library/", views.publication_list, name="publication_list"),
    path("library/behaviors/", views.behaviour_list, name="behaviour_list"),
    path("library/<slug:pk>/", views.publication_detail, name="publication_detail"),
    path("where-to-report/", views.where_to_report, name="where_to_report"),
]

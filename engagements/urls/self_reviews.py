"""Addresses of self-reviews."""

from django.urls import path

from engagements.views import self_reviews as views

urlpatterns = [
    path("self-reviews/", views.self_review_list, name="self_review_list"),
    path("self-reviews/start/", views.self_review_start, name="self_review_start"),
    path("self-reviews/<int:pk>/", views.self_review_detail, name="self_review_detail"),
    path(
        "self-reviews/<int:pk>/<str:area>/answers/",
        views.self_review_edit,
        name="self_review_edit",
    ),
    path("self-reviews/<int:pk>/submit/", views.self_review_submit, name="self_review_submit"),
    path("self-reviews/<int:pk>/results/", views.self_review_results, name="self_review_results"),
    path(
        "self-reviews/<int:pk>/results.csv",
        views.self_review_csv,
        name="self_review_csv",
    ),
    path(
        "self-reviews/<int:pk>/evidence/", views.self_review_evidence, name="self_review_evidence"
    ),
]

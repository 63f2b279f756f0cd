"""Addresses of self-reviews, engagements, action items and the library."""

from django.urls import URLPattern

from engagements.urls import action_items, engagements, library, self_reviews

app_name = "engagements"
urlpatterns: list[URLPattern] = [
    *self_reviews.urlpatterns,
    *engagements.urlpatterns,
    *action_items.urlpatterns,
    *library.urlpatterns,
]

"""Addresses of action items; /a/ is the page of an owner outside the center."""

from django.urls import path

from engagements.views import action_items as views

urlpatterns = [
    path("action-items/", views.action_item_list, name="action_item_list"),
    path("engagements/<int:pk>/action-items/add/", views.action_item_add, name="action_item_add"),
    path("action-items/<int:pk>/", views.action_item_detail, name="action_item_detail"),
    path("action-items/<int:pk>/edit/", views.action_item_edit, name="action_item_edit"),
    path("action-items/<int:pk>/finish/", views.action_item_finish, name="action_item_finish"),
    path("action-items/<int:pk>/drop/", views.action_item_drop, name="action_item_drop"),
    path("action-items/<int:pk>/send/", views.action_item_send, name="action_item_send"),
    path("a/<str:token>/", views.action_item_page, name="action_item_page"),
]

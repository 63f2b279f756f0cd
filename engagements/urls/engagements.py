"""Addresses of engagements."""

from django.urls import path

from engagements.views import engagements as views
from engagements.views import planning

urlpatterns = [
    path("engagements/", views.engagement_list, name="engagement_list"),
    path("self-reviews/<int:pk>/engagement/", views.engagement_create, name="engagement_create"),
    path("engagements/<int:pk>/", views.engagement_detail, name="engagement_detail"),
    path("engagements/<int:pk>/edit/", views.engagement_edit, name="engagement_edit"),
    path("engagements/<int:pk>/request/", views.engagement_request, name="engagement_request"),
    path("engagements/<int:pk>/triage/", views.engagement_triage, name="engagement_triage"),
    path("engagements/<int:pk>/move/", views.engagement_move, name="engagement_move"),
    path("engagements/<int:pk>/cancel/", views.engagement_cancel, name="engagement_cancel"),
    path("engagements/<int:pk>/close/", views.engagement_close, name="engagement_close"),
    path("engagements/<int:pk>/reopen/", views.engagement_reopen, name="engagement_reopen"),
    path("gaps/<int:pk>/take-out/", views.gap_take_out, name="gap_take_out"),
    path("gaps/<int:pk>/put-back/", views.gap_put_back, name="gap_put_back"),
    path("engagements/<int:pk>/plan/", planning.plan_detail, name="plan_detail"),
    path("engagements/<int:pk>/plan/add/", planning.checklist_item_add, name="checklist_item_add"),
    path("checklist/<int:pk>/tick/", planning.checklist_item_tick, name="checklist_item_tick"),
    path("engagements/<int:pk>/calls/add/", planning.planning_call_add, name="planning_call_add"),
    path("calls/<int:pk>/edit/", planning.planning_call_edit, name="planning_call_edit"),
    path("engagements/<int:pk>/guests/add/", planning.guest_add, name="guest_add"),
    path("guests/<int:pk>/remove/", planning.guest_remove, name="guest_remove"),
]

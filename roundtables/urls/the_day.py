"""Addresses of the day and of the follow-up."""

from django.urls import path

from roundtables.views import the_day as views

urlpatterns = [
    path("roundtables/<int:pk>/check-in/", views.check_in_list, name="check_in_list"),
    path(
        "roundtables/<int:pk>/check-in/<int:invitation>/",
        views.check_in_arrive,
        name="check_in_arrive",
    ),
    path(
        "roundtables/<int:pk>/check-in/<int:check_in>/undo/",
        views.check_in_undo,
        name="check_in_undo",
    ),
    path("roundtables/<int:pk>/check-in/walk-in/", views.check_in_walk_in, name="check_in_walk_in"),
    path("roundtables/<int:pk>/check-in/sync/", views.check_in_sync, name="check_in_sync"),
    path("roundtables/<int:pk>/check-in/sheet/", views.check_in_sheet, name="check_in_sheet"),
    path("roundtables/<int:pk>/check-in/phones/", views.check_in_phones, name="check_in_phones"),
    path("roundtables/<int:pk>/notes/", views.note_list, name="note_list"),
    path("notes/<int:pk>/", views.note_edit, name="note_edit"),
    path("notes/<int:pk>/delete/", views.note_delete, name="note_delete"),
    path("roundtables/<int:pk>/commitments/", views.commitment_list, name="commitment_list"),
    path("commitments/<int:pk>/", views.commitment_edit, name="commitment_edit"),
    path("commitments/<int:pk>/delete/", views.commitment_delete, name="commitment_delete"),
    path(
        "roundtables/<int:pk>/follow-up/", views.roundtable_follow_up, name="roundtable_follow_up"
    ),
    path("roundtables/<int:pk>/record/close/", views.record_close, name="record_close"),
    path("roundtables/<int:pk>/record/reopen/", views.record_reopen, name="record_reopen"),
    path("roundtables/<int:pk>/feedback/ask/", views.feedback_ask, name="feedback_ask"),
    path("s/<str:token>/", views.feedback_answer, name="feedback_answer"),
]

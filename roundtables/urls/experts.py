"""Addresses of experts and their assignments."""

from django.urls import path

from roundtables.views import experts as views

urlpatterns = [
    path("experts/", views.expert_list, name="expert_list"),
    path("experts/new/", views.expert_create, name="expert_create"),
    path("experts/<int:pk>/", views.expert_detail, name="expert_detail"),
    path("experts/<int:pk>/edit/", views.expert_edit, name="expert_edit"),
    path("experts/<int:pk>/away/", views.expert_away, name="expert_away"),
    path(
        "experts/<int:pk>/away/<int:away>/remove/",
        views.expert_away_remove,
        name="expert_away_remove",
    ),
    path("roundtables/<int:pk>/experts/", views.assignment_list, name="assignment_list"),
    path("roundtables/<int:pk>/experts/add/", views.assignment_add, name="assignment_add"),
    path("assignments/", views.assignment_board, name="assignment_board"),
    path("assignments/<int:pk>/request/", views.assignment_request, name="assignment_request"),
    path("assignments/<int:pk>/withdraw/", views.assignment_withdraw, name="assignment_withdraw"),
    path("assignments/<int:pk>/answer/", views.assignment_record, name="assignment_record"),
    path("x/<str:token>/", views.assignment_answer, name="assignment_answer"),
]

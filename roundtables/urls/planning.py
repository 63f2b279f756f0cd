"""Addresses of planning: roundtable, date, agenda, venues."""

from django.urls import path

from roundtables.views import planning as views

urlpatterns = [
    path("roundtables/", views.roundtable_list, name="roundtable_list"),
    path(
        "engagements/<int:engagement>/roundtables/new/",
        views.roundtable_create,
        name="roundtable_create",
    ),
    path("roundtables/<int:pk>/", views.roundtable_detail, name="roundtable_detail"),
    path("roundtables/<int:pk>/edit/", views.roundtable_edit, name="roundtable_edit"),
    path("roundtables/<int:pk>/schedule/", views.roundtable_schedule, name="roundtable_schedule"),
    path("roundtables/<int:pk>/move/", views.roundtable_move, name="roundtable_move"),
    path("roundtables/<int:pk>/cancel/", views.roundtable_cancel, name="roundtable_cancel"),
    path("roundtables/<int:pk>/hold/", views.roundtable_hold, name="roundtable_hold"),
    path("roundtables/<int:pk>/agenda/", views.agenda_detail, name="agenda_detail"),
    path("roundtables/<int:pk>/agenda/template/", views.agenda_lay_out, name="agenda_lay_out"),
    path("roundtables/<int:pk>/agenda/order/", views.agenda_reorder, name="agenda_reorder"),
    path("roundtables/<int:pk>/agenda/items/new/", views.agenda_item_add, name="agenda_item_add"),
    path(
        "roundtables/<int:pk>/agenda/items/<int:item>/",
        views.agenda_item_edit,
        name="agenda_item_edit",
    ),
    path(
        "roundtables/<int:pk>/agenda/items/<int:item>/delete/",
        views.agenda_item_delete,
        name="agenda_item_delete",
    ),
    path(
        "roundtables/<int:pk>/agenda/items/<int:item>/move/<slug:way>/",
        views.agenda_item_move,
        name="agenda_item_move",
    ),
    path("roundtables/<int:pk>/dates/", views.date_poll_detail, name="date_poll_detail"),
    path("roundtables/<int:pk>/dates/new/", views.date_poll_offer, name="date_poll_offer"),
    path("roundtables/<int:pk>/dates/edit/", views.date_poll_edit, name="date_poll_edit"),
    path("roundtables/<int:pk>/dates/people/", views.date_poll_people, name="date_poll_people"),
    path("roundtables/<int:pk>/dates/people/new/", views.date_poll_person, name="date_poll_person"),
    path(
        "roundtables/<int:pk>/dates/people/<int:person>/remove/",
        views.date_poll_person_remove,
        name="date_poll_person_remove",
    ),
    path("roundtables/<int:pk>/dates/open/", views.date_poll_open, name="date_poll_open"),
    path("roundtables/<int:pk>/dates/close/", views.date_poll_close, name="date_poll_close"),
    path(
        "roundtables/<int:pk>/dates/<int:date>/remove/",
        views.date_poll_remove,
        name="date_poll_remove",
    ),
    path(
        "roundtables/<int:pk>/dates/<int:date>/choose/",
        views.date_poll_choose,
        name="date_poll_choose",
    ),
    path("p/<str:token>/", views.date_poll_answer, name="date_poll_answer"),
    path("venues/", views.venue_list, name="venue_list"),
    path("venues/new/", views.venue_create, name="venue_create"),
    path("venues/<int:pk>/", views.venue_edit, name="venue_edit"),
    path("venues/<int:pk>/archive/", views.venue_archive, name="venue_archive"),
]

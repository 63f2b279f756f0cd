"""Addresses of packet, sheets and after-action report."""

from django.urls import path

from roundtables.views import packets as views

urlpatterns = [
    path("roundtables/<int:pk>/packet/", views.packet_detail, name="packet_detail"),
    path("roundtables/<int:pk>/packet/make/", views.packet_make, name="packet_make"),
    path("roundtables/<int:pk>/packet/<int:packet>/file/", views.packet_file, name="packet_file"),
    path("roundtables/<int:pk>/packet/<int:packet>/sign/", views.packet_sign, name="packet_sign"),
    path(
        "roundtables/<int:pk>/packet/<int:packet>/release/",
        views.packet_release,
        name="packet_release",
    ),
    path(
        "roundtables/<int:pk>/packet/publications/add/",
        views.packet_publication_add,
        name="packet_publication_add",
    ),
    path(
        "roundtables/<int:pk>/packet/publications/<int:publication>/remove/",
        views.packet_publication_remove,
        name="packet_publication_remove",
    ),
    path("roundtables/<int:pk>/sheets/make/", views.sheet_make, name="sheet_make"),
    path("roundtables/<int:pk>/report/", views.report_detail, name="report_detail"),
    path("roundtables/<int:pk>/report/edit/", views.report_edit, name="report_edit"),
    path("roundtables/<int:pk>/report/sign/", views.report_sign, name="report_sign"),
    path("roundtables/<int:pk>/report/finalize/", views.report_finalize, name="report_finalize"),
]

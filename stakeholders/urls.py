"""Addresses of the directory, imports, the guest list and outreach."""

from django.urls import URLPattern, path

from stakeholders import views

app_name = "stakeholders"
urlpatterns: list[URLPattern] = [
    path("stakeholders/", views.organization_list, name="organization_list"),
    path("stakeholders/new/", views.organization_create, name="organization_create"),
    path("stakeholders/columns/", views.organization_columns, name="organization_columns"),
    path("stakeholders/cadence/", views.cadence_edit, name="cadence_edit"),
    path("stakeholders/export/", views.organization_export, name="organization_export"),
    path("stakeholders/map/", views.area_map, name="area_map"),
    path("stakeholders/public/", views.public_directory, name="public_directory"),
    path(
        "stakeholders/public/<int:pk>/take-over/",
        views.public_organization_take_over,
        name="public_organization_take_over",
    ),
    path("stakeholders/imports/", views.import_create, name="import_create"),
    path("stakeholders/imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("stakeholders/imports/<int:pk>/columns/", views.import_columns, name="import_columns"),
    path(
        "stakeholders/imports/<int:pk>/duplicates/",
        views.import_duplicates,
        name="import_duplicates",
    ),
    path("stakeholders/imports/<int:pk>/decide/", views.import_decide, name="import_decide"),
    path("stakeholders/imports/<int:pk>/commit/", views.import_commit, name="import_commit"),
    path("stakeholders/imports/<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("stakeholders/imports/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("stakeholders/imports/<int:pk>/report/", views.import_report, name="import_report"),
    path("stakeholders/outreach/", views.outreach_due, name="outreach_due"),
    path("stakeholders/<int:pk>/", views.organization_detail, name="organization_detail"),
    path("stakeholders/<int:pk>/edit/", views.organization_edit, name="organization_edit"),
    path("stakeholders/<int:pk>/archive/", views.organization_archive, name="organization_archive"),
    path("stakeholders/<int:pk>/restore/", views.organization_restore, name="organization_restore"),
    path("stakeholders/<int:pk>/confirm/", views.organization_confirm, name="organization_confirm"),
    path("stakeholders/<int:pk>/log/", views.organization_log, name="organization_log"),
    path("stakeholders/<int:pk>/merge/", views.organization_merge, name="organization_merge"),
    path(
        "stakeholders/<int:pk>/interactions/new/",
        views.interaction_create,
        name="interaction_create",
    ),
    path(
        "stakeholders/<int:pk>/steps/new/", views.outreach_step_create, name="outreach_step_create"
    ),
    path("stakeholders/<int:pk>/people/new/", views.contact_create, name="contact_create"),
    path("stakeholders/merges/<int:pk>/undo/", views.merge_undo, name="merge_undo"),
    path("stakeholders/people/<int:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("stakeholders/people/<int:pk>/confirm/", views.contact_confirm, name="contact_confirm"),
    path("stakeholders/people/<int:pk>/archive/", views.contact_archive, name="contact_archive"),
    path("stakeholders/people/<int:pk>/restore/", views.contact_restore, name="contact_restore"),
    path("stakeholders/steps/<int:pk>/do/", views.outreach_step_do, name="outreach_step_do"),
    path("stakeholders/steps/<int:pk>/drop/", views.outreach_step_drop, name="outreach_step_drop"),
    path("engagements/<int:pk>/guest-list/", views.guest_list, name="guest_list"),
    path(
        "engagements/<int:pk>/guest-list/decide/",
        views.guest_list_decide,
        name="guest_list_decide",
    ),
    path("engagements/<int:pk>/outreach/", views.outreach_plan, name="outreach_plan"),
    path(
        "engagements/<int:pk>/outreach/message/",
        views.outreach_message_edit,
        name="outreach_message_edit",
    ),
    path(
        "engagements/<int:pk>/outreach/message/submit/",
        views.outreach_message_submit,
        name="outreach_message_submit",
    ),
    path(
        "engagements/<int:pk>/outreach/message/approve/",
        views.outreach_message_approve,
        name="outreach_message_approve",
    ),
    path(
        "engagements/<int:pk>/outreach/message/send-back/",
        views.outreach_message_send_back,
        name="outreach_message_send_back",
    ),
    path("engagements/<int:pk>/help/new/", views.help_request_create, name="help_request_create"),
    path("help-requests/", views.help_request_list, name="help_request_list"),
    path("help-requests/<int:pk>/answer/", views.help_request_answer, name="help_request_answer"),
    path(
        "help-requests/<int:pk>/withdraw/",
        views.help_request_withdraw,
        name="help_request_withdraw",
    ),
]

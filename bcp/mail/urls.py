"""Addresses of mails."""

from django.urls import path

from bcp.mail.views import health, mails, outbox, suppressions

app_name = "mail"
urlpatterns = [
    path("outbox/", outbox.outbox_list, name="outbox_list"),
    path("outbox/<int:pk>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<int:pk>/body/", outbox.outbox_body, name="outbox_body"),
    path("outbox/<int:pk>/invite.ics", outbox.outbox_calendar, name="outbox_calendar"),
    path("health/", health.mail_health, name="mail_health"),
    path("health/resume/", health.mail_resume, name="mail_resume"),
    path("program/", mails.mail_program_list, name="mail_program_list"),
    path("centers/<int:center_pk>/", mails.mail_list, name="mail_list"),
    path(
        "centers/<int:center_pk>/stopped/", suppressions.suppression_list, name="suppression_list"
    ),
    path(
        "centers/<int:center_pk>/stopped/<int:pk>/lift/",
        suppressions.suppression_lift,
        name="suppression_lift",
    ),
    path("decide/", mails.mail_decide, name="mail_decide"),
    path("<int:pk>/send-again/", mails.mail_send_again, name="mail_send_again"),
    path("<int:pk>/mark-arrived/", mails.mail_mark_arrived, name="mail_mark_arrived"),
    path("<int:pk>/address/", mails.mail_correct_address, name="mail_correct_address"),
    path("<int:pk>/release/", mails.mail_release, name="mail_release"),
    path("<int:pk>/cancel/", mails.mail_cancel, name="mail_cancel"),
]

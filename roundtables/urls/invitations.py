"""Addresses of invitations: recipients, messages, sending, answers, seats and waves."""

from django.urls import path

from roundtables.views import feeds, invitations, messages, recipients, sending, waves

OF_ROUNDTABLE = "roundtables/<int:pk>"
TEXT = f"{OF_ROUNDTABLE}/messages/<slug:kind>/<slug:language>"

urlpatterns = [
    path(f"{OF_ROUNDTABLE}/invitations/", invitations.invitation_list, name="invitation_list"),
    path(
        f"{OF_ROUNDTABLE}/invitations/answers/<slug:group>/",
        invitations.invitation_group,
        name="invitation_group",
    ),
    path(
        f"{OF_ROUNDTABLE}/invitations/progress/",
        invitations.invitation_progress,
        name="invitation_progress",
    ),
    path(
        f"{OF_ROUNDTABLE}/invitations/remind/",
        invitations.invitation_remind,
        name="invitation_remind",
    ),
    path(
        f"{OF_ROUNDTABLE}/invitations/recipients/",
        recipients.invitation_recipients,
        name="invitation_recipients",
    ),
    path(
        f"{OF_ROUNDTABLE}/invitations/paste/", recipients.invitation_paste, name="invitation_paste"
    ),
    path(
        f"{OF_ROUNDTABLE}/invitations/person/",
        recipients.invitation_person,
        name="invitation_person",
    ),
    path(f"{OF_ROUNDTABLE}/invitations/drop/", recipients.invitation_drop, name="invitation_drop"),
    path(
        f"{OF_ROUNDTABLE}/invitations/review/", sending.invitation_review, name="invitation_review"
    ),
    path(f"{OF_ROUNDTABLE}/invitations/send/", sending.invitation_send, name="invitation_send"),
    path(f"{OF_ROUNDTABLE}/invitations/test/", sending.invitation_test, name="invitation_test"),
    path(f"{OF_ROUNDTABLE}/messages/", messages.message_list, name="message_list"),
    path(f"{TEXT}/", messages.message_edit, name="message_edit"),
    path(f"{TEXT}/approve/", messages.message_approve, name="message_approve"),
    path(
        f"{OF_ROUNDTABLE}/messages/<slug:kind>/preview/<int:person>/",
        messages.message_preview,
        name="message_preview",
    ),
    path(f"{OF_ROUNDTABLE}/notice/", messages.notice_edit, name="notice_edit"),
    path(f"{OF_ROUNDTABLE}/notice/sign/", messages.notice_sign, name="notice_sign"),
    path(f"{OF_ROUNDTABLE}/waves/", waves.wave_list, name="wave_list"),
    path(f"{OF_ROUNDTABLE}/seats/", waves.seats_edit, name="seats_edit"),
    path(f"{OF_ROUNDTABLE}/reminders/", waves.reminder_edit, name="reminder_edit"),
    path("waves/<int:pk>/", waves.wave_edit, name="wave_edit"),
    path("invitations/<int:pk>/", invitations.invitation_detail, name="invitation_detail"),
    path("invitations/<int:pk>/edit/", invitations.invitation_edit, name="invitation_edit"),
    path("invitations/<int:pk>/answer/", invitations.invitation_answer, name="invitation_answer"),
    path(
        "invitations/<int:pk>/address/", invitations.invitation_address, name="invitation_address"
    ),
    path(
        "invitations/<int:pk>/delegate/",
        invitations.invitation_delegate,
        name="invitation_delegate",
    ),
    path(
        "invitations/<int:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("invitations/<int:pk>/forget/", invitations.invitation_forget, name="invitation_forget"),
    path(
        "invitations/<int:pk>/restore/", invitations.invitation_restore, name="invitation_restore"
    ),
    path("invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("calendar/", feeds.calendar_feed_detail, name="calendar_feed_detail"),
    path("calendar/new/", feeds.calendar_feed_renew, name="calendar_feed_renew"),
    path("c/<str:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]

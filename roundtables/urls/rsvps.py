"""Addresses behind personal links. A token names no person, no center and no answer."""

from django.urls import path

from roundtables.views import personal_data, rsvps

urlpatterns = [
    path("r/<str:token>", rsvps.rsvp_page, name="rsvp_page"),
    path("r/<str:token>/change", rsvps.rsvp_change, name="rsvp_change"),
    path("r/<str:token>/details", rsvps.rsvp_details, name="rsvp_details"),
    path("r/<str:token>/reason", rsvps.rsvp_reason, name="rsvp_reason"),
    path("r/<str:token>/delegate", rsvps.rsvp_delegate, name="rsvp_delegate"),
    path("r/<str:token>/roundtable.ics", rsvps.rsvp_calendar, name="rsvp_calendar"),
    path("r/<str:token>/packet", rsvps.rsvp_packet, name="rsvp_packet"),
    path("r/<str:token>/data", personal_data.rsvp_data, name="rsvp_data"),
    path("r/<str:token>/data.json", personal_data.rsvp_data_export, name="rsvp_data_export"),
    path("r/<str:token>/forget", personal_data.rsvp_forget, name="rsvp_forget"),
    path("r/<str:token>/not-me", personal_data.rsvp_not_me, name="rsvp_not_me"),
    path("r/<str:token>/reminders", personal_data.rsvp_reminders, name="rsvp_reminders"),
    path("r/<str:token>/no-contact", personal_data.rsvp_no_contact, name="rsvp_no_contact"),
    # Torn and mended addresses get the same calm page as a link that does not work.
    path("r/<path:token>", rsvps.rsvp_page),
]

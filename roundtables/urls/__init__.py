"""Addresses of roundtables, one module per page family."""

from django.urls import URLPattern

from roundtables.urls import experts, invitations, packets, planning, rsvps, the_day

app_name = "roundtables"
urlpatterns: list[URLPattern] = [
    *rsvps.urlpatterns,
    *planning.urlpatterns,
    *experts.urlpatterns,
    *invitations.urlpatterns,
    *packets.urlpatterns,
    *the_day.urlpatterns,
]

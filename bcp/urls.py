"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

handler400 = "bcp.core.failures.bad_request"
handler500 = "bcp.core.failures.server_error"

urlpatterns = [
    # First, because Django tries addresses in order and the page of an invitee is the busiest.
    path("", include("roundtables.urls")),
    path("", include("bcp.coordination.front")),
    path("accounts/", include("bcp.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("bcp.core.urls")),
    path("", include("bcp.coordination.urls")),
    path("mail/", include("bcp.mail.urls")),
    path("documents/", include("bcp.documents.urls")),
    path("", include("engagements.urls")),
    path("", include("stakeholders.urls")),
]

"""Django's admin: the program office corrects the public directory; centers' rows are looked at."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from bcp.core.fields import WEB_ADDRESSES
from engagements.admin import LookOnly
from stakeholders.models import (
    GuestListEntry,
    HelpRequest,
    ImportBatch,
    Organization,
    OrganizationMerge,
    PublicOrganization,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(PublicOrganization)
class PublicOrganizationAdmin(ModelAdmin):
    """Published lists, which may be wrong."""

    list_display = ("name", "sector", "city", "state", "source", "as_of")
    list_filter = ("sector", "source", "is_county_inferred")
    search_fields = ("search_text",)
    list_select_related = ("sector", "state")
    show_full_result_count = False
    formfield_overrides = WEB_ADDRESSES


@admin.register(Organization)
class OrganizationAdmin(LookOnly):
    """Organizations without the people."""

    list_display = ("name", "center", "sector", "stage", "archived_at")
    list_filter = ("sector", "stage")
    search_fields = ("search_text",)
    list_select_related = ("center", "sector")


@admin.register(ImportBatch)
class ImportBatchAdmin(LookOnly):
    """Where imports stand."""

    list_display = ("file_name", "center", "state", "rows_total", "committed_at", "undone_at")
    list_filter = ("state",)
    list_select_related = ("center",)
    exclude = ("file", "samples")


@admin.register(HelpRequest)
class HelpRequestAdmin(LookOnly):
    """What centers asked of DHS."""

    list_display = ("whom", "engagement", "state", "created_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("engagement",)


@admin.register(GuestListEntry)
class GuestListEntryAdmin(LookOnly):
    """Whom people chose and left out."""

    list_display = ("__str__", "created_at")
    list_select_related = ("organization",)


@admin.register(OrganizationMerge)
class OrganizationMergeAdmin(LookOnly):
    """Which records people made one."""

    list_display = ("__str__", "created_at")
    list_select_related = ("kept", "absorbed")

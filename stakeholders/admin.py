"""Django's admin: the program office corrects the public directory; centers' rows are looked at."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

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


class LookOnly(ModelAdmin):
    """Rows that support may look at; what happens to them happens in the product."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here."""
        return False


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


@admin.register(GuestListEntry, OrganizationMerge)
class DecisionAdmin(LookOnly):
    """What people decided."""

    list_display = ("__str__", "created_at")

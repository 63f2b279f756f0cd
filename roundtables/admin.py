"""Roundtables in Django's admin: look freely, change little; state changes only by its actions."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from engagements.admin import LookOnly
from roundtables.models import (
    AgendaItem,
    Assignment,
    CheckIn,
    Commitment,
    DatePoll,
    Expert,
    Note,
    Roundtable,
    Unavailability,
    Venue,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Unavailability, Expert]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline


@admin.register(Roundtable)
class RoundtableAdmin(LookOnly):
    """Roundtables."""

    list_display = ["title", "center", "starts_at", "state"]
    list_filter = ["state", "format"]
    list_select_related = ["engagement__center"]
    search_fields = ["title", "engagement__center__name"]


@admin.register(Assignment)
class AssignmentAdmin(LookOnly):
    """Assignments of experts."""

    list_display = ["expert", "roundtable", "state", "requested_at"]
    list_filter = ["state"]
    list_select_related = ["expert", "roundtable"]
    exclude = ["token_hash"]


@admin.register(Venue)
class VenueAdmin(LookOnly):
    """Venues."""

    list_display = ["name", "center", "city", "capacity"]
    list_select_related = ["center"]
    search_fields = ["name", "city"]


class AwayInline(TabularInline):
    """Days away of an expert."""

    model = Unavailability
    extra = 0


@admin.register(Expert)
class ExpertAdmin(ModelAdmin):
    """The pool of experts; the program office may mend it here too."""

    list_display = ["name", "agency", "home_state", "is_active"]
    list_filter = ["is_active", "topics"]
    list_select_related = ["home_state"]
    search_fields = ["name", "agency", "email"]
    filter_horizontal = ["topics", "conflicts"]
    exclude = ["user"]
    inlines = [AwayInline]


@admin.register(AgendaItem, DatePoll, CheckIn, Note, Commitment)
class OfRoundtableAdmin(LookOnly):
    """Rows of a roundtable."""

    list_display = ["__str__", "roundtable"]
    list_select_related = ["roundtable"]

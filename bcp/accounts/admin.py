"""Accounts and centers in Django's admin, which is entered through the site's own sign-in."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from bcp.accounts.models import Center, Membership, State, User
from bcp.core.fields import WEB_ADDRESSES

admin.site.site_header = "Building Community Partnerships"
admin.site.site_title = "Program administration"
admin.site.index_title = "Program administration"
# The second factor and the limit on failed attempts hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    extra = 0
    autocomplete_fields = ("center",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    list_display = ("email", "name", "is_coordinator", "is_auditor", "is_staff", "is_active")
    list_filter = ("is_coordinator", "is_auditor", "is_staff", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    inlines = (MembershipInline,)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "phone", "password")}),
        ("Program office", {"fields": ("is_coordinator", "is_auditor")}),
        ("Administration", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are made inactive, not deleted: the audit log names them by number."""
        return False


@admin.register(Center)
class CenterAdmin(admin.ModelAdmin[Center]):
    list_display = ("name", "acronym", "state", "city", "designation", "time_zone")
    list_filter = ("designation", "state__fema_region")
    list_select_related = ("state",)
    search_fields = ("name", "acronym", "city")
    prepopulated_fields = {"slug": ("name",)}
    formfield_overrides = WEB_ADDRESSES

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A center takes all its rows with it, so it is not deleted here."""
        return False


@admin.register(State)
class StateAdmin(admin.ModelAdmin[State]):
    list_display = ("code", "name", "fema_region", "cisa_region", "time_zone", "other_time_zones")
    list_filter = ("fema_region",)
    search_fields = ("code", "name")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ("user", "center", "role")
    list_filter = ("role",)
    list_select_related = ("user", "center")
    search_fields = ("user__email", "user__name", "center__name")
    autocomplete_fields = ("user", "center")

"""Django's admin: the program office edits the vocabulary; everything else is only looked at."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.validators import validate_slug
from django.db.models import Field, Model
from django.forms import ModelForm
from django.http import HttpRequest

from bcp.core.fields import WEB_ADDRESSES
from engagements.models import (
    ActionItem,
    AgendaTemplate,
    AgendaTemplateItem,
    Behaviour,
    Engagement,
    FederalOutreach,
    FocusArea,
    Gap,
    InfrastructureSector,
    Publication,
    Question,
    Questionnaire,
    Sector,
    SelfReview,
    Subtype,
    Topic,
)
from engagements.models.vocabulary import ReferenceModel

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    ItemInline = admin.StackedInline[AgendaTemplateItem, AgendaTemplate]
    SubtypeInline = admin.TabularInline[Subtype, Sector]
else:
    ModelAdmin = admin.ModelAdmin
    ItemInline, SubtypeInline = admin.StackedInline, admin.TabularInline


class LookOnly(ModelAdmin):
    """Rows that support may look at; what happens to them happens in the product."""

    show_full_result_count = False
    formfield_overrides = WEB_ADDRESSES

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here."""
        return False


class VocabularyAdmin(ModelAdmin):
    """Rows of the project's own files: what is edited here, the files do not overrule."""

    formfield_overrides = WEB_ADDRESSES

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The mark sets itself, and a row that others point to keeps its code."""
        key = type(obj)._meta.pk.name if obj else "id"
        return ["is_edited", *([key] if key in {"code", "number"} else [])]

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Codes stand in addresses."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "code":
            field.validators.append(validate_slug)
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only rows added here: those of the files would come back with the next loading."""
        is_added_here = obj is None or getattr(obj, "content_hash", "") == ""
        return is_added_here and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool
    ) -> None:
        """Save it as the program office's own."""
        obj.is_edited = True
        super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: "ModelForm[Any]", formset: Any, change: bool
    ) -> None:
        """The rows that belong to it become the program office's own as well."""
        for inline in formset.initial_forms + formset.extra_forms:
            if inline.has_changed() and isinstance(inline.instance, ReferenceModel):
                inline.instance.is_edited = True
        super().save_formset(request, form, formset, change)


class SubtypesOfSector(SubtypeInline):
    """Kinds of organizations within a sector."""

    model = Subtype
    extra = 0
    fields = ["code", "name"]
    can_delete = False


@admin.register(Sector)
class SectorAdmin(VocabularyAdmin):
    """Sectors with their subtypes."""

    list_display = ["name", "code", "cadence_days", "is_edited"]
    list_filter = ["is_edited"]
    search_fields = ["code", "name"]
    inlines = [SubtypesOfSector]


@admin.register(InfrastructureSector)
class InfrastructureSectorAdmin(VocabularyAdmin):
    """The sixteen critical-infrastructure sectors."""

    list_display = ["name", "code", "is_edited"]
    search_fields = ["code", "name"]


@admin.register(Topic)
class TopicAdmin(VocabularyAdmin):
    """Topics of roundtables."""

    list_display = ["code", "title", "is_edited"]
    list_filter = ["is_edited"]
    search_fields = ["code", "title", "description"]


@admin.register(FocusArea)
class FocusAreaAdmin(VocabularyAdmin):
    """Focus areas of the self-review."""

    list_display = ["code", "name", "is_edited"]
    search_fields = ["code", "name"]


@admin.register(Questionnaire)
class QuestionnaireAdmin(VocabularyAdmin):
    """Versions of the questionnaire."""

    list_display = ["title", "version", "published_on", "is_current"]
    search_fields = ["title"]


# What a result is made of: changed after a review has begun, old results would say something new.
MEASURES = ["questionnaire", "focus_area", "text", "scale", "weight", "is_critical", "sectors"]


@admin.register(Question)
class QuestionAdmin(VocabularyAdmin):
    """Questions. Those of a version in use keep what is measured; guidance may be mended."""

    list_display = ["code", "text", "focus_area", "questionnaire", "weight", "is_edited"]
    list_filter = ["questionnaire", "focus_area", "is_critical", "is_edited"]
    list_select_related = ["focus_area", "questionnaire"]
    search_fields = ["code", "text"]
    filter_horizontal = ["sectors"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A new wording is a new version of the questionnaire."""
        fields = super().get_readonly_fields(request, obj)
        if obj and SelfReview.objects.filter(questionnaire=obj.questionnaire_id).exists():
            fields += ["code", *MEASURES]
        return fields


class ItemsOfTemplate(ItemInline):
    """The items of an agenda template."""

    model = AgendaTemplateItem
    extra = 0
    exclude = ["is_edited"]
    filter_horizontal = ["topics"]


@admin.register(AgendaTemplate)
class AgendaTemplateAdmin(VocabularyAdmin):
    """Agenda templates with their items."""

    list_display = ["title", "minutes", "format", "is_edited"]
    list_filter = ["format", "is_edited"]
    search_fields = ["code", "title"]
    inlines = [ItemsOfTemplate]


@admin.register(FederalOutreach)
class FederalOutreachAdmin(ModelAdmin):
    """Outreach of federal agencies, for the check of conflicts."""

    list_display = ["title", "agency", "state", "city", "begins_on", "ends_on"]
    list_filter = ["state"]
    list_select_related = ["state"]
    search_fields = ["title", "agency", "city"]
    date_hierarchy = "begins_on"


@admin.register(Behaviour)
class BehaviourAdmin(VocabularyAdmin):
    """The 16 behaviours."""

    list_display = ["number", "name", "group", "is_edited"]
    list_filter = ["group", "is_edited"]
    search_fields = ["name", "meaning"]


@admin.register(Publication)
class PublicationAdmin(VocabularyAdmin):
    """The library."""

    list_display = ["title", "code", "status", "publisher", "is_sensitive", "is_edited"]
    list_filter = ["status", "is_sensitive", "named_in_seed", "is_edited", "sectors"]
    search_fields = ["code", "title", "description", "publisher"]
    autocomplete_fields = ["superseded_by"]
    filter_horizontal = ["sectors"]


@admin.register(SelfReview)
class SelfReviewAdmin(LookOnly):
    """Self-reviews, without their answers: those are the center's."""

    list_display = ["title", "center", "questionnaire", "state", "submitted_at"]
    list_filter = ["state", "questionnaire"]
    list_select_related = ["center", "questionnaire"]
    search_fields = ["title", "center__name"]


@admin.register(Engagement)
class EngagementAdmin(LookOnly):
    """Engagements."""

    list_display = ["title", "center", "state", "phase_since", "coordinator"]
    list_filter = ["state", "center__state__fema_region"]
    list_select_related = ["center", "coordinator"]
    search_fields = ["title", "center__name"]


@admin.register(Gap)
class GapAdmin(LookOnly):
    """Gaps that engagements work on."""

    list_display = ["__str__", "engagement", "value", "is_active"]
    list_filter = ["is_active", "focus_area"]
    list_select_related = ["engagement", "question", "focus_area"]
    search_fields = ["engagement__title", "engagement__center__name", "question__code"]


@admin.register(ActionItem)
class ActionItemAdmin(LookOnly):
    """Action items, without what opens their owners' page."""

    list_display = ["text", "engagement", "owner_name", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["engagement"]
    search_fields = ["text", "owner_name", "engagement__title", "engagement__center__name"]
    exclude = ["token_hash"]

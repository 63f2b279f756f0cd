"""What templates need to speak like the rest of the product: times, addresses, tones, headings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bcp.core import datetimes, filters

register = template.Library()

# Paging starts anew when anything else of the query changes.
PAGING_KEYS = ("after", "before", "page")

TONES = {
    "success": (
        "accepted", "active", "active_partner", "approved", "assigned", "attended", "closed",
        "complete", "completed", "confirmed", "delivered", "done", "handed_over", "improved", "met",
        "released", "signed", "sustain", "yes",
    ),
    "info": (
        "contacted", "held", "in_progress", "invited", "open", "opportunity", "planned",
        "planning", "queued", "requested", "scheduled", "sending", "sent", "submitted",
        "waitlisted",
    ),
    "warning": (
        "asked_back", "at_risk", "deferred", "due", "expired", "incomplete", "maybe", "pending",
        "retracted", "stale", "tentative", "unconfirmed", "unknown", "waiting",
    ),
    "danger": (
        "bounced", "cancelled", "declined", "failed", "missing", "no", "overdue", "priority",
        "refused", "revoked", "rejected", "undeliverable", "worse",
    ),
}  # fmt: skip
TONE_OF = {word: tone for tone, words in TONES.items() for word in words}


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page; the last one, the page itself, is not among them."""

    label: str
    url: str


def _zone(zone: object) -> ZoneInfo:
    if isinstance(zone, ZoneInfo):
        return zone
    return datetimes.zone_or_none(zone) or datetimes.current_zone()


@register.simple_tag
def local_time(instant: datetime | None, zone: object = "", style: str = "long") -> str:
    """An instant in a zone, or in the reader's. Styles: long (day and zone), short (tables), clock.

    {% local_time roundtable.starts_at roundtable.time_zone "short" %}
    """
    if instant is None:
        return datetimes.DASH
    words = {"short": datetimes.describe_briefly, "clock": datetimes.describe_clock}
    text = words.get(style, datetimes.describe)(instant, _zone(zone))
    return format_html('<time datetime="{}">{}</time>', _stamp(instant), text)


@register.simple_tag
def local_span(start: datetime | None, end: datetime | None, zone: object = "") -> str:
    """From one instant to another in a zone; without an end only the start."""
    if start is None or end is None:
        return local_time(start, zone)
    text = datetimes.describe_span(start, end, _zone(zone))
    return format_html('<time datetime="{}">{}</time>', _stamp(start), text)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The address's query with these keys set; None or "" takes a key out; paging starts anew.

    <a href="{% query_with sort="name" %}">
    """
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    if not changes.keys() & set(PAGING_KEYS):
        changes = {**dict.fromkeys(PAGING_KEYS), **changes}
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, str) or not isinstance(value, Iterable):
            query[key] = str(value)
        else:
            query.setlist(key, [str(part) for part in value])
    return f"?{query.urlencode()}"


@register.simple_tag
def crumbs(*pairs: object) -> list[Crumb]:
    """The way to a page, as label and address in turn.

    {% crumbs "Engagements" list_url engagement.title engagement.get_absolute_url as way %}
    """
    return [Crumb(str(label), str(url)) for label, url in zip(pairs[::2], pairs[1::2], strict=True)]


@register.simple_block_tag
def page_header(
    content: str, title: object, subtitle: object = "", crumbs: Sequence[Crumb] = ()
) -> SafeString:
    """The head of a page, with its only h1; what stands between the tags are its buttons.

    {% page_header title=roundtable.title crumbs=way %}<a class="usa-button" …>{% endpage_header %}
    """
    return render_to_string(
        "components/page_header.html",
        {
            "title": title,
            "subtitle": subtitle,
            "crumbs": crumbs,
            "actions": content if content.strip() else "",
        },
    )


@register.inclusion_tag("components/filter_pills.html", takes_context=True)
def filter_pills(context: template.Context, form: forms.BaseForm) -> dict[str, object]:
    """What a bound GET form filters by, each as a pill with the address that takes it out."""
    request = context.get("request")
    query = request.GET if request else QueryDict()
    return {"pills": filters.pills(form, query), "clear_url": "?"}


@register.filter
def percent(part: float | None, whole: float | None = 1) -> str:
    """A share as a whole percentage: 2|percent:3 is "67%"; a dash when there is no whole."""
    if part is None or not whole:
        return datetimes.DASH
    return f"{round(100 * part / whole)}%"


@register.filter
def status_tone(state: object) -> str:
    """The tone in which a state is shown: neutral, info, success, warning or danger.

    The word always stands beside it: color alone says nothing.
    """
    return TONE_OF.get(str(getattr(state, "value", state)).lower(), "neutral")


@register.filter
def item(mapping: Mapping[Any, Any], key: object) -> Any:
    """The value under a key that is itself a variable; nothing when it is not there."""
    return mapping.get(key)


@register.filter
def error_target(field: BoundField) -> str:
    """The id of the control that a link in the summary of errors should reach."""
    if not field.use_fieldset or isinstance(field.field.widget, forms.CheckboxInput):
        return field.id_for_label
    if isinstance(field.field.widget, forms.widgets.ChoiceWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label


@register.filter
def is_textarea(field: BoundField) -> bool:
    """Whether a field is written in a box of several lines."""
    return isinstance(field.field.widget, forms.Textarea)


@register.filter
def has_required_fields(form: forms.BaseForm) -> bool:
    """Whether a reader of the form will meet an asterisk."""
    return any(field.field.required for field in form.visible_fields())


@register.filter
def has_errors(formset: "BaseFormSet[Any]") -> bool:
    """Whether any row of a formset, or the rows together, were refused."""
    return formset.is_bound and (any(formset.errors) or bool(formset.non_form_errors()))

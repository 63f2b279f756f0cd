"""The filters of a list as a person reads them, each with the way to take it out again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict


@dataclass(frozen=True)
class Pill:
    """One filter that is on."""

    label: str
    text: str
    remove_url: str


def pills(form: forms.BaseForm, query: QueryDict) -> list[Pill]:
    """What a bound GET form filters by, without refused fields; `query` is the address's own."""
    if not form.is_bound:
        return []
    form.errors  # noqa: B018  # cleans the form
    return [
        Pill(str(form[name].label), text, _without(query, form.add_prefix(name), raw))
        for name, value in form.cleaned_data.items()
        if value not in (None, "", False, []) and not form[name].is_hidden
        for text, raw in _shown(form.fields[name], value)
    ]


def _shown(field: forms.Field, value: Any) -> Iterator[tuple[str, str]]:
    """The words of a value and how the address spells it; several when several are chosen."""
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        for one in value:
            yield _words(field, one), str(one.pk if isinstance(one, Model) else one)
    else:
        yield _words(field, value), ""


def _words(field: forms.Field, value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
        return str(_flat_choices(field).get(str(value), value))
    return str(value)


def _flat_choices(field: forms.ChoiceField) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    choices: Any = field.choices
    for key, label in choices:
        if isinstance(label, list | tuple):
            flat.update({str(inner): text for inner, text in label})
        else:
            flat[str(key)] = label
    return flat


def _without(query: QueryDict, key: str, raw: str) -> str:
    rest = query.copy()
    kept = [value for value in rest.getlist(key) if raw and value != raw]
    rest.setlist(key, kept) if kept else rest.pop(key, None)
    for paging in ("after", "before", "page"):
        rest.pop(paging, None)
    return f"?{rest.urlencode()}"

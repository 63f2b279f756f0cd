"""What every form of the product shares.

Conventions
- Forms subclass BaseForm or BaseModelForm[Model]; lists are filtered with BaseFilterForm (GET).
- A page prints a form whole with `{% load crispy_forms_tags %}{% crispy form %}`: form element,
  CSRF token, summary of errors, fields, submit button. What differs is an attribute of the class:
  `submit_label`, `cancel_url`, `form_action`, `form_id`, `form_class`; `autosave_url` saves drafts;
  `get_layout()` arranges fields (None: one below the other). Attributes may be set in __init__.
- The owner of a choice comes in by keyword (`SelfReviewForm(data, center=center)`), before super();
  `save(by=user)` calls the domain.
- Errors are plain sentences made from the label: "Enter the event name." A form that knows better
  words lists them: `required_messages = {"name": "Enter what you call the roundtable."}`.
- Control characters are refused, lengths are limited, every box of several lines says what does
  not belong in it (`has_free_text_notice = False` where no person reads it).
- `is_once = True` adds a hidden key `once`: a form sent twice carries the same key.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import Model
from django.forms.utils import pretty_name

from bcp.core import datetimes, wording
from bcp.core.fields import DateField, WallTimeField, ZonedDateTimeField

__all__ = [
    "BaseFilterForm",
    "BaseForm",
    "BaseModelForm",
    "DateField",
    "PlainErrorsMixin",
    "WallTimeField",
    "ZonedDateTimeField",
]

FREE_TEXT_HINT = (
    "Do not enter suspicious activity, tips, case data, or classified or protected information."
)
LINE_LIMIT = 300
TEXT_LIMIT = 10_000
FILE_LIMIT = 10 * 1024 * 1024
NO_ID = re.compile(r"[+-]?\d{19,}|.*\x00.*", re.DOTALL)
# Django derives them from CharField, but their values are not words.
NOT_WORDS = (forms.UUIDField, forms.JSONField)
# C0 and C1 controls, lone surrogates and Unicode's own line ends, which would break a header of a
# mail; a box of several lines may hold tabs and line ends.
CONTROLS_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CONTROLS_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class PlainErrorsMixin(forms.BaseForm):
    """Errors a person can act on, limits, and the crispy helper of every form."""

    required_messages: ClassVar[dict[str, str]] = {}
    has_free_text_notice = True
    is_once = False
    submit_label = "Save"
    submit_class = ""
    cancel_url = ""
    form_action = ""
    form_id = ""
    form_class = "bcp-form"
    form_method = "post"
    autosave_url = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_once:
            self.fields["once"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
        for name, field in self.fields.items():
            # Not self[name]: a bound field keeps the help text it was made with.
            label = field.label or pretty_name(name)
            self._speak_plainly(field, label, self.required_messages.get(name))
            self._limit(field, wording.noun(label))
            if isinstance(field, ZonedDateTimeField) and field.zone_from:
                self._take_zone(field)

    def get_layout(self) -> Layout | None:
        """How the fields are arranged; None puts them one below the other."""
        return None

    @property
    def helper(self) -> FormHelper:
        """How `{% crispy form %}` prints this form."""
        helper = FormHelper()
        helper.layout = self.get_layout()
        helper.render_hidden_fields = True
        helper.form_method = self.form_method
        helper.form_action = self.form_action
        helper.form_id = self.form_id
        helper.form_class = self.form_class
        helper.cancel_url = self.cancel_url
        helper.include_media = False
        # The server's sentences are better than the browser's, and all of them come at once.
        helper.attrs = {"novalidate": True}
        if self.autosave_url:
            helper.attrs["data-autosave"] = self.autosave_url
        if self.submit_label:
            helper.add_input(Submit("", self.submit_label, css_class=self.submit_class))
        return helper

    @staticmethod
    def _speak_plainly(field: forms.Field, label: object, required: str | None) -> None:
        """Put plain sentences where the field still has Django's own."""
        defaults: dict[str, Any] = {}
        for cls in reversed(type(field).__mro__):
            defaults.update(getattr(cls, "default_error_messages", {}))
        plain = wording.messages(field, label)
        if required:
            plain["required"] = required
        for code, text in plain.items():
            if code not in defaults or field.error_messages.get(code) == defaults[code]:
                field.error_messages[code] = text

    def _limit(self, field: forms.Field, noun: str) -> None:
        """Refuse control characters and more than a person would write or send."""
        if isinstance(field, forms.FileField):
            field.validators.append(no_larger_than(FILE_LIMIT, noun))
        if isinstance(field, forms.ModelChoiceField):
            field.clean = no_impossible_ids(field)  # type: ignore[method-assign,assignment]  # of this form only
        if not isinstance(field, forms.CharField) or isinstance(field, NOT_WORDS):
            return
        is_text = isinstance(field.widget, forms.Textarea)
        controls = CONTROLS_IN_TEXT if is_text else CONTROLS_IN_LINE
        field.validators = [
            no_control_characters(controls, noun),
            *(v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator)),
        ]
        if field.max_length is None:
            field.max_length = TEXT_LIMIT if is_text else LINE_LIMIT
            field.validators.append(MaxLengthValidator(field.max_length))
        if is_text:
            # A browser that cuts off a pasted text at maxlength loses it without a word.
            field.widget.attrs.pop("maxlength", None)
            if str(field.widget.attrs.get("rows")) == "10":  # Django's own choice
                field.widget.attrs["rows"] = "4"
            if self.has_free_text_notice:
                field.help_text = f"{field.help_text} {FREE_TEXT_HINT}".strip()

    def _take_zone(self, field: ZonedDateTimeField) -> None:
        source = self[field.zone_from]
        zone = datetimes.zone_or_none(source.value())
        if zone:
            field.set_zone(zone, note=f"in the zone chosen as “{source.label}”")


def no_control_characters(controls: re.Pattern[str], noun: str) -> Callable[[str], None]:
    """A validator that refuses what cannot be printed, and line ends in a single line."""

    def check(value: str) -> None:
        if controls.search(value):
            raise ValidationError(
                f"{wording.sentence(noun)} contains a character that cannot be printed. "
                "Type it again, or paste it as plain text.",
                code="control_characters",
            )

    return check


def no_impossible_ids(field: forms.ModelChoiceField[Any]) -> Callable[[Any], Any]:
    """The field's clean, which would ask the database for what fits into no id."""
    clean = field.clean

    def checked(value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else [value]:
            if NO_ID.fullmatch(str(one).strip()):
                raise ValidationError(field.error_messages["invalid_choice"], code="invalid_choice")
        return clean(value)

    return checked


def no_larger_than(limit: int, noun: str) -> Callable[["File[bytes]"], None]:
    """A validator that refuses files of more than `limit` bytes."""

    def check(upload: "File[bytes]") -> None:
        if upload.size > limit:
            raise ValidationError(
                f"Choose a file of at most {limit // 1024**2} MB for {noun}; "
                f"this one has {upload.size / 1024**2:.1f} MB.",
                code="too_large",
            )

    return check


class BaseForm(PlainErrorsMixin, forms.Form):
    """A form that speaks plainly."""


class BaseFilterForm(BaseForm):
    """The filters of a list: sent by GET, so that the address can be kept and shared."""

    form_method = "get"
    form_class = "bcp-filter-form"
    submit_label = "Show"
    has_free_text_notice = False


M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm
else:

    class _ModelForm(forms.ModelForm):
        """Django's ModelForm, named with its model for the type checker."""

        def __class_getitem__(cls, model: object) -> type:
            return cls


class BaseModelForm(PlainErrorsMixin, _ModelForm[M]):
    """A form over one row that speaks plainly."""

"""Items of an agenda, and the template it starts from."""

from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.urls import reverse

from bcp.accounts.models import User
from bcp.core.forms import BaseForm, BaseModelForm
from engagements.models import AgendaTemplate
from roundtables.models import AgendaItem, Roundtable


class AgendaItemForm(BaseModelForm[AgendaItem]):
    """Add or change one item of an agenda."""

    required_messages: ClassVar[dict[str, str]] = {"title": "Enter what happens in this item."}

    class Meta:
        model = AgendaItem
        fields = (
            "title", "minutes", "lead", "topics", "is_discussion", "is_break", "needs_expert",
            "internal_note",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "topics": forms.CheckboxSelectMultiple,
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar[dict[str, str]] = {
            "title": "Item",
            "lead": "Who leads it",
            "is_discussion": "This is discussion",
            "is_break": "This is a break",
            "needs_expert": "A subject-matter expert (SME) of DHS should speak",
            "internal_note": "Note for the facilitator",
        }
        help_texts: ClassVar[dict[str, str]] = {"internal_note": "Participants never see it."}

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        self.cancel_url = reverse("roundtables:agenda_detail", args=[roundtable.pk])

    def get_layout(self) -> Layout:
        """The item, its topics, the note."""
        return Layout(
            "title",
            "minutes",
            "lead",
            Fieldset("Kind", "is_discussion", "is_break", "needs_expert"),
            "topics",
            "internal_note",
        )

    def clean(self) -> dict[str, Any]:
        """A break is neither discussion nor about a topic."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("is_break") and (data.get("is_discussion") or data.get("topics")):
            self.add_error(
                "is_break", "A break has no topics and is no discussion. Take one of them out."
            )
        return data

    def save(self, *, by: User) -> AgendaItem:  # type: ignore[override]  # the domain saves
        """Add the item, or revise it."""
        if self.instance.pk is None:
            self.instance = self.roundtable.add_agenda_item(by=by, **self.cleaned_data)
        else:
            self.instance.revise(by=by, **self.cleaned_data)
        return self.instance


class AgendaTemplateForm(BaseForm):
    """Which template an empty agenda starts from."""

    template = forms.ModelChoiceField(
        AgendaTemplate.objects.all(), empty_label=None, widget=forms.RadioSelect
    )
    submit_label = "Start from this template"

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable

    def save(self, *, by: User) -> None:
        """Lay the agenda out."""
        self.roundtable.lay_out_agenda(self.cleaned_data["template"], by=by)

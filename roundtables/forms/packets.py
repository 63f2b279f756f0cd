"""Forms of the papers."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.urls import reverse

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.forms import BaseForm, BaseModelForm
from engagements.models import Publication
from roundtables import reporting
from roundtables.models import AfterActionReport, PacketPublication, Roundtable


class PublicationChoiceForm(BaseForm):
    """Choose a publication for the packet. What is not current says so in the list."""

    submit_label = "Add to the packet"

    publication = forms.ModelChoiceField(
        queryset=Publication.objects.none(), label="Publication", empty_label="Choose one"
    )

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        self.form_action = reverse("roundtables:packet_publication_add", args=[roundtable.pk])
        field = self.fields["publication"]
        chosen = roundtable.packet_publications.values("publication")
        field.queryset = Publication.objects.exclude(pk__in=chosen)  # type: ignore[attr-defined]  # a model choice field
        field.label_from_instance = title_with_status  # type: ignore[attr-defined]  # as above

    def save(self, *, by: User) -> None:
        """Put it in; a second time changes nothing."""
        with transaction.atomic():
            publication = self.cleaned_data["publication"]
            _, is_new = PacketPublication.objects.get_or_create(
                roundtable=self.roundtable, publication=publication
            )
            if is_new:
                added = {"publication": publication.pk}
                record("packet.publication_added", self.roundtable, by=by, **added)


def title_with_status(publication: Publication) -> str:
    """The title, with a warning for what is not current."""
    if publication.status == "current":
        return publication.title
    return f"{publication.title} ({publication.get_status_display().lower()})"


class ReportForm(BaseModelForm[AfterActionReport]):
    """The words of the after-action report; counts, notes and action items come by themselves."""

    submit_label = "Save and print"

    class Meta:
        model = AfterActionReport
        fields: ClassVar[list[str]] = ["summary", "what_worked", "what_to_change"]
        widgets: ClassVar[dict[str, Any]] = {
            "summary": forms.Textarea(attrs={"rows": 8}),
            "what_worked": forms.Textarea(attrs={"rows": 5}),
            "what_to_change": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, roundtable: Roundtable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roundtable = roundtable
        self.cancel_url = reverse("roundtables:report_detail", args=[roundtable.pk])
        self.fields["summary"].required = True

    def save(self, *, by: User) -> AfterActionReport:  # type: ignore[override]  # the actor comes by keyword
        """Keep the words and have the PDF made."""
        with transaction.atomic():
            report = reporting.report_of(self.roundtable)
            report.change(**self.cleaned_data)
            reporting.print_report(report, by=by)
        return report

"""Uploads and the matching of their columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bcp.accounts.models import User
from bcp.core.forms import BaseForm
from engagements.models import Sector
from stakeholders.importing import batches
from stakeholders.importing.columns import FIELD_LABELS, Match
from stakeholders.models import ImportBatch

WHY = {"name": "by its name", "content": "by what stands in it", "last time": "as last time"}


class UploadForm(BaseForm):
    """A list of organizations as CSV or XLSX."""

    submit_label = "Upload and match columns"
    file = forms.FileField(
        label="File",
        help_text="CSV or XLSX, at most 10 MB. Its first line names the columns.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )


class ColumnsForm(BaseForm):
    """For each column of the file, the field it holds."""

    submit_label = "Read the file"
    has_free_text_notice = False
    default_sector = forms.ModelChoiceField(
        Sector.objects.all(),
        label="Sector of the rows that do not tell theirs",
        required=False,
        empty_label="Guess it from the name",
    )
    softens_capitals = forms.BooleanField(
        label="Write columns that are all capitals in ordinary letters",
        required=False,
        initial=True,
    )

    def __init__(
        self, *args: Any, batch: ImportBatch, matches: Iterable[Match], **kwargs: Any
    ) -> None:
        self.batch = batch
        self.matches: Mapping[int, Match] = {match.column: match for match in matches}
        self.base_fields = {**self.base_fields, **self._column_fields()}  # type: ignore[misc]  # of this form only
        super().__init__(*args, **kwargs)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The rows of the page's table: heading, why, samples, control."""
        return [
            {
                "heading": heading,
                "field": self[f"column_{number}"],
                "why": WHY.get(self.matches[number].why, "") if number in self.matches else "",
                "samples": list(
                    dict.fromkeys(row[number] for row in self.batch.samples if row[number])
                )[:3],
            }
            for number, heading in enumerate(self.batch.headers)
        ]

    def _column_fields(self) -> dict[str, forms.Field]:
        choices = [("", "Leave out"), *FIELD_LABELS.items()]
        fields: dict[str, forms.Field] = {}
        for number, heading in enumerate(self.batch.headers):
            match = self.matches.get(number)
            fields[f"column_{number}"] = forms.ChoiceField(
                label=f"Column “{heading}”",
                choices=choices,
                required=False,
                initial=match.field if match else "",
                widget=forms.Select(attrs={"class": "usa-select"}),
            )
        return fields

    def clean(self) -> dict[str, Any]:
        """One column per field, and one of them holds the names."""
        values: dict[str, Any] = super().clean() or {}
        mapping: dict[str, int] = {}
        for number, heading in enumerate(self.batch.headers):
            name = values.get(f"column_{number}")
            if name and name in mapping:
                other = self.batch.headers[mapping[name]]
                self.add_error(
                    f"column_{number}",
                    f"“{FIELD_LABELS[name]}” is already taken from column “{other}”. Leave out"
                    f" “{heading}” or the other one.",
                )
            elif name:
                mapping[name] = number
        if "name" not in mapping:
            self.add_error(None, "Choose the column that holds the names of the organizations.")
        self.mapping = mapping
        return values

    def save(self, *, by: User) -> None:
        """Hand the file to a worker."""
        batches.match_columns(
            self.batch,
            self.mapping,
            by=by,
            default_sector=self.cleaned_data["default_sector"],
            softens_capitals=self.cleaned_data["softens_capitals"],
        )

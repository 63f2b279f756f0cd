"""Files brought into the directory, row by row."""

import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, State, TenantQuerySet
from bcp.core.models import BaseModel, StatefulModel
from engagements.models import InfrastructureSector, Sector, Subtype
from stakeholders.enums import ImportState, RowDecision, RowOutcome, Stage
from stakeholders.models.facts import OrganizationFacts
from stakeholders.models.organizations import Organization

UNDO_DAYS = 30
UNCHECKED: Any = {"db_index": False, "db_constraint": False}
# What is decided about two lines of one file, where it differs from a line and the directory.
WITHIN_FILE = {
    RowDecision.SAME: "The same as line {line}: keep one, with what both lines know",
    RowDecision.DIFFERENT: "Different: keep both",
}


def random_name(batch: "ImportBatch", file_name: str) -> str:
    """Where an upload is kept: a random name, so that nothing of the person's own name is used."""
    return f"imports/{timezone.now():%Y/%m}/{uuid4().hex}"


class ImportBatch(StatefulModel):
    """One file that a center brings into its directory.

    States:
        mapping     uploaded; a person matches its columns
        reading     a worker reads it and compares its rows
        ready       the preview waits for a decision
        committing  a worker writes it, all or nothing
        done        written; can be undone for 30 days
        undone      taken back
        refused     it could not be read; `problem` says where and why
        discarded   given up before it was written
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="imports")
    file = models.FileField(upload_to=random_name, blank=True)
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    header_line = models.PositiveIntegerField(default=1)
    headers = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)  # field -> column, counted from 0
    default_sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    softens_capitals = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.MAPPING)
    problem = models.TextField(blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # outcome -> rows
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker took it then
    compared_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Imports."""

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name = "import"

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page of this import."""
        return reverse("stakeholders:import_detail", args=[self.pk])

    @property
    def undo_until(self) -> datetime.datetime | None:
        """The instant until which the import can be undone."""
        return self.committed_at and self.committed_at + datetime.timedelta(days=UNDO_DAYS)

    @property
    def may_undo(self) -> bool:
        """Whether it is written and not older than 30 days."""
        until = self.undo_until
        return self.state == ImportState.DONE and until is not None and timezone.now() <= until

    @property
    def is_working(self) -> bool:
        """Whether a worker has it in hand."""
        return self.state in {ImportState.READING, ImportState.COMMITTING}

    @property
    def progress_text(self) -> str:
        """How far a worker has come: "12,400 of 27,132 rows compared"."""
        if self.claimed_at is None:
            return "Waiting for its turn"
        if self.state == ImportState.COMMITTING:
            return f"{self.rows_total:,} rows being written, all or nothing"
        if self.rows_total:
            return f"{self.rows_done:,} of {self.rows_total:,} rows compared"
        return f"{self.rows_done:,} rows read"


class ImportRow(OrganizationFacts):
    """One row of an imported file as it was understood, and what becomes of it.

    A refused row keeps its name and its cells in `raw`; its other facts are empty.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    problem = models.TextField(blank=True)  # one fault a line
    remarks = models.TextField("what was left out of the row", blank=True)  # one value a line
    raw = models.JSONField(default=list)
    # These come from the program's own lists; the database checks them when a row becomes an
    # organization, and not twice.
    sector = models.ForeignKey(  # type: ignore[assignment]  # a refused row has none
        Sector, null=True, on_delete=models.PROTECT, related_name="+", **UNCHECKED
    )
    subtype = models.ForeignKey(
        Subtype, null=True, on_delete=models.SET_NULL, related_name="+", **UNCHECKED
    )
    infrastructure_sector = models.ForeignKey(
        InfrastructureSector, null=True, on_delete=models.SET_NULL, related_name="+", **UNCHECKED
    )
    state = models.ForeignKey(
        State, null=True, on_delete=models.PROTECT, related_name="+", **UNCHECKED
    )
    is_sector_given = models.BooleanField(default=False)  # by a column, not guessed
    stage = models.CharField(max_length=12, choices=Stage, blank=True)  # if it becomes a new one
    notes = models.CharField(max_length=2000, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_title = models.CharField(max_length=120, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_search_text = models.TextField(blank=True, editable=False)
    adds_person = models.BooleanField(default=False)
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    twin_line = models.PositiveIntegerField(null=True)  # the earlier line it repeats
    likeness = models.PositiveSmallIntegerField(default=0)  # 0 to 100
    evidence = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)  # field -> [before, after]
    decision = models.CharField(
        max_length=10, choices=RowDecision, default=RowDecision.UNDECIDED, blank=True
    )

    class QuerySet(TenantQuerySet):
        """Rows of imports."""

        center_path = "batch__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["batch", "line"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "outcome", "line"], name="import_rows_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"Line {self.line} ({self.name or 'no name'})"

    @property
    def faults(self) -> list[str]:
        """Everything for which the row is refused."""
        return self.problem.splitlines()

    @property
    def left_out(self) -> list[str]:
        """Every value that is not taken over."""
        return self.remarks.splitlines()

    @property
    def decisions(self) -> list[tuple[str, str]]:
        """What can be decided about a possible duplicate: value and words."""
        words = WITHIN_FILE if self.twin_line else {}
        return [
            (one.value, words.get(one, str(one.label)).format(line=self.twin_line))
            for one in RowDecision
        ]

    @property
    def decision_text(self) -> str:
        """What was decided about a possible duplicate."""
        return dict(self.decisions)[self.decision]

    @property
    def cells(self) -> str:
        """What stands in the row of the file, for one that has no name."""
        return ", ".join(cell for cell in self.raw if cell)[:200]

    @property
    def center(self) -> Center:
        """The center that imports."""
        return self.batch.center


class ColumnMemory(BaseModel):
    """How a center matched the columns of a file with these headings the last time."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="column_memories")
    heading = models.CharField(max_length=120)  # folded
    field = models.CharField(max_length=40, blank=True)  # empty: leave the column out

    class QuerySet(TenantQuerySet):
        """Remembered columns."""

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name_plural = "column memories"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["center", "heading"], name="one_memory_per_heading"),
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field or 'left out'}"


class OrganizationMerge(BaseModel):
    """Two records of the same organization made one; what moved is kept, so that it can go back."""

    kept = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    moved: Any = models.JSONField(default=dict)  # "app.model.field" -> ids
    before = models.JSONField(default=dict)  # field of the kept record -> value
    after = models.JSONField(default=dict)  # the same fields -> what it took
    absorbed_archived_at = models.DateTimeField(null=True, blank=True)  # before the merge
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class QuerySet(TenantQuerySet):
        """Merges."""

        center_path = "kept__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.absorbed} into {self.kept}"

    @property
    def center(self) -> Center:
        """The center whose records they are."""
        return self.kept.center

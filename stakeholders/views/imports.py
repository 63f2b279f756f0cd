"""An import: upload, columns, preview, duplicates, commit, report, undo."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from bcp.core.actions import Refused
from bcp.core.exports import download
from bcp.core.wording import counted
from stakeholders.enums import ImportState, RowDecision, RowOutcome
from stakeholders.forms.imports import ColumnsForm, UploadForm
from stakeholders.importing import batches, deciding, previewing, undoing
from stakeholders.importing.reading import read_upload
from stakeholders.models import ImportBatch, ImportRow
from stakeholders.views.scope import center_of_editor


@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: HttpRequest) -> HttpResponse:
    """Upload a list; below stand the earlier imports."""
    center = center_of_editor(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = batches.start(center, read_upload(upload), upload.name, by=signed_in(request))
            return redirect("stakeholders:import_columns", pk=batch.pk)
        except Refused as refusal:
            form.add_error("file", refusal.reason)
    imports = center.imports.select_related("started_by")[:20]
    return render(request, "stakeholders/import_create.html", {"form": form, "imports": imports})


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds which field: proposed, shown, confirmed."""
    batch = get_editable(ImportBatch, request, "center", pk=pk)
    if batch.state not in {ImportState.MAPPING, ImportState.READY, ImportState.REFUSED}:
        return redirect(batch)
    form = ColumnsForm(request.POST or None, batch=batch, matches=batches.propose_for(batch))
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        return redirect(batch)
    return render(request, "stakeholders/import_columns.html", {"batch": batch, "form": form})


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands; the preview with each row within reach; the way back."""
    batch = get_visible(ImportBatch, request, "center", "started_by", pk=pk)
    note_opening(request, batch.center)
    context = {
        "batch": batch,
        "preview": previewing.preview(batch, request.GET.dict()),
        "undone": previewing.undone_in_words(batch.counts) if batch.undone_at else "",
        "uncompared": previewing.uncompared_in_words(batch.counts),
        "may_edit": signed_in(request).may_edit(batch.center),
    }
    return render(request, "stakeholders/import_detail.html", context)


@require_safe
def import_duplicates(request: HttpRequest, pk: int) -> HttpResponse:
    """Possible duplicates side by side, the undecided ones first."""
    batch = get_editable(ImportBatch, request, "center", pk=pk)
    context = {
        "batch": batch,
        "pairs": previewing.pairs(batch),
    }
    return render(request, "stakeholders/import_duplicates.html", context)


@require_POST
def import_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was decided about the rows on the page."""
    batch = get_editable(ImportBatch, request, pk=pk)
    by = signed_in(request)
    decided = 0
    for row in batch.rows.filter(outcome=RowOutcome.POSSIBLE).select_related("batch"):
        decision = request.POST.get(f"row_{row.pk}", "")
        if decision in RowDecision.values and decision != row.decision:
            deciding.decide(row, decision, by=by)
            decided += 1
    messages.success(request, f"{counted(decided, 'decision')} kept.")
    return redirect(
        "stakeholders:import_duplicates"
        if "stay" in request.POST
        else "stakeholders:import_detail",
        pk=pk,
    )


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write everything or nothing."""
    batch = get_editable(ImportBatch, request, "center", pk=pk)
    batches.request_commit(batch, by=signed_in(request))
    if batch.state == ImportState.READING:
        messages.info(
            request, "The directory changed since the preview. The file is compared again."
        )
    return redirect(batch)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up before it is written."""
    batch = get_editable(ImportBatch, request, pk=pk)
    batches.discard(batch, by=signed_in(request))
    messages.success(request, f"{batch} is discarded; nothing was written.")
    return redirect("stakeholders:import_create")


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take the import back."""
    batch = get_editable(ImportBatch, request, "center", pk=pk)
    if request.method == "POST":
        counts = undoing.undo(batch, by=signed_in(request))
        messages.success(request, previewing.undone_in_words(counts))
        return redirect(batch)
    return render(request, "stakeholders/import_undo.html", {"batch": batch})


@require_safe
def import_report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every row with what became of it, as CSV."""
    batch = get_visible(ImportBatch, request, "center", pk=pk)
    note_opening(request, batch.center)
    head = (
        "Line",
        "Organization",
        "Outcome",
        "Reason",
        "Left out",
        "Organization in the directory",
    )
    return download(f"import-{batch.pk}-report", head, report_lines(batch))


def report_lines(batch: ImportBatch) -> Iterator[tuple[Any, ...]]:
    """One line per row of the file."""
    rows: Iterator[ImportRow] = (
        batch.rows.select_related("organization").order_by("line").iterator(2_000)
    )
    for row in rows:
        outcome = row.get_outcome_display()
        if row.outcome == RowOutcome.POSSIBLE:
            outcome = f"{outcome}: {row.decision_text}"
        name = row.name or f"(no name) {row.cells}".strip()
        yield (
            row.line,
            name,
            outcome,
            " ".join(row.faults) or previewing.why(row),
            " ".join(row.left_out),
            row.organization,
        )

"""Opening a finished paper and watching one being made."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening
from bcp.documents.models import Document, DocumentState


@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """State of a paper; htmx asks again until it is finished."""
    document = get_visible(Document, request, pk=pk)
    template = "documents/document_state.html" if request.headers.get("HX-Request") else None
    return render(request, template or "documents/document_detail.html", {"document": document})


@require_safe
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF itself."""
    document = get_visible(Document, request, "center", pk=pk)
    if document.center:
        note_opening(request, document.center)
    return file_response(document)


@require_POST
def document_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more to make a paper that failed."""
    document = get_editable(Document, request, pk=pk)
    if document.state == DocumentState.FAILED and document.html:
        document.change(state=DocumentState.QUEUED, attempts=0, problem="")
    return redirect("documents:document_detail", pk=document.pk)


def file_response(document: Document) -> FileResponse:
    """The stored file under a name that tells what it is; 404 while there is none."""
    if document.state != DocumentState.READY or not document.file:
        raise Http404
    name = f"{document.kind}-v{document.version}.pdf"
    return FileResponse(document.file.open("rb"), filename=name, content_type="application/pdf")

"""Packet, sheets for the door and the after-action report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from bcp.accounts.enums import Role
from bcp.documents.views import file_response
from roundtables import packing, reporting, sheets, versions, workspaces
from roundtables.briefings import EDITIONS
from roundtables.forms.packets import PublicationChoiceForm, ReportForm
from roundtables.models import AfterActionReport, Packet, PacketPublication, Roundtable

CENTER = ("engagement__center__state", "venue")
OF_REPORT = ("roundtable__engagement__center",)


@require_safe
def packet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Versions of the packet with their state, what changed, and the publications chosen."""
    roundtable = get_visible(Roundtable, request, *CENTER, pk=pk)
    user = signed_in(request)
    rows = Packet.objects.visible_to(user).filter(roundtable=roundtable)
    packets = list(rows.select_related("document", "signed_by"))
    latest = next((packet for packet in packets if packet.edition == "participant"), None)
    context = {
        "roundtable": roundtable,
        "tabs": workspaces.tabs_of(roundtable, "packet_detail"),
        "rows": versions.rows_of(packets),
        "officers": roundtable.center.people_with(Role.PRIVACY_OFFICER),
        "latest": latest,
        "is_stale": latest is not None and packing.has_changed(latest),
        "editions": EDITIONS,
        "sheets": sheets.SHEETS,
        "publications": roundtable.packet_publications.select_related("publication"),
        "form": PublicationChoiceForm(roundtable=roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "may_sign": signed_in(request).is_privacy_officer_of(roundtable.center),
    }
    return render(request, "roundtables/packet_detail.html", context)


@require_safe
def packet_file(request: HttpRequest, pk: int, packet: int) -> HttpResponseBase:
    """The PDF of a version, for everyone who sees the version: guests of the engagement too."""
    related = ("document", "roundtable__engagement__center")
    row = get_visible(Packet, request, *related, pk=packet, roundtable=pk)
    if row.document is None:
        raise Http404
    note_opening(request, row.center)
    return file_response(row.document)


@require_POST
def packet_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next version of an edition."""
    roundtable = get_editable(Roundtable, request, *CENTER, pk=pk)
    edition = request.POST.get("edition", "participant")
    if edition not in EDITIONS:
        raise Http404
    packet = packing.make_packet(roundtable, edition, by=signed_in(request))
    messages.success(request, f"Version {packet.version} is being printed.")
    return redirect("roundtables:packet_detail", pk=pk)


@require_POST
def packet_sign(request: HttpRequest, pk: int, packet: int) -> HttpResponse:
    """The privacy officer signs off a version."""
    row = get_visible(Packet, request, "roundtable__engagement__center", pk=packet, roundtable=pk)
    row.sign_off(by=signed_in(request))
    messages.success(request, f"You signed off version {row.version}. It can be released now.")
    return redirect("roundtables:packet_detail", pk=pk)


@require_POST
def packet_release(request: HttpRequest, pk: int, packet: int) -> HttpResponse:
    """Release a signed version to everyone who said yes."""
    row = get_editable(Packet, request, "roundtable__engagement__center", pk=packet, roundtable=pk)
    row.release(by=signed_in(request))
    messages.success(
        request, f"Version {row.version} is released: everyone who said yes can open it."
    )
    return redirect("roundtables:packet_detail", pk=pk)


@require_POST
def packet_publication_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a publication into the packet."""
    roundtable = get_editable(Roundtable, request, *CENTER, pk=pk)
    form = PublicationChoiceForm(request.POST, roundtable=roundtable)
    if form.is_valid():
        form.save(by=signed_in(request))
    else:
        messages.error(request, "Choose a publication from the list.")
    return redirect("roundtables:packet_detail", pk=pk)


@require_POST
def packet_publication_remove(request: HttpRequest, pk: int, publication: int) -> HttpResponse:
    """Take a publication out of the packet."""
    row = get_editable(PacketPublication, request, pk=publication, roundtable=pk)
    row.delete()
    return redirect("roundtables:packet_detail", pk=pk)


@require_POST
def sheet_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a sign-in sheet or name tents printed."""
    roundtable = get_editable(Roundtable, request, *CENTER, pk=pk)
    name = request.POST.get("sheet", "")
    if name not in sheets.SHEETS:
        raise Http404
    note_opening(request, roundtable.center)
    document = sheets.make_sheet(roundtable, name, by=signed_in(request))
    return redirect("documents:document_detail", pk=document.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the after-action report."""
    roundtable = get_editable(Roundtable, request, *CENTER, pk=pk)
    report = AfterActionReport.objects.filter(roundtable=roundtable).first()
    form = ReportForm(request.POST or None, instance=report, roundtable=roundtable)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "The report is saved. Its PDF is being printed.")
        return redirect("roundtables:report_detail", pk=pk)
    return render(request, "roundtables/report_edit.html", {"roundtable": roundtable, "form": form})


@require_safe
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The after-action report: what it will say, its PDF and its sign-off."""
    roundtable = get_visible(Roundtable, request, *CENTER, pk=pk)
    rows = AfterActionReport.objects.select_related("document", "roundtable__engagement__center")
    report = rows.filter(roundtable=roundtable).first() or AfterActionReport(roundtable=roundtable)
    context = {
        "roundtable": roundtable,
        "report": report,
        "content": reporting.content_of(report),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "may_sign": signed_in(request).is_privacy_officer_of(roundtable.center),
    }
    return render(request, "roundtables/report_detail.html", context)


@require_POST
def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The privacy officer signs off the report."""
    report = get_visible(AfterActionReport, request, *OF_REPORT, roundtable=pk)
    report.sign_off(by=signed_in(request))
    messages.success(request, "You signed off the report.")
    return redirect("roundtables:report_detail", pk=pk)


@require_POST
def report_finalize(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the report."""
    report = get_editable(AfterActionReport, request, *OF_REPORT, roundtable=pk)
    report.finalize(by=signed_in(request))
    messages.success(request, "The report is final.")
    return redirect("roundtables:report_detail", pk=pk)

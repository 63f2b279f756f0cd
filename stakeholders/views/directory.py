"""The center's directory as a list, as a file and as a map; the public directory."""

from collections.abc import Iterator
from string import ascii_uppercase
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_visible, note_opening, signed_in
from bcp.accounts.models import Center
from bcp.audit.models import record
from bcp.core.exports import download
from stakeholders import area, directory, public_listing
from stakeholders.forms.filters import DirectoryFilterForm, ExportForm, PublicFilterForm
from stakeholders.models import Organization, PublicOrganization
from stakeholders.views.scope import center_asked_for, center_of_editor


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """The directory: filters in the address, pages by key, the count as the title."""
    center = center_asked_for(request)
    if center is None:
        return render(request, "stakeholders/organization_list.html", {"centers": choices()})
    note_opening(request, center)
    form = DirectoryFilterForm(request.GET, center=center)
    filters = form.cleaned_data if form.is_valid() else {}
    context = {
        "center": center,
        "form": form,
        "listing": directory.listing(
            center,
            filters,
            request.GET.dict(),
            columns=directory.columns_of(center, signed_in(request)),
        ),
        "all_columns": directory.COLUMNS,
        "letters": ascii_uppercase,
        "is_filtered": any(value for name, value in filters.items() if name != "sort"),
        "may_edit": signed_in(request).may_edit(center),
    }
    return render(request, "stakeholders/organization_list.html", context)


def choices() -> "QuerySet[Center]":
    """The centers that have a directory."""
    return Center.objects.filter(organizations__isnull=False).distinct().order_by("name")


HEAD = (
    "Organization", "Sector", "Subtype", "Critical infrastructure", "Level of government", "Stage",
    "Street address", "City", "County", "State", "ZIP code", "Phone", "Website", "Looked after by",
    "Last contact", "Next step", "Next step by", "Last confirmed",
)  # fmt: skip
PEOPLE_HEAD = (
    "Contact: name",
    "Contact: title",
    "Contact: e-mail address",
    "Contact: phone",
    "Exported",
)


@require_http_methods(["GET", "HEAD", "POST"])
def organization_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly what is filtered, as a file; the reason goes into the audit log."""
    center = center_asked_for(request)
    if center is None:
        return redirect("stakeholders:organization_list")
    filter_form = DirectoryFilterForm(request.GET, center=center)
    filters = filter_form.cleaned_data if filter_form.is_valid() else {}
    rows = directory.found(center, filters)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_opening(request, center)
        return exported(request, center, rows, form.cleaned_data)
    context = {"form": form, "filter_form": filter_form, "count": rows.order_by().count()}
    return render(request, "stakeholders/organization_export.html", context)


def exported(
    request: HttpRequest, center: Center, rows: "QuerySet[Organization]", wish: dict[str, Any]
) -> HttpResponseBase:
    """The file; with people one line per person, stamped with who took it out and when."""
    user = signed_in(request)
    with_people = wish["with_people"]
    record("organizations.exported", center, by=user, reason=wish["reason"], people=with_people)
    head = (*HEAD, *PEOPLE_HEAD) if with_people else HEAD
    stamp = f"{timezone.localdate()} by {user}"
    lines = people_lines(rows, stamp) if with_people else map(facts_line, listed(rows))
    return download(f"organizations-{timezone.localdate()}", head, lines, form=wish["form"])


def listed(rows: "QuerySet[Organization]") -> Iterator[Organization]:
    """The organizations with what their lines need, read in pieces."""
    return rows.select_related("sector", "subtype", "infrastructure_sector", "owner").iterator(
        2_000
    )


def facts_line(row: Organization) -> tuple[Any, ...]:
    """One organization as a line of the file."""
    return (
        row.name, row.sector, row.subtype, row.infrastructure_sector, row.get_level_display(),
        row.get_stage_display(), row.address, row.city, row.county, row.state_id, row.zip_code,
        row.phone, row.website, row.owner, row.last_contact_on, row.next_step, row.next_step_on,
        row.last_confirmed_on,
    )  # fmt: skip


def people_lines(rows: "QuerySet[Organization]", stamp: str) -> Iterator[tuple[Any, ...]]:
    """One line per person, or one for an organization of which nobody is known."""
    people = rows.select_related("sector", "subtype", "infrastructure_sector", "owner")
    for row in people.prefetch_related("contacts").iterator(500):
        contacts = [one for one in row.contacts.all() if one.archived_at is None]
        for one in contacts:
            mail = "" if one.do_not_contact else one.email
            yield *facts_line(row), one.name, one.title, mail, one.phone, stamp
        if not contacts:
            yield *facts_line(row), "", "", "", "", stamp


@require_safe
def area_map(request: HttpRequest) -> HttpResponse:
    """The counties of the center's state with how many organizations lie there, and a table."""
    center = center_asked_for(request)
    if center is None:
        return redirect("stakeholders:organization_list")
    context = {"center": center, "area": area.area_of(center, request.GET.get("sector", ""))}
    return render(request, "stakeholders/area_map.html", context)


@require_safe
def public_directory(request: HttpRequest) -> HttpResponse:
    """Organizations that no center owns yet, by place, sector and distance."""
    user = signed_in(request)
    center = center_asked_for(request)
    start = {"state": center.state_id} if center and not request.GET else None
    form = PublicFilterForm(start or request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "listing": public_listing.listing(center, filters, request.GET.dict()) if filters else None,
        "may_take_over": bool(center and user.may_edit(center)),
    }
    return render(request, "stakeholders/public_directory.html", context)


@require_POST
def public_organization_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy an organization of the public directory into the center's own."""
    public = get_visible(PublicOrganization, request, pk=pk)
    organization = public.take_over(center=center_of_editor(request), by=signed_in(request))
    messages.success(request, f"{organization} is in your directory. Confirm what the list says.")
    return redirect(organization)

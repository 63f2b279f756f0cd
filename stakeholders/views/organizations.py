"""One organization: its page, and what is done with it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from bcp.core.ids import storable
from stakeholders.enums import InteractionKind
from stakeholders.forms.organizations import InteractionForm, OrganizationForm
from stakeholders.models import Organization, OrganizationMerge, cadences_of
from stakeholders.timeline import timeline
from stakeholders.views.scope import center_of_editor

RELATED = ("center__state", "sector", "subtype", "infrastructure_sector", "state", "owner")
TIMELINE_SHOWN = 100


@require_safe
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts on the left, what happened in the middle, people and steps beside."""
    organization = get_visible(Organization, request, *RELATED, "merged_into", pk=pk)
    note_opening(request, organization.center)
    contacts = list(organization.contacts.order_by("archived_at", "-is_primary", "name"))
    context = {
        "organization": organization,
        "contacts": [one for one in contacts if one.archived_at is None],
        "archived_contacts": [one for one in contacts if one.archived_at is not None],
        "timeline": timeline(organization)[:TIMELINE_SHOWN],
        "steps": organization.outreach_steps.filter(done_at=None).select_related(
            "owner", "engagement"
        ),
        "merges": OrganizationMerge.objects.filter(
            kept=organization, undone_at=None
        ).select_related("absorbed"),
        "form": InteractionForm(organization=organization),
        "form_key": uuid4(),
        "cadence": cadences_of(organization.center_id)[organization.sector_id],
        "may_edit": signed_in(request).may_edit(organization.center),
    }
    return render(request, "stakeholders/organization_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organization_create(request: HttpRequest) -> HttpResponse:
    """Add an organization by hand."""
    center = center_of_editor(request)
    form = OrganizationForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        organization = form.save(by=signed_in(request))
        messages.success(request, f"{organization} is in the directory. Who do you know there?")
        return redirect(organization)
    return render(request, "stakeholders/organization_create.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known."""
    organization = get_editable(Organization, request, *RELATED, pk=pk)
    form = OrganizationForm(request.POST or None, instance=organization, center=organization.center)
    form.cancel_url = organization.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "Saved.")
        return redirect(organization)
    context = {"form": form, "organization": organization}
    return render(request, "stakeholders/organization_edit.html", context)


@require_POST
def organization_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the lists."""
    organization = get_editable(Organization, request, "sector", pk=pk)
    organization.archive(by=signed_in(request))
    messages.success(request, f"{organization} is archived. Its history stays.")
    return redirect(organization)


@require_POST
def organization_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    organization = get_editable(Organization, request, "sector", pk=pk)
    organization.restore(by=signed_in(request))
    messages.success(request, f"{organization} is back in the directory.")
    return redirect(organization)


@require_POST
def organization_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the record is right."""
    organization = get_editable(Organization, request, "sector", pk=pk)
    organization.confirm(by=signed_in(request))
    messages.success(request, f"Confirmed on {timezone.localdate():%B} {timezone.localdate().day}.")
    return redirect(organization)


@require_POST
def organization_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a call or a mail of today with one click."""
    organization = get_editable(Organization, request, "sector", pk=pk)
    kind = request.POST.get("kind", "")
    if kind in {InteractionKind.CALL, InteractionKind.MAIL}:
        key = storable(request.POST.get("form_key"))
        organization.log(kind, by=signed_in(request), form_key=key)
        messages.success(request, f"{InteractionKind(kind).label} logged for today.")
    if request.POST.get("place") == "due":
        return redirect("stakeholders:outreach_due")
    return redirect(organization)


@require_http_methods(["GET", "HEAD", "POST"])
def interaction_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a call, mail, meeting or note with its day and words."""
    organization = get_editable(Organization, request, "center", "sector", pk=pk)
    form = InteractionForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        interaction = form.save(by=signed_in(request))
        messages.success(request, f"{interaction.get_kind_display()} logged.")
        return redirect(organization)
    context = {"form": form, "organization": organization}
    return render(request, "stakeholders/interaction_create.html", context)

"""The people at an organization."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bcp.accounts.access import get_editable, signed_in
from stakeholders.forms.organizations import ContactForm
from stakeholders.models import Contact, Organization


@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a person at an organization."""
    organization = get_editable(Organization, request, "center", pk=pk)
    form = ContactForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        contact = form.save(by=signed_in(request))
        messages.success(request, f"{contact} is noted.")
        return redirect(contact)
    context = {"form": form, "organization": organization}
    return render(request, "stakeholders/contact_create.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known about a person."""
    contact = get_editable(Contact, request, "organization__center", pk=pk)
    form = ContactForm(request.POST or None, instance=contact, organization=contact.organization)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "Saved.")
        return redirect(contact)
    context = {"form": form, "contact": contact, "organization": contact.organization}
    return render(request, "stakeholders/contact_edit.html", context)


@require_POST
def contact_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that name and address are right."""
    contact = get_editable(Contact, request, "organization", pk=pk)
    contact.confirm(by=signed_in(request))
    messages.success(request, f"{contact} is confirmed as of today.")
    return redirect(contact)


@require_POST
def contact_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person out of lists and suggestions."""
    contact = get_editable(Contact, request, "organization", pk=pk)
    contact.archive(by=signed_in(request))
    messages.success(request, f"{contact} is archived.")
    return redirect(contact)


@require_POST
def contact_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a person back."""
    contact = get_editable(Contact, request, "organization", pk=pk)
    contact.restore(by=signed_in(request))
    messages.success(request, f"{contact} is back.")
    return redirect(contact)

"""What a center and its people set up for their directory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bcp.accounts.access import signed_in
from bcp.core.wording import counted
from stakeholders import directory
from stakeholders.forms.preferences import CadenceForm
from stakeholders.views.scope import center_asked_for, center_of_editor


@require_POST
def organization_columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns a person wants to see; the list comes back as it was filtered."""
    center = center_asked_for(request)
    if center is None:
        return redirect("stakeholders:organization_list")
    directory.choose_columns(center, signed_in(request), request.POST.getlist("column"))
    messages.success(request, "Your columns are remembered.")
    address = reverse("stakeholders:organization_list")
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


@require_http_methods(["GET", "HEAD", "POST"])
def cadence_edit(request: HttpRequest) -> HttpResponse:
    """How often the center wants to speak with each sector."""
    center = center_of_editor(request)
    form = CadenceForm(request.POST if request.method == "POST" else None, center=center)
    if request.method == "POST" and form.is_valid():
        changed = form.save(by=signed_in(request))
        done = f"{counted(changed, 'cadence')} changed." if changed else "Nothing changed."
        messages.success(request, done)
        return redirect("stakeholders:cadence_edit")
    return render(request, "stakeholders/cadence_edit.html", {"form": form, "center": center})

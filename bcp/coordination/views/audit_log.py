"""The audit log, for auditors."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bcp.accounts.access import signed_in
from bcp.accounts.models import User
from bcp.audit.models import AuditEvent
from bcp.coordination.forms import AuditFilterForm

AUDIT_PAGE = 100


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """The audit log, newest first, for auditors only."""
    if not signed_in(request).is_auditor:
        raise PermissionDenied("It is for auditors.")
    form = AuditFilterForm(request.GET)
    rows = AuditEvent.objects.all()
    if form.is_valid():
        chosen = form.cleaned_data
        rows = rows.filter(verb__startswith=chosen["verb"]) if chosen["verb"] else rows
        rows = rows.filter(pk__lt=chosen["before"]) if chosen["before"] else rows
    events = list(rows[: AUDIT_PAGE + 1])
    names = dict(User.objects.filter(pk__in={e.actor_id for e in events}).values_list("pk", "name"))
    context = {
        "rows": [(event, names.get(event.actor_id or 0, "")) for event in events[:AUDIT_PAGE]],
        "form": form,
        "older": events[AUDIT_PAGE - 1].pk if len(events) > AUDIT_PAGE else None,
    }
    return render(request, "coordination/audit_list.html", context)

"""Two records of one organization."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bcp.accounts.access import get_editable, signed_in
from bcp.core.ids import number
from stakeholders import merging
from stakeholders.models import Organization, OrganizationMerge
from stakeholders.paging import matching, search_words

SHOWN = 20
RELATED = ("center", "sector", "subtype", "state", "owner")


@require_http_methods(["GET", "HEAD", "POST"])
def organization_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other record, look at both side by side, make them one."""
    kept = get_editable(Organization, request, *RELATED, pk=pk)
    named = number(request.POST.get("with") or request.GET.get("with"))
    other = get_editable(Organization, request, *RELATED, pk=named) if named else None
    if request.method == "POST":
        if other is None:
            raise Http404
        merging.merge(kept, other, by=signed_in(request))
        messages.success(request, f"{other} is now part of {kept}. You can undo this.")
        return redirect(kept)
    context = {
        "organization": kept,
        "other": other,
        "found": others_like(kept, request.GET.get("q", "")),
    }
    return render(
        request, "stakeholders/organization_merge.html", {**context, "rows": facts(kept, other)}
    )


def others_like(kept: Organization, query: str) -> list[Organization]:
    """Live records of the same center that the words find; without words those alike in name."""
    words = search_words(query) or search_words(kept.sort_name)[:1]
    rows = Organization.objects.live().filter(center=kept.center_id).exclude(pk=kept.pk)
    return list(matching(rows, words).select_related("sector")[:SHOWN]) if words else []


def facts(
    kept: Organization, other: Organization | None
) -> list[tuple[str, object, object, object]]:
    """Each fact of both records and what stays: (label, kept, other, after)."""
    if other is None:
        return []
    values = merging.filled_values(kept, other)
    rows: list[tuple[str, object, object, object]] = [
        ("Name", kept.name, other.name, kept.name),
        ("Sector", kept.sector, other.sector, kept.sector),
    ]
    for name in (
        "address",
        "city",
        "county",
        "zip_code",
        "phone",
        "website",
        "last_contact_on",
        "stage",
    ):
        label = str(Organization._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]  # own columns
        before, theirs = getattr(kept, name), getattr(other, name)
        rows.append((label, before, theirs, values.get(name, before)))
    people = (kept.contacts.count(), other.contacts.count())
    done = (kept.interactions.count(), other.interactions.count())
    return [*rows, ("People", *people, sum(people)), ("Interactions", *done, sum(done))]


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two records of them again."""
    done = get_editable(OrganizationMerge, request, "kept", "absorbed", pk=pk)
    merging.undo_merge(done, by=signed_in(request))
    messages.success(request, f"{done.absorbed} is its own record again.")
    return redirect(done.kept)

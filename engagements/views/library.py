"""The library: publications, behaviours, and where to report."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bcp.accounts.access import get_visible, signed_in
from engagements.enums import BehaviourGroup
from engagements.forms.library import PublicationFilterForm
from engagements.models import Behaviour, Publication
from engagements.reference import campaign


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """Publications by words, sector and status; what is not current says so."""
    form = PublicationFilterForm(request.GET)
    rows = Publication.objects.visible_to(signed_in(request)).prefetch_related("sectors")
    if form.is_valid():
        chosen = form.cleaned_data
        for word in chosen["search"].split():
            in_text = Q(title__icontains=word) | Q(description__icontains=word)
            rows = rows.filter(in_text | Q(subjects__icontains=word))
        if chosen["sector"]:
            rows = rows.filter(Q(sectors=chosen["sector"]) | Q(applies_to_all=True)).distinct()
        if chosen["status"]:
            rows = rows.filter(status=chosen["status"])
    context = {"publications": list(rows), "form": form}
    return render(request, "engagements/publication_list.html", context)


@require_safe
def publication_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One publication with its status and warnings."""
    publication = get_visible(Publication, request, "superseded_by", pk=pk)
    return render(request, "engagements/publication_detail.html", {"publication": publication})


@require_safe
def behaviour_list(request: HttpRequest) -> HttpResponse:
    """The 16 behaviours, groups apart, under the caution that travels with them."""
    rows = list(Behaviour.objects.visible_to(signed_in(request)))
    groups = [
        (group, campaign.GROUP_CAUTION[group.value], [row for row in rows if row.group == group])
        for group in BehaviourGroup
    ]
    context = {
        "groups": groups,
        "caution": campaign.CAUTION,
        "standard_note": campaign.STANDARD_NOTE,
    }
    return render(request, "engagements/behaviour_list.html", context)


@login_not_required
@require_safe
def where_to_report(request: HttpRequest) -> HttpResponse:
    """For everybody: this product takes no reports; here is who does. 9-1-1 first."""
    return render(request, "engagements/where_to_report.html", {"caution": campaign.CAUTION})

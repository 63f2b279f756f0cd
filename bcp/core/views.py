"""Pages about the product itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bcp.core.style_samples import REFUSED_ENTRY, SampleFilterForm, SampleForm, samples


def style_page(request: HttpRequest) -> HttpResponse:
    """Every shared part of the look on one page; only where the site is not the real one.

    `?errors=1` shows the form as it looks after it was refused.
    """
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    form = SampleForm(REFUSED_ENTRY) if "errors" in request.GET else SampleForm()
    filters = SampleFilterForm(request.GET or {"stage": "contacted"})
    context = {**samples(), "form": form, "filter_form": filters}
    return render(request, "core/style_page.html", context)

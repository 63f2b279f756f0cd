"""Pages of the self-review: list, start, fill in, submit, results."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import (
    get_editable,
    get_visible,
    own_center,
    require_center,
    signed_in,
)
from bcp.core.exports import download
from engagements import results, sections
from engagements.enums import ReviewState
from engagements.forms.self_reviews import AnswersForm, SelfReviewStartForm
from engagements.models import SelfReview

GET_OR_POST = ["GET", "HEAD", "POST"]
RELATED = ("center__state", "questionnaire", "previous__questionnaire")


@require_safe
def self_review_list(request: HttpRequest) -> HttpResponse:
    """A center's self-reviews, newest first; coordinators see submitted ones of all centers."""
    user = signed_in(request)
    rows = SelfReview.objects.visible_to(user).select_related("center", "submitted_by")
    reviews, center = list(rows[:200]), own_center(user)
    context = {
        "reviews": reviews,
        "may_start": center is not None and user.may_edit(center),
        "has_draft": any(review.state == ReviewState.DRAFT for review in reviews),
    }
    return render(request, "engagements/self_review_list.html", context)


@require_http_methods(GET_OR_POST)
def self_review_start(request: HttpRequest) -> HttpResponse:
    """Begin a self-review."""
    center = require_center(request)
    user = signed_in(request)
    form = SelfReviewStartForm(request.POST or None, center=center)
    if not user.may_edit(center):
        raise Http404
    if request.method == "POST" and form.is_valid():
        review = form.save(by=user)
        if review is not None:
            return redirect("engagements:self_review_detail", pk=review.pk)
    return render(request, "engagements/self_review_start.html", {"form": form})


@require_safe
def self_review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The sections with how far each has come; a submitted review shows its results instead."""
    review = get_visible(SelfReview, request, *RELATED, pk=pk)
    if review.state == ReviewState.SUBMITTED:
        return redirect("engagements:self_review_results", pk=pk)
    user = signed_in(request)
    context = {
        "review": review,
        "sections": sections.sections_of(review),
        "may_edit": user.may_edit(review.center),
        "is_director": user.is_director_of(review.center),
    }
    return render(request, "engagements/self_review_detail.html", context)


@require_http_methods(GET_OR_POST)
def self_review_edit(request: HttpRequest, pk: int, area: str) -> HttpResponse:
    """The questions of one focus area. Drafts save themselves; empty answers may stay empty."""
    review = get_editable(SelfReview, request, *RELATED, pk=pk)
    section = sections.section_of(review, area)
    is_closed = review.state != ReviewState.DRAFT and request.method != "POST"
    if section is None or is_closed:  # a late POST is refused in words, with its entries kept
        raise Http404
    form = AnswersForm(request.POST or None, review=review, questions=section.questions)
    if request.method == "POST":
        response = save_answers(request, form, section)
        if response is not None:
            return response
    context = {
        "review": review,
        "section": section,
        "sections": sections.sections_of(review),
        "form": form,
    }
    return render(request, "engagements/self_review_edit.html", context)


def save_answers(
    request: HttpRequest, form: AnswersForm, section: sections.Section
) -> HttpResponse | None:
    """Keep the answers; a draft that saves itself gets a short answer, a person the next page."""
    is_draft = "X-Autosave" in request.headers
    if not form.is_valid() or not form.save(by=signed_in(request)):
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"text": words}, status=422) if is_draft else None
    if is_draft:
        clock = timezone.localtime(timezone=form.review.center.zone)
        return JsonResponse({"text": f"Draft saved at {clock:%-I:%M %p %Z}"})
    if "next" in request.POST and section.next_code:
        return redirect("engagements:self_review_edit", pk=form.review.pk, area=section.next_code)
    return redirect("engagements:self_review_detail", pk=form.review.pk)


@require_http_methods(GET_OR_POST)
def self_review_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is not answered yet, and the button that closes the answers."""
    review = get_editable(SelfReview, request, *RELATED, pk=pk)
    if request.method == "POST":
        review.submit(by=signed_in(request))
        messages.success(request, "The self-review is submitted. Here is what it says.")
        return redirect("engagements:self_review_results", pk=pk)
    context = {
        "review": review,
        "sections": sections.sections_of(review),
        "is_director": signed_in(request).is_director_of(review.center),
    }
    return render(request, "engagements/self_review_submit.html", context)


@require_safe
def self_review_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Ranked focus areas with their causes, sectors and topics, then and now, and the network."""
    review = get_visible(SelfReview, request, *RELATED, pk=pk)
    user = signed_in(request)
    context = {
        "review": review,
        **results.results_of(review),
        "may_edit": user.may_edit(review.center),
        "is_director": user.is_director_of(review.center),
        "sees_evidence": user.role_in(review.center) is not None or review.shares_evidence,
    }
    return render(request, "engagements/self_review_results.html", context)


@require_safe
def self_review_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scores as a table for a spreadsheet; no evidence texts."""
    review = get_visible(SelfReview, request, *RELATED, pk=pk)
    if review.state != ReviewState.SUBMITTED:
        raise Http404
    head = ["Focus area", "Score (0 to 100)", "Class", "Answered", "Questions"]
    return download(f"self-review-{review.pk}", head, results.table_of(review))


@require_POST
def self_review_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Let DHS read the evidence texts, or not."""
    review = get_visible(SelfReview, request, *RELATED, pk=pk)
    review.share_evidence(request.POST.get("share") == "yes", by=signed_in(request))
    return redirect("engagements:self_review_results", pk=pk)

"""Pages of action items; owners outside the center have a page of their own behind a link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from engagements.forms.action_items import ActionItemFilterForm, ActionItemForm, ProgressForm
from engagements.forms.engagements import ReasonForm
from engagements.models import ActionItem, Engagement
from engagements.models.action_items import hash_of

GET_OR_POST = ["GET", "HEAD", "POST"]
OWNER = ("engagement__center__state", "gap__question", "gap__focus_area")


@require_safe
def action_item_list(request: HttpRequest) -> HttpResponse:
    """Every promise of one's engagements; what is overdue says so in words."""
    user = signed_in(request)
    form = ActionItemFilterForm(request.GET)
    chosen = form.cleaned_data.get("state", "") if form.is_valid() else ""
    rows = ActionItem.objects.visible_to(user).select_related("engagement__center")
    if chosen == "overdue":
        rows = rows.overdue()
    else:
        rows = rows.filter(state=chosen) if chosen else rows.unfinished()
    return render(request, "engagements/action_item_list.html", {"items": rows[:200], "form": form})


@require_http_methods(GET_OR_POST)
def action_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a promise."""
    engagement = get_editable(Engagement, request, "center", pk=pk)
    form = ActionItemForm(request.POST or None, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        messages.success(request, "The action item is noted.")
        return redirect("engagements:engagement_detail", pk=pk)
    context = {"engagement": engagement, "form": form}
    return render(request, "engagements/action_item_add.html", context)


@require_http_methods(GET_OR_POST)
def action_item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise with everything its owner reported; staff note progress here."""
    item = get_visible(ActionItem, request, *OWNER, pk=pk)
    user = signed_in(request)
    note_opening(request, item.center)
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = get_editable(ActionItem, request, *OWNER, pk=pk)
        form.save(item, by=user, by_name=user.name)
        return redirect("engagements:action_item_detail", pk=pk)
    context = {"item": item, "form": form, "may_edit": user.may_edit(item.center)}
    return render(request, "engagements/action_item_detail.html", context)


@require_http_methods(GET_OR_POST)
def action_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a promise."""
    item = get_editable(ActionItem, request, *OWNER, pk=pk)
    form = ActionItemForm(request.POST or None, instance=item, engagement=item.engagement)
    if request.method == "POST" and form.is_valid():
        form.save(by=signed_in(request))
        return redirect("engagements:action_item_detail", pk=pk)
    return render(request, "engagements/action_item_edit.html", {"item": item, "form": form})


@require_POST
def action_item_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The promise is kept."""
    item = get_editable(ActionItem, request, "engagement__center", pk=pk)
    item.finish(by=signed_in(request))
    messages.success(request, "Marked as done.")
    return redirect("engagements:action_item_detail", pk=pk)


@require_http_methods(GET_OR_POST)
def action_item_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a promise up, with a reason."""
    item = get_editable(ActionItem, request, "engagement__center", pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item.drop(form.cleaned_data["reason"], by=signed_in(request))
        return redirect("engagements:action_item_detail", pk=pk)
    return render(request, "engagements/action_item_drop.html", {"item": item, "form": form})


@require_POST
def action_item_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the owner a new link; the old one ends."""
    item = get_editable(ActionItem, request, "engagement__center", pk=pk)
    if not item.owner_email:
        messages.error(request, "The owner has no e-mail address. Add one first.")
    else:
        item.send_link(by=signed_in(request))
        messages.success(request, "A new link is on its way.")
    return redirect("engagements:action_item_detail", pk=pk)


@login_not_required
@require_http_methods(GET_OR_POST)
def action_item_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an owner outside the center: their own item and nothing else."""
    rows = ActionItem.objects.select_related("engagement__center").exclude(token_hash="")
    item = rows.filter(token_hash=hash_of(token)).first()
    if item is None:
        return render(request, "engagements/action_item_gone.html", status=410)
    with timezone.override(item.engagement.time_zone):
        return owners_page(request, item, token)


def owners_page(request: HttpRequest, item: ActionItem, token: str) -> HttpResponse:
    """The page of a link that works; a day is still to come while it lasts at the engagement."""
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and item.is_unfinished and form.is_valid():
        form.save(item, by=None, by_name=item.owner_name)
        return redirect("engagements:action_item_page", token=token)
    context = {"item": item, "form": form, "inviting_center": item.center}
    return render(request, "engagements/action_item_page.html", context)

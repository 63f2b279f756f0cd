"""What the page frame shows: navigation, center, environment."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from bcp.accounts.access import own_center
from bcp.accounts.models import User

CENTER_PAGES = (
    ("Home", "home"),
    ("Self-review", "engagements:self_review_list"),
    ("Engagements", "engagements:engagement_list"),
    ("Roundtables", "roundtables:roundtable_list"),
    ("Stakeholders", "stakeholders:organization_list"),
    ("Library", "engagements:publication_list"),
)
COORDINATION_PAGES = (
    ("Coordination", "coordination:dashboard"),
    ("Engagements", "engagements:engagement_list"),
    ("Experts", "roundtables:expert_list"),
    ("Centers", "coordination:center_list"),
    ("Mail", "mail:mail_health"),
    ("Library", "engagements:publication_list"),
)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    url: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html: `navigation`, `own_center`, `environment_name`, `is_demonstration`."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "environment_name": settings.ENVIRONMENT_NAME,
        "is_demonstration": settings.DEMONSTRATION,
        "navigation": [],
        "own_center": None,
    }
    if isinstance(user, User):
        pages = COORDINATION_PAGES if user.is_coordinator else CENTER_PAGES
        context["own_center"] = own_center(user)
        context["navigation"] = [
            NavigationItem(label, url, is_current(request.path, url))
            for label, url in ((label, address(name)) for label, name in pages)
            if url
        ]
    return context


def address(name: str) -> str:
    """The path of a page, or nothing when this site does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def is_current(path: str, url: str) -> bool:
    """Whether a page lies in the part of the site that a navigation entry opens."""
    return path == url if url == "/" else path.startswith(url)

"""What the product writes about requests and action items: one function per message."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from bcp.accounts.models import User
from bcp.mail import outbox

if TYPE_CHECKING:
    from engagements.models.action_items import ActionItem
    from engagements.models.engagements import Engagement, EngagementGuest, Triage


def content(subject: str, paragraphs: list[str], link: str, button: str) -> outbox.Content:
    """A letter with words and one button. Braces in people's words are no marks."""
    safe = [text.replace("{", "(").replace("}", ")") for text in paragraphs]
    context = {"subject": subject, "paragraphs": safe, "link": link, "button": button}
    return outbox.Content(
        subject=subject.replace("{", "(").replace("}", ")"),
        text=render_to_string("engagements/mail/letter.txt", context),
        html=render_to_string("engagements/mail/letter.html", context),
    )


def address_of(name: str, *args: object) -> str:
    """The full address of a page."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def queue_request_received(engagement: "Engagement", act: int) -> None:
    """Tell every coordinator that a center asks for help."""
    letter = content(
        f"Request from {engagement.center.name}",
        [
            f"{engagement.center.name} asks for help with “{engagement.title}”.",
            f"Goal: {engagement.goal}",
        ],
        address_of("engagements:engagement_triage", engagement.pk),
        "Open the request",
    )
    for person in User.objects.filter(is_coordinator=True, is_active=True):
        outbox.queue_one(
            None,
            kind="request_received",
            about=f"engagement:{engagement.pk}:{person.pk}",
            address=person.email,
            name=person.name,
            content=letter,
            revision=act,
        )


def queue_decision(engagement: "Engagement", triage: "Triage") -> None:
    """Tell the center's directors what was decided, and why."""
    letter = content(
        f"Answer to your request: {engagement.title}",
        [
            f"The program office has answered the request “{engagement.title}”: "
            f"{triage.get_decision_display().lower()}.",
            f"Reason: {triage.reason}",
        ],
        address_of("engagements:engagement_detail", engagement.pk),
        "Open the engagement",
    )
    directors = User.objects.filter(
        memberships__center=engagement.center, memberships__role="director", is_active=True
    )
    for person in directors:
        outbox.queue_one(
            engagement.center,
            kind="request_decided",
            about=f"triage:{triage.pk}:{person.pk}",
            address=person.email,
            name=person.name,
            content=letter,
        )


def queue_guest(guest: "EngagementGuest", act: int) -> None:
    """Tell somebody that an engagement is open to them; who has no password yet chooses one."""
    engagement, user = guest.engagement, guest.user
    has_password = user.has_usable_password()
    page = "engagements:engagement_detail", engagement.pk
    letter = content(
        f"You are invited to help plan: {engagement.title}",
        [
            f"Dear {user.name},",
            f"{engagement.center.name} has let you into its engagement “{engagement.title}” "
            f"until {guest.until:%B %-d, %Y}.",
            "Sign in with this e-mail address."
            if has_password
            else "Your account is new. Enter this e-mail address on the page below; a second mail "
            "brings the link with which you choose your password.",
        ],
        address_of(*page) if has_password else address_of("account_reset_password"),
        "Open the engagement" if has_password else "Choose a password",
    )
    outbox.queue_one(
        engagement.center,
        kind="guest_let_in",
        about=f"engagementguest:{guest.pk}",
        address=user.email,
        name=user.name,
        content=letter,
        revision=act,
    )


def queue_action_item(item: "ActionItem", token: str, act: int) -> None:
    """Give an owner outside the center the link to their item."""
    due = f" by {item.due_on:%B %-d, %Y}" if item.due_on else ""
    letter = content(
        f"What was agreed{due}",
        [
            f"Dear {item.owner_name},",
            f"at a roundtable of {item.engagement.center.name} this was agreed{due}: {item.text}",
            "On your page you can say how it goes, ask for more time, or mark it as done.",
        ],
        "{link}",
        "Open the action item",
    )
    outbox.queue_one(
        item.engagement.center,
        kind="action_item",
        about=f"actionitem:{item.pk}",
        address=item.owner_email,
        name=item.owner_name,
        content=letter,
        revision=act,
        merge={
            "link": f"{settings.SITE_URL}{reverse('engagements:action_item_page', args=[token])}"
        },
    )

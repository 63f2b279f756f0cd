"""What the directory tells the engagements below it: contacts that are missing, and its panel."""

from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.core.wording import counted
from engagements.contacts import register_contact_counter
from engagements.models import Engagement, Sector
from engagements.panels import Fact, Link, Panel, register_panel
from stakeholders.enums import HelpState
from stakeholders.models import Contact, GuestListEntry, HelpRequest, OutreachStep
from stakeholders.suggesting import covered_gaps

POSITION = 20


def register() -> None:
    """Tell the engagements; called once when the site starts."""
    register_contact_counter(sectors_without_contacts)
    register_panel(stakeholders_panel)


def sectors_without_contacts(center: Center) -> frozenset[str]:
    """Sectors in which the center knows nobody whom it could write to."""
    known = Contact.objects.askable().filter(organization__center=center)
    codes = Sector.objects.exclude(pk__in=known.values("organization__sector"))
    return frozenset(codes.values_list("pk", flat=True))


def stakeholders_panel(engagement: Engagement, user: User) -> Panel | None:
    """Who is on the guest list, which gaps nobody covers, what is due; not for guests."""
    if user.role_in(engagement.center) is None and not user.sees_all_centers:
        return None
    guest_list = reverse("stakeholders:guest_list", args=[engagement.pk])
    plan = reverse("stakeholders:outreach_plan", args=[engagement.pk])
    chosen = GuestListEntry.objects.chosen().filter(engagement=engagement).count()
    uncovered = [one.gap for one in covered_gaps(engagement) if one.state == "nobody"]
    steps = OutreachStep.objects.open().filter(engagement=engagement)
    overdue = steps.filter(due_on__lt=timezone.localdate()).count()
    waiting = HelpRequest.objects.filter(engagement=engagement, state=HelpState.OPEN).count()
    warnings = [
        Link(f"Nobody on the guest list covers {gap.question_code} ({gap.focus_area}).", guest_list)
        for gap in uncovered[:3]
    ]
    if overdue:
        warnings.append(Link(f"{counted(overdue, 'outreach step')} overdue.", plan))
    return Panel(
        title="Stakeholders",
        position=POSITION,
        facts=[
            Fact("On the guest list", str(chosen), guest_list),
            Fact("Gaps nobody covers", str(len(uncovered)), guest_list),
            Fact("Outreach steps open", str(steps.count()), plan),
            Fact("Help asked of DHS", str(waiting), plan),
        ],
        actions=[Link("Guest list", guest_list), Link("Outreach plan", plan)],
        warnings=warnings,
    )

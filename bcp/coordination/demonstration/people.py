"""The center and the people who can be looked at the product as."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from bcp.accounts.enums import Designation, Role
from bcp.accounts.models import Center, Membership, User
from bcp.coordination.demonstration import dates

SLUG = "cascadia-fusion-center"
STAFF = (
    ("director@center.example.org", "Marisol Reyes", Role.DIRECTOR),
    ("coordinator@center.example.org", "Owen Tanaka", Role.COORDINATOR),
    ("privacy@center.example.org", "Priya Nair", Role.PRIVACY_OFFICER),
    ("viewer@center.example.org", "Caleb Brooks", Role.VIEWER),
)
DHS = ("dhs@program.example.org", "Dana Whitfield")
AUDITOR = ("auditor@program.example.org", "Alex Moreau")


@dataclass(frozen=True)
class Cast:
    """The center of the demonstration and its people."""

    center: Center
    director: User
    coordinator: User
    privacy_officer: User
    dhs: User


def load_cast() -> Cast:
    """Make the center, its staff, the DHS coordinator and the auditor."""
    password = make_password(settings.DEMONSTRATION_PASSWORD)
    center = Center.objects.create(
        name="Cascadia Fusion Center",
        slug=SLUG,
        acronym="CFC",
        state_id="WA",
        city="Port Ellis",
        designation=Designation.RECOGNIZED,
        time_zone="America/Los_Angeles",
        note="A fictional center. Every person and organization in it is invented.",
        address="400 Harbor Street, Port Ellis, WA",
        phone="(360) 555-0100",
        email="outreach@center.example.org",
        privacy_policy_url="https://center.example.org/privacy-policy",
        privacy_contact="Priya Nair, privacy@center.example.org, (360) 555-0104",
        reporting_contact="(360) 555-0199, at any hour, or report@center.example.org",
        reporting_checked_on=dates.day(-20),
    )
    staff = {}
    for email, name, role in STAFF:
        user = User.objects.create(email=email, name=name, password=password)
        Membership.objects.create(user=user, center=center, role=role)
        staff[role] = user
    dhs = User.objects.create(
        email=DHS[0], name=DHS[1], password=password, is_coordinator=True, is_staff=True
    )
    User.objects.create(email=AUDITOR[0], name=AUDITOR[1], password=password, is_auditor=True)
    return Cast(
        center=center,
        director=staff[Role.DIRECTOR],
        coordinator=staff[Role.COORDINATOR],
        privacy_officer=staff[Role.PRIVACY_OFFICER],
        dhs=dhs,
    )


def director_of(center: Center, name: str) -> User:
    """Give a center of the network a fictional director, who cannot sign in."""
    user = User.objects.create_user(f"director@{center.slug[:40]}.example.org", name=name)
    Membership.objects.create(user=user, center=center, role=Role.DIRECTOR)
    return user

"""Roles and kinds of centers."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does at a center."""

    DIRECTOR = "director", "Director"
    COORDINATOR = "coordinator", "Coordinator"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    VIEWER = "viewer", "Viewer"


EDITING_ROLES = (Role.DIRECTOR, Role.COORDINATOR)


class Designation(TextChoices):
    """How a center is recognized in the National Network."""

    PRIMARY = "primary", "Primary"
    RECOGNIZED = "recognized", "Recognized"
    AGENCY = "agency", "Law enforcement agency"

"""Stakeholders: organizations, contacts, interactions, guest lists, outreach and imports."""

from stakeholders.models.contacts import Contact
from stakeholders.models.guest_list import GuestListEntry
from stakeholders.models.help_requests import HelpRequest
from stakeholders.models.imports import ColumnMemory, ImportBatch, ImportRow, OrganizationMerge
from stakeholders.models.interactions import Interaction
from stakeholders.models.organizations import Organization
from stakeholders.models.outreach import OutreachStep
from stakeholders.models.outreach_messages import OutreachMessage
from stakeholders.models.preferences import ColumnChoice, SectorCadence, cadences_of
from stakeholders.models.public_directory import PublicOrganization

__all__ = [
    "ColumnChoice",
    "ColumnMemory",
    "Contact",
    "GuestListEntry",
    "HelpRequest",
    "ImportBatch",
    "ImportRow",
    "Interaction",
    "Organization",
    "OrganizationMerge",
    "OutreachMessage",
    "OutreachStep",
    "PublicOrganization",
    "SectorCadence",
    "cadences_of",
]

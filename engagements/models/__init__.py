"""Engagements: the vocabulary, self-reviews, engagements and action items."""

from engagements.models.action_items import ActionItem, ActionItemUpdate
from engagements.models.engagements import (
    Engagement,
    EngagementGuest,
    EngagementScopedQuerySet,
    Triage,
)
from engagements.models.federal_outreach import FederalOutreach
from engagements.models.gaps import Gap
from engagements.models.planning import ChecklistItem, PlanningCall
from engagements.models.self_reviews import Answer, SelfReview
from engagements.models.vocabulary import (
    AgendaTemplate,
    AgendaTemplateItem,
    Behaviour,
    FocusArea,
    InfrastructureSector,
    Publication,
    Question,
    Questionnaire,
    ReferenceLoad,
    Sector,
    Subtype,
    Topic,
)

__all__ = [
    "ActionItem",
    "ActionItemUpdate",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Answer",
    "Behaviour",
    "ChecklistItem",
    "Engagement",
    "EngagementGuest",
    "EngagementScopedQuerySet",
    "FederalOutreach",
    "FocusArea",
    "Gap",
    "InfrastructureSector",
    "PlanningCall",
    "Publication",
    "Question",
    "Questionnaire",
    "ReferenceLoad",
    "Sector",
    "SelfReview",
    "Subtype",
    "Topic",
    "Triage",
]

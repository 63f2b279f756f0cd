"""The vocabulary, self-reviews, engagements and action items for tests.

The vocabulary's factories return the row that is there already, so they work with and without the
`reference` fixture.
"""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from engagements import models
from engagements.enums import (
    ActionItemState,
    BehaviourGroup,
    EngagementPhase,
    PublicationStatus,
    ReviewState,
    TriageDecision,
)
from tests.factories.accounts import CenterFactory, UserFactory


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = models.Sector
        django_get_or_create = ("code",)

    code = "fire"
    name = factory.LazyAttribute(lambda sector: sector.code.replace("_", " ").capitalize())


class SubtypeFactory(DjangoModelFactory):
    class Meta:
        model = models.Subtype
        django_get_or_create = ("sector", "code")

    sector = factory.SubFactory(SectorFactory)
    code = "career_department"
    name = "Career department"


class InfrastructureSectorFactory(DjangoModelFactory):
    class Meta:
        model = models.InfrastructureSector
        django_get_or_create = ("code",)

    code = "energy"
    name = "Energy"


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = models.Topic
        django_get_or_create = ("code",)

    code = "T01"
    title = factory.LazyAttribute(lambda topic: f"Topic {topic.code}")


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = models.Questionnaire
        django_get_or_create = ("version",)

    version = 1
    title = "Self-review"
    published_on = datetime.date(2026, 1, 1)
    is_current = True


class FocusAreaFactory(DjangoModelFactory):
    class Meta:
        model = models.FocusArea
        django_get_or_create = ("code",)

    code = "FIR"
    name = factory.LazyAttribute(lambda area: f"Area {area.code}")


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question
        django_get_or_create = ("questionnaire", "code")
        skip_postgeneration_save = True

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    focus_area = factory.SubFactory(FocusAreaFactory)
    code = factory.Sequence(lambda n: f"FIR{n}")
    position = factory.Sequence(lambda n: n)
    text = factory.LazyAttribute(lambda question: f"Statement {question.code}.")
    scale = "L"
    weight = 2
    topic = factory.SubFactory(TopicFactory)

    @factory.post_generation
    def sectors(self, create, extracted, **kwargs):
        if create and not self.sectors.exists():
            self.sectors.set(extracted or [SectorFactory()])


class AgendaTemplateFactory(DjangoModelFactory):
    class Meta:
        model = models.AgendaTemplate
        django_get_or_create = ("code",)

    code = "standard"
    title = "Standard roundtable"
    minutes = 255


class BehaviourFactory(DjangoModelFactory):
    class Meta:
        model = models.Behaviour
        django_get_or_create = ("number",)

    number = 1
    group = BehaviourGroup.DEFINED
    name = "Breach/Attempted Intrusion"
    meaning = "Unauthorized people enter or try to enter a protected site."
    caution = "Look at what is done, not at who does it."


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = models.Publication
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"PUBT{n:03}")
    title = factory.Sequence(lambda n: f"Publication {n}")
    status = PublicationStatus.CURRENT
    applies_to_all = True


class SelfReviewFactory(DjangoModelFactory):
    """A self-review in draft; `submitted` closes it."""

    class Meta:
        model = models.SelfReview

    center = factory.SubFactory(CenterFactory)
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    title = factory.Sequence(lambda n: f"Self-review {2020 + n}")
    started_by = factory.SubFactory(UserFactory)

    class Params:
        submitted = factory.Trait(
            state=ReviewState.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now)
        )


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.Answer

    review = factory.SubFactory(SelfReviewFactory)
    question = factory.SubFactory(
        QuestionFactory, questionnaire=factory.SelfAttribute("..review.questionnaire")
    )
    value = 1
    answered_by = factory.SelfAttribute("review.started_by")


class EngagementFactory(DjangoModelFactory):
    """An engagement in planning; one trait per other phase."""

    class Meta:
        model = models.Engagement
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    title = factory.Sequence(lambda n: f"Engagement {n}")
    goal = "Every fire department knows whom to call."
    state = EngagementPhase.PLANNING
    time_zone = factory.SelfAttribute("center.time_zone")

    class Params:
        self_review = factory.Trait(state=EngagementPhase.SELF_REVIEW)
        requested = factory.Trait(
            state=EngagementPhase.REQUESTED, requested_at=factory.LazyFunction(timezone.now)
        )
        triage = factory.Trait(
            state=EngagementPhase.TRIAGE, requested_at=factory.LazyFunction(timezone.now)
        )
        outreach = factory.Trait(state=EngagementPhase.OUTREACH)
        invited = factory.Trait(state=EngagementPhase.INVITED)
        content = factory.Trait(state=EngagementPhase.CONTENT)
        held = factory.Trait(state=EngagementPhase.HELD)
        reporting = factory.Trait(state=EngagementPhase.REPORTING)
        follow_up = factory.Trait(state=EngagementPhase.FOLLOW_UP)
        closed = factory.Trait(
            state=EngagementPhase.CLOSED, closed_at=factory.LazyFunction(timezone.now)
        )
        deferred = factory.Trait(state=EngagementPhase.DEFERRED)
        declined = factory.Trait(state=EngagementPhase.DECLINED)
        cancelled = factory.Trait(state=EngagementPhase.CANCELLED)

    @factory.post_generation
    def sectors(self, create, extracted, **kwargs):
        if create and extracted:
            self.sectors.set(extracted)

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        if create and extracted:
            self.topics.set(extracted)


class GapFactory(DjangoModelFactory):
    class Meta:
        model = models.Gap

    engagement = factory.SubFactory(EngagementFactory)
    question = factory.SubFactory(QuestionFactory)
    focus_area = factory.SelfAttribute("question.focus_area")
    value = 1
    area_score = 40
    area_class = "priority"


class TriageFactory(DjangoModelFactory):
    class Meta:
        model = models.Triage

    engagement = factory.SubFactory(EngagementFactory)
    decision = TriageDecision.ACCEPT
    reason = "A good fit for this quarter."
    decided_by = factory.SubFactory(UserFactory, dhs=True)


class EngagementGuestFactory(DjangoModelFactory):
    class Meta:
        model = models.EngagementGuest

    engagement = factory.SubFactory(EngagementFactory)
    user = factory.SubFactory(UserFactory)
    part = "facilitator"
    until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))


class ChecklistItemFactory(DjangoModelFactory):
    class Meta:
        model = models.ChecklistItem

    engagement = factory.SubFactory(EngagementFactory)
    step = "plan"
    title = "Hold the kickoff call"
    due_offset_days = -84


class PlanningCallFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanningCall

    engagement = factory.SubFactory(EngagementFactory)
    starts_at = factory.LazyFunction(timezone.now)
    subject = "Kickoff"


class ActionItemFactory(DjangoModelFactory):
    """An open action item; `done` and `dropped` close it, `outside` gives it an outside owner."""

    class Meta:
        model = models.ActionItem

    engagement = factory.SubFactory(EngagementFactory)
    text = "Send the contact list to every station."
    owner_name = "Avery Quinn"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=14))

    class Params:
        done = factory.Trait(
            state=ActionItemState.DONE, closed_at=factory.LazyFunction(timezone.now)
        )
        dropped = factory.Trait(
            state=ActionItemState.DROPPED,
            closed_at=factory.LazyFunction(timezone.now),
            reason="No longer needed.",
        )
        outside = factory.Trait(
            owner_organization="Summit Fire District", owner_email="avery@fire.example.org"
        )


class ActionItemUpdateFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionItemUpdate

    item = factory.SubFactory(ActionItemFactory)
    text = "The first three stations have the list."
    by_name = "Avery Quinn"

"""Organizations, people and outreach for tests."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from stakeholders import models
from stakeholders.enums import GuestChoice, HelpState, InteractionKind, MessageState, Stage
from tests.factories.accounts import CenterFactory, StateFactory, UserFactory
from tests.factories.engagements import EngagementFactory, SectorFactory


class OrganizationFactory(DjangoModelFactory):
    """An organization the center knows of; one trait per way it may stand."""

    class Meta:
        model = models.Organization

    center = factory.SubFactory(CenterFactory)
    name = factory.Sequence(lambda n: f"Summit Fire District {n:04}")
    sector = factory.SubFactory(SectorFactory)
    city = "Denver"
    county = "Denver"
    state = factory.SubFactory(StateFactory)

    class Params:
        archived = factory.Trait(archived_at=factory.LazyFunction(timezone.now))
        active = factory.Trait(
            stage=Stage.ACTIVE, last_contact_on=factory.LazyFunction(timezone.localdate)
        )
        overdue = factory.Trait(
            stage=Stage.CONTACTED,
            last_contact_on=factory.LazyFunction(
                lambda: timezone.localdate() - datetime.timedelta(days=1000)
            ),
        )


class ContactFactory(DjangoModelFactory):
    """A person who may be asked; `silent` does not want to be."""

    class Meta:
        model = models.Contact

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Avery Quinn {n}")
    email = factory.Sequence(lambda n: f"avery{n}@fire.example.org")
    is_primary = True

    class Params:
        silent = factory.Trait(do_not_contact=True)
        archived = factory.Trait(archived_at=factory.LazyFunction(timezone.now))


class InteractionFactory(DjangoModelFactory):
    class Meta:
        model = models.Interaction

    organization = factory.SubFactory(OrganizationFactory)
    kind = InteractionKind.CALL
    happened_on = factory.LazyFunction(timezone.localdate)
    text = "Spoke about the roundtable."


class GuestListEntryFactory(DjangoModelFactory):
    """An organization on the list; `left_out` keeps it off."""

    class Meta:
        model = models.GuestListEntry

    engagement = factory.SubFactory(EngagementFactory)
    organization = factory.SubFactory(
        OrganizationFactory, center=factory.SelfAttribute("..engagement.center")
    )
    choice = GuestChoice.CHOSEN

    class Params:
        left_out = factory.Trait(choice=GuestChoice.LEFT_OUT, reason="They asked us to wait.")


class OutreachStepFactory(DjangoModelFactory):
    class Meta:
        model = models.OutreachStep

    organization = factory.SubFactory(OrganizationFactory)
    kind = InteractionKind.CALL
    due_on = factory.LazyFunction(timezone.localdate)
    purpose = "Introduce the roundtable"

    class Params:
        done = factory.Trait(done_at=factory.LazyFunction(timezone.now))


class HelpRequestFactory(DjangoModelFactory):
    class Meta:
        model = models.HelpRequest

    engagement = factory.SubFactory(EngagementFactory)
    whom = "Denver Public Health"
    wish = "An introduction by the regional office."

    class Params:
        answered = factory.Trait(
            state=HelpState.ANSWERED,
            answer="They will call you this week.",
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SubFactory(UserFactory, dhs=True),
        )
        withdrawn = factory.Trait(state=HelpState.WITHDRAWN)


class OutreachMessageFactory(DjangoModelFactory):
    class Meta:
        model = models.OutreachMessage

    engagement = factory.SubFactory(EngagementFactory)
    subject = "A roundtable with your fusion center"
    body = "We would like to meet you."

    class Params:
        submitted = factory.Trait(state=MessageState.SUBMITTED)
        approved = factory.Trait(state=MessageState.APPROVED)


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportBatch

    center = factory.SubFactory(CenterFactory)
    file_name = "partners.csv"
    headers = ["name", "city", "state"]
    mapping = {"name": 0, "city": 1, "state": 2}


class PublicOrganizationFactory(DjangoModelFactory):
    class Meta:
        model = models.PublicOrganization

    name = factory.Sequence(lambda n: f"Boulder Fire District {n:04}")
    sector = factory.SubFactory(SectorFactory)
    city = "Boulder"
    county = "Boulder"
    state = factory.SubFactory(StateFactory)
    source = "National registry"
    as_of = datetime.date(2026, 1, 15)


class SectorCadenceFactory(DjangoModelFactory):
    class Meta:
        model = models.SectorCadence

    center = factory.SubFactory(CenterFactory)
    sector = factory.SubFactory(SectorFactory)
    days = 30


class ColumnChoiceFactory(DjangoModelFactory):
    class Meta:
        model = models.ColumnChoice

    center = factory.SubFactory(CenterFactory)
    user = factory.SubFactory(UserFactory)
    columns = factory.LazyFunction(lambda: ["sector"])

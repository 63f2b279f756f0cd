"""People, centers and states for tests."""

import factory
from factory.django import DjangoModelFactory

from bcp.accounts.enums import Designation, Role
from bcp.accounts.models import Center, Membership, State, User

PASSWORD = "a-long-test-password"


class StateFactory(DjangoModelFactory):
    class Meta:
        model = State
        django_get_or_create = ("code",)

    code = "CO"
    name = "Colorado"
    fema_region = 8
    cisa_region = 8
    time_zone = "America/Denver"


class CenterFactory(DjangoModelFactory):
    class Meta:
        model = Center

    name = factory.Sequence(lambda n: f"Center {n:03}")
    slug = factory.LazyAttribute(lambda center: center.name.lower().replace(" ", "-"))
    acronym = factory.Sequence(lambda n: f"C{n:03}")
    state = factory.SubFactory(StateFactory)
    city = "Denver"
    designation = Designation.PRIMARY
    time_zone = "America/Denver"


class UserFactory(DjangoModelFactory):
    """Someone with an account and no center."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@center.example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.PostGenerationMethodCall("set_password", PASSWORD)

    class Params:
        dhs = factory.Trait(is_coordinator=True)
        auditor = factory.Trait(is_auditor=True)
        admin = factory.Trait(is_coordinator=True, is_staff=True, is_superuser=True)

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create and results:
            instance.save(update_fields=["password"])


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    center = factory.SubFactory(CenterFactory)
    role = Role.COORDINATOR


def person_at(center: Center, role: str, **fields: object) -> User:
    """Someone who works at this center in this role."""
    return MembershipFactory(center=center, role=role, user=UserFactory(**fields)).user

"""A center never sees another center's rows: asked of every model, with a row of its factory."""

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from factory.django import DjangoModelFactory

import tests.factories
from bcp.accounts.enums import Role
from bcp.accounts.models import ProgramQuerySet, TenantQuerySet, User
from tests.factories.accounts import CenterFactory, person_at

OURS = {
    "audit",
    "accounts",
    "mail",
    "documents",
    "engagements",
    "stakeholders",
    "roundtables",
    "coordination",
}
# Facts and machinery without a center: nothing in them is anybody's.
WITHOUT_OWNER = {
    "accounts.state",  # states of the country
    "audit.auditevent",  # read by auditors through their own page
    "audit.opening",
}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def factories() -> dict:
    found = {}
    for module in pkgutil.iter_modules(tests.factories.__path__, "tests.factories."):
        for thing in vars(importlib.import_module(module.name)).values():
            is_factory = isinstance(thing, type) and issubclass(thing, DjangoModelFactory)
            if is_factory and thing._meta.model:
                found[thing._meta.get_model_class()] = thing
    return found


def tenant_models():
    return [
        model for model in own_models() if isinstance(model._default_manager.all(), TenantQuerySet)
    ]


SAMPLES = {
    models.EmailField: "ada@example.org",
    models.CharField: "1",
    models.TextField: "words",
    models.IntegerField: 1,
    models.FloatField: 1.0,
    models.DateTimeField: timezone.now(),
    models.DateField: timezone.localdate(),
    models.JSONField: {},
    models.BinaryField: b"bytes",
}
FACTORIES = factories()
TENANTS = tenant_models()


def test_every_model_says_who_sees_its_rows():
    silent = {
        model._meta.label_lower
        for model in own_models()
        if not hasattr(model._default_manager.all(), "visible_to")
    }

    assert silent - WITHOUT_OWNER == set()


def make_row(model, made=None):
    """A row of the model's factory; without one, a row in which all that is required is filled.

    `made` keeps one row per model, so that a row with two ways to its center has one center.
    """
    made = {} if made is None else made
    if model not in made:
        made[model] = FACTORIES[model]() if model in FACTORIES else fill_row(model, made)
    return made[model]


def fill_row(model, made):
    values = {
        field.name: value_of(field, made)
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.null or field.has_default() or field.blank)
        or field.name == "center"
    }
    return model._default_manager.create(**values)


def value_of(field, made):
    if isinstance(field, models.ForeignKey):
        return make_row(field.related_model, made)
    for kind, value in SAMPLES.items():
        if isinstance(field, kind):
            return value
    raise NotImplementedError(f"Say in SAMPLES what may stand in {field}.")


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_rows_are_seen_by_their_own_center_only(model):
    row = make_row(model)
    director = person_at(row.center, Role.DIRECTOR)
    outsider = person_at(CenterFactory(), Role.DIRECTOR)
    rows = model._default_manager.filter(pk=row.pk)

    assert list(rows.visible_to(director)) == [row]
    assert list(rows.visible_to(outsider)) == []
    assert list(rows.editable_by(outsider)) == []
    assert list(rows.visible_to(AnonymousUser())) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [m for m in own_models() if isinstance(m._default_manager.all(), ProgramQuerySet)],
    ids=lambda model: model._meta.label,
)
def test_rows_of_the_program_are_read_by_all_and_changed_by_coordinators(model):
    director = person_at(CenterFactory(), Role.DIRECTOR)
    coordinator = User(is_coordinator=True)

    assert model._default_manager.visible_to(AnonymousUser()).query.is_empty()
    assert model._default_manager.editable_by(director).query.is_empty()
    assert not model._default_manager.visible_to(director).query.is_empty()
    assert not model._default_manager.editable_by(coordinator).query.is_empty()

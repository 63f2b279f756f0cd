"""Wrong input on every form: a sentence, and nothing lost.

A new form takes part by itself: the pages are opened, their forms read and filled in, once as they
should be and then with everything that may be wrong (`hunt/values.py`).
"""

import logging

import pytest
from django.template.base import Template

from tests.architecture.addresses import addresses
from tests.architecture.hunt.asking import bodies, queries, torn_links
from tests.architecture.hunt.borders import number_from
from tests.architecture.hunt.planted import PLANTED
from tests.architecture.hunt.search import Hunt, is_for
from tests.architecture.hunt.world import DIRECTOR, IS_LINKED, make_world

# What takes forms, but none that a page of the hunt's world shows.
WITHOUT_FORM = {
    "mail:mail_resume": "a button after a backup was restored",
    "roundtables:agenda_reorder": "sent by a script",
    "roundtables:check_in_sync": "sent by a script",
}
# Forms that the hunt's own center may not send, however well they are filled in.
REFUSED = {
    "account_login": "nobody has the account of the hunt",
}
SAMPLES = {"core:style_page"}  # its buttons lead nowhere


@pytest.fixture
def world(settings, reference, caplog, monkeypatch):
    """Two centers; thousands of refusals are not worth a line each."""
    caplog.set_level(logging.CRITICAL, "django.request")
    # What the client keeps of every template would take as long as the rendering.
    monkeypatch.setattr(Template, "_render", lambda page, context: page.nodelist.render(context))
    settings.DEMONSTRATION_ACCOUNTS = [(DIRECTOR, "Director")]
    yield make_world()
    number_from(1_000)  # for the tests that follow


def ours():
    """Every address but those of Django's admin, which only coordinators of DHS have."""
    return [
        one for one in addresses() if not one.name.startswith("admin:") and one.name not in SAMPLES
    ]


def test_every_form_refuses_wrong_input_in_a_sentence_and_loses_nothing(world):
    hunt = Hunt(world)

    hunt.look(ours())
    hunt.send_everything()

    assert not hunt.wrong, "\n".join(hunt.wrong)
    assert hunt.posted - hunt.hunted == set(WITHOUT_FORM)
    assert hunt.refused.keys() == REFUSED.keys(), hunt.refused
    assert len(hunt.forms) > 150
    assert hunt.sent > 1500


def test_addresses_bear_garbage(world):
    wrong = []
    for address in ours():
        people = [client for who, client in world.people.items() if is_for(address, who)]
        for path in world.paths(address)[:1]:
            wrong += queries(people, path)
        if IS_LINKED.match(address.route):
            wrong += torn_links(world, address)
        if address.name in WITHOUT_FORM:
            director = world.people["director"]
            wrong += [one for path in world.paths(address) for one in bodies(director, path)]

    assert not wrong, "\n".join(wrong)


def test_the_hunt_finds_a_missing_guard(world, settings):
    settings.ROOT_URLCONF = "tests.architecture.hunt.planted"
    hunt = Hunt(world)

    hunt.look([address for address in addresses() if address.name.startswith("planted_")])
    hunt.send_everything()

    missed = {
        view.__name__
        for view, words in PLANTED.items()
        if not any(
            one.startswith(f"planted_{view.__name__} ") and words in one for one in hunt.wrong
        )
    }
    assert missed == set()

"""The form pack and what every form of the product says when it refuses."""

import pytest
from django import forms

from bcp.accounts.models import State
from bcp.core.forms import BaseFilterForm, BaseForm
from bcp.core.style_samples import REFUSED_ENTRY, SampleFilterForm, SampleForm
from tests.core.markup import Page, crispy


class RowForm(BaseForm):
    """One row of a sample formset."""

    minutes = forms.IntegerField(min_value=1)
    topic = forms.CharField(help_text="As participants read it.")


Rows = forms.formset_factory(RowForm, extra=0, can_delete=True)


class RowHelperSet(Rows):
    """A formset that says how it is printed."""

    @property
    def helper(self):
        helper = RowForm().helper
        helper.layout = None
        helper.template = "uswds/table_inline_formset.html"
        return helper


ROWS = {
    "form-TOTAL_FORMS": "2",
    "form-INITIAL_FORMS": "0",
    "form-0-minutes": "0",
    "form-0-topic": "Welcome",
    "form-1-minutes": "",
    "form-1-topic": "",
}


@pytest.mark.parametrize(
    "form",
    [
        SampleForm(),
        SampleForm(REFUSED_ENTRY),
        SampleFilterForm({"stage": "lost"}),
        RowHelperSet(ROWS),
        Rows(initial=[{"minutes": 5}, {"minutes": 10}]),
    ],
    ids=["empty", "refused", "filter", "table", "rows"],
)
def test_pack_points_only_at_ids_that_are_there_once(form):
    if isinstance(form, RowHelperSet):
        form.forms[1].empty_permitted = False

    page = Page(crispy(form))

    assert page.pointers - set(page.ids) == set()
    assert [name for name, count in page.ids.items() if count > 1] == []


def test_pack_prints_a_whole_form():
    page = Page(crispy(SampleForm()))

    tag, form = page.elements[0]
    assert (tag, form["method"], form["enctype"]) == ("form", "post", "multipart/form-data")
    assert "novalidate" in form
    assert page.named("csrfmiddlewaretoken")[0]["value"] == "token"
    assert [g["value"] for t, g in page.elements if g.get("type") == "submit"] == [
        "Save the roundtable"
    ]


def test_summary_links_each_refusal_to_its_control():
    form = SampleForm(REFUSED_ENTRY)

    page = Page(crispy(form))

    links = [given["href"] for tag, given in page.elements if tag == "a"]
    assert [link for link in links if link.startswith("#")] == [
        "#id_title",
        "#id_email",
        "#id_sector",
        "#id_sectors_0",
        "#id_mode_0",
        "#id_due_on",
        "#id_starts_at_date",
        "#id_seats",
        "#id_goal",
        "#id_is_agreed",
    ]


def test_refusals_are_plain_sentences():
    form = SampleForm(REFUSED_ENTRY)

    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "title": [
            "The event name contains a character that cannot be printed."
            " Type it again, or paste it as plain text."
        ],
        "email": ["Enter the e-mail address in full, such as name@example.org."],
        "sector": ["Choose the sector."],
        "sectors": ["Choose at least one of the sectors to invite."],
        "mode": ["Choose the format."],
        "due_on": ["Enter the RSVP deadline."],
        "starts_at": [
            "1:30 AM on Sunday, November 7, 2027 comes twice in America/New_York, because the"
            " clocks go back. Choose the first (EDT) or the second (EST)."
        ],
        "seats": ["Enter 1 or more for the seats."],
        "goal": ["Enter the goal."],
        "is_agreed": ["Check “The host agency agrees to the date” to go on."],
    }


def test_form_keeps_what_was_entered_when_it_refuses():
    page = Page(crispy(SampleForm(REFUSED_ENTRY)))

    kept = {name: page.named(name)[0].get("value") for name in REFUSED_ENTRY}
    assert kept == REFUSED_ENTRY


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (forms.CharField(label="Your name"), "Enter your name."),
        (forms.CharField(label="DHS contact"), "Enter the DHS contact."),
        (forms.CharField(label="Who will come?"), "Answer “Who will come?”."),
        (forms.FileField(label="List to import"), "Choose a file for the list to import."),
        (forms.CharField(label="Why", error_messages={"required": "Say why."}), "Say why."),
    ],
)
def test_required_message_is_made_from_the_label(field, expected):
    form = type("OneField", (BaseForm,), {"it": field})({})

    assert form.errors["it"] == [expected]


def test_required_message_of_the_form_wins():
    class Named(BaseForm):
        required_messages = {"it": "Say what you call it."}
        it = forms.CharField()

    assert Named({}).errors["it"] == ["Say what you call it."]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["nowhere", "\x00", "1\x00", str(2**63)])
def test_choices_that_are_none_are_refused_in_our_own_words(wrong):
    class Choices(BaseForm):
        home = forms.ModelChoiceField(State.objects.all(), label="Home state")
        states = forms.ModelMultipleChoiceField(State.objects.all(), label="States")

    form = Choices({"home": wrong, "states": [wrong]})

    assert form.errors == {
        "home": ["Choose the home state from the list."],
        "states": ["Choose the states from the list."],
    }


def test_key_of_a_form_that_may_be_sent_twice_stays_the_same():
    class Once(BaseForm):
        is_once = True
        name = forms.CharField()

    first = Page(crispy(Once())).named("once")[0]["value"]
    second = Page(crispy(Once())).named("once")[0]["value"]
    returned = Page(crispy(Once({"once": first}))).named("once")[0]["value"]

    assert first != second
    assert returned == first


def test_filter_form_leaves_only_filters_in_the_address():
    class Filters(BaseFilterForm):
        q = forms.CharField(required=False)

    page = Page(crispy(Filters()))

    assert page.elements[0][1]["method"] == "get"
    assert [given["name"] for _tag, given in page.elements if given.get("name")] == ["q"]

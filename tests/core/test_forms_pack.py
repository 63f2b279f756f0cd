"""The form pack and what every form of the product says when it refuses."""

from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from bcp.accounts.models import State
from bcp.core.forms import FREE_TEXT_HINT, BaseFilterForm, BaseForm, ZonedDateTimeField
from bcp.core.style_samples import REFUSED_ENTRY, SampleFilterForm, SampleForm

NEW_YORK = ZoneInfo("America/New_York")


class Page(HTMLParser):
    """The ids of a piece of markup, and what points at them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.pointers: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        self.ids.update([given["id"]] if given.get("id") else [])
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.pointers.update((given.get(name) or "").split())
        if (given.get("href") or "").startswith("#"):
            self.pointers.add(given["href"][1:])

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [given for _tag, given in self.elements if given.get("name") == name]


def crispy(form, markup="{% load crispy_forms_tags %}{% crispy form %}") -> str:
    return Template(markup).render(Context({"form": form, "csrf_token": "token"}))


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


class TextForm(BaseForm):
    """A line, a box and a file."""

    line = forms.CharField(required=False)
    box = forms.CharField(required=False, widget=forms.Textarea)
    upload = forms.FileField(required=False)


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1b[2J", "a\x7fb", "a\x85b", "a\ud800b", "a\nb"])
def test_line_refuses_control_characters(bad):
    assert list(TextForm({"line": bad}).errors) == ["line"]


def test_box_takes_line_ends_and_tabs_but_no_other_control():
    assert TextForm({"box": "One\r\n\tTwo\nThree"}).is_valid()
    assert list(TextForm({"box": "One\x0bTwo"}).errors) == ["box"]


def test_limits_say_how_much_is_too_much():
    upload = SimpleUploadedFile("list.csv", b"x" * (10 * 1024 * 1024 + 1))
    form = TextForm({"line": "x" * 301, "box": "x" * 10_001}, {"upload": upload})

    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "line": ["Shorten the line to 300 characters or fewer; it has 301."],
        "box": ["Shorten the box to 10000 characters or fewer; it has 10001."],
        "upload": ["Choose a file of at most 10 MB for the upload; this one has 10.0 MB."],
    }


def test_box_says_what_does_not_belong_in_it_and_never_cuts_off():
    form = TextForm()

    box = Page(crispy(form)).named("box")[0]
    assert form["box"].help_text == FREE_TEXT_HINT
    assert "maxlength" not in box
    assert box["aria-describedby"] == "id_box_helptext"


def test_errors_of_one_form_do_not_stay_with_the_next():
    TextForm({"line": "x" * 301}).is_valid()

    assert len(TextForm().fields["line"].validators) == 2


class StartForm(BaseForm):
    """A start in a zone that the form names itself."""

    zone = forms.ChoiceField(
        label="Time zone", choices=[("America/New_York", "Eastern"), ("Pacific/Guam", "Guam")]
    )
    starts_at = ZonedDateTimeField(zone_from="zone")


def start(zone: str, day: str, clock: str, which: str = "") -> StartForm:
    return StartForm(
        {"zone": zone, "starts_at_date": day, "starts_at_time": clock, "starts_at_which": which}
    )


def test_start_is_read_in_the_zone_chosen_beside_it():
    eastern = start("America/New_York", "2027-03-09", "09:00")
    guam = start("Pacific/Guam", "03/09/2027", "9:00 AM")

    assert eastern.is_valid()
    assert guam.is_valid()
    assert eastern.cleaned_data["starts_at"] == datetime(2027, 3, 9, 14, 0, tzinfo=UTC)
    assert guam.cleaned_data["starts_at"] == datetime(2027, 3, 8, 23, 0, tzinfo=UTC)


def test_start_asks_which_hour_only_when_it_comes_twice():
    once = start("America/New_York", "2027-03-09", "09:00")
    twice = start("America/New_York", "2027-11-07", "01:30")
    answered = start("America/New_York", "2027-11-07", "01:30", "1")

    assert Page(crispy(once)).named("starts_at_which") == []
    assert not twice.is_valid()
    assert len(Page(crispy(twice)).named("starts_at_which")) == 1
    assert answered.is_valid()
    assert answered.cleaned_data["starts_at"] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_start_refuses_the_hour_that_never_comes():
    form = start("America/New_York", "2027-03-14", "02:30")

    assert form.errors["starts_at"] == [
        "2:30 AM on Sunday, March 14, 2027 does not exist in America/New_York: the clocks go"
        " forward over it that night. Choose an earlier or a later time."
    ]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("", "", "Enter the starts at."),
        ("", "09:00", "Enter the date as month, day and year, such as 03/09/2027."),
        ("2027-03-09", "", "Enter the time as hours and minutes, such as 9:00 AM."),
        ("2027-02-30", "09:00", "Enter the date as month, day and year, such as 03/09/2027."),
        ("0001-01-01", "00:00", "Enter a year between 2000 and 2100."),
        ("9999-12-31", "23:59", "Enter a year between 2000 and 2100."),
    ],
)
def test_start_refuses_half_an_entry(day, clock, expected):
    assert start("America/New_York", day, clock).errors["starts_at"] == [expected]


def test_start_comes_back_as_it_was_stored():
    instant = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    form = StartForm(initial={"zone": "America/New_York", "starts_at": instant})

    page = Page(crispy(form))

    assert page.named("starts_at_date")[0]["value"] == "2027-11-07"
    assert page.named("starts_at_time")[0]["value"] == "01:30"
    assert [g["value"] for t, g in page.elements if t == "option" and "selected" in g] == [
        "America/New_York",
        "1",
    ]
    again = StartForm(
        {"zone": "America/New_York", "starts_at_date": "2027-11-07",
         "starts_at_time": "01:30", "starts_at_which": "1"},
        initial={"zone": "America/New_York", "starts_at": instant},
    )  # fmt: skip
    assert again.changed_data == []


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

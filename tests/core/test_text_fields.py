"""What lines, boxes and files take, and what they say when it is too much."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from bcp.core.forms import FREE_TEXT_HINT, BaseForm
from tests.core.markup import Page, crispy


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

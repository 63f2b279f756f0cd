"""Forms as a page shows them: where each goes, its fields, what may be chosen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser

FORM = re.compile(r"<form\b.*?</form>", re.S)
OUTSIDE = re.compile(r'<(?:input|select|button)\b[^>]*\bform="([^"]+)"[^>]*>')
CHOSEN = ("select", "radio", "checkbox", "hidden", "submit")
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Field:
    """One name of a form. `values` is what the page has in it, `choices` what it offers."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """Whether a person types into it, so that there is something to lose."""
        return self.kind not in {*CHOSEN, "file", "password"}

    @property
    def is_chosen(self) -> bool:
        """Whether its value comes from the page."""
        return self.kind in CHOSEN


@dataclass
class Form:
    """A form; `fields` by name in the order of the page."""

    method: str
    action: str
    id: str = ""
    fields: dict[str, Field] = field(default_factory=dict)
    has_button: bool = False
    has_token: bool = False  # which keeps what is sent from being empty
    ways: list[str] = field(default_factory=list)  # where its buttons send it instead

    def add(self, name: str, kind: str, attributes: dict[str, str]) -> Field:
        """The field of that name, made when it is the first control that has it."""
        return self.fields.setdefault(name, Field(name, kind, attributes=attributes))


class Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.open: Field | None = None  # the select or textarea we are in

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.form = Form(
                own.get("method", "get").lower(), own.get("action", ""), own.get("id", "")
            )
            self.forms.append(self.form)
        elif self.form is None or "disabled" in own:
            return
        elif tag == "option" and self.open:
            self._option(self.open, own)
        else:
            self.form.has_button |= kind_of(tag, own) == "submit"
            if own.get("formaction"):
                self.form.ways.append(own["formaction"])
            elif name := own.get("name", ""):
                self._control(self.form, tag, name, own)

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if self.open and self.open.kind == "textarea":
            self.open.values = ["".join([*self.open.values, data])]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"} and self.open:
            if tag == "textarea":  # the line end after the tag is not part of the text
                self.open.values = [text.removeprefix("\n") for text in self.open.values]
            self.open = None
        elif tag == "form":
            self.form = None

    def _control(self, form: Form, tag: str, name: str, own: dict[str, str]) -> None:
        kind = kind_of(tag, own)
        form.has_token |= name == TOKEN
        if kind == "button" or name == TOKEN:
            return
        known = form.add(name, kind, own)
        if tag in {"select", "textarea"}:
            self.open = known
        elif kind in {"radio", "checkbox", "submit"}:
            known.choices.append(own.get("value", "on"))
            if "checked" in own:
                known.values.append(own.get("value", "on"))
        else:
            known.values.append(own.get("value", ""))

    @staticmethod
    def _option(select: Field, own: dict[str, str]) -> None:
        select.choices.append(own.get("value", ""))
        if "selected" in own:
            select.values.append(own.get("value", ""))


def kind_of(tag: str, attributes: dict[str, str]) -> str:
    """What a control is: its type, or its tag where it has none."""
    usual = {"button": "submit", "input": "text"}
    return attributes.get("type", usual[tag]) if tag in usual else tag


def forms_of(html: str) -> Iterator[Form]:
    """The forms of a page. Only their part of it is read: the rest would cost time."""
    elsewhere: dict[str, list[str]] = {}
    for control in OUTSIDE.finditer(html):
        elsewhere.setdefault(unescape(control[1]), []).append(control[0])
    for part in FORM.findall(html):
        reader = Reader()
        reader.feed(part)
        form = reader.forms[0]
        if form.id in elsewhere:
            reader.form = form
            reader.feed("".join(elsewhere[form.id]))
        yield form
        for way in form.ways:
            yield replace(form, action=way)

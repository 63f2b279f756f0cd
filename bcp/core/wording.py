"""Plain sentences for form errors, made from a field's label."""

from django import forms

ARTICLES = ("the ", "a ", "an ", "your ", "our ", "their ", "its ")
QUESTION_WORDS = (
    "who ",
    "what ",
    "when ",
    "where ",
    "why ",
    "which ",
    "how ",
    "do ",
    "is ",
    "may ",
)


def noun(label: object) -> str:
    """A label inside a sentence: "Event name" is "the event name", "RSVP" keeps its capitals.

    A question stands in quotation marks: “Who leads it”.
    """
    text = str(label).strip().rstrip(":")
    if is_question(text):
        return f"“{text}”"
    first = text.split(" ", 1)[0]
    if first[1:] == first[1:].lower():
        text = text[:1].lower() + text[1:]
    return text if text.lower().startswith(ARTICLES) else f"the {text}"


def is_question(label: str) -> bool:
    """Whether a label asks something, in full or in a word."""
    return label.endswith("?") or f"{label.lower()} ".startswith(QUESTION_WORDS)


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 mail", "2 mails", or with a verb: "2 mails are"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def messages(field: forms.Field, label: object) -> dict[str, str]:
    """What a field says instead of Django's own words, by code of the error."""
    name = noun(label)
    plain = {
        "required": required(field, label),
        "max_length": f"Shorten {name} to %(limit_value)d characters or fewer;"
        " it has %(show_value)d.",
        "min_length": f"Write at least %(limit_value)d characters for {name}.",
        "max_value": f"Enter %(limit_value)s or less for {name}.",
        "min_value": f"Enter %(limit_value)s or more for {name}.",
    }
    if isinstance(field, forms.DateField):
        plain["invalid"] = f"Enter {name} as month, day and year, such as 03/09/2027."
    elif isinstance(field, forms.TimeField):
        plain["invalid"] = f"Enter {name} as hours and minutes, such as 9:00 AM."
    elif isinstance(field, forms.UUIDField):
        plain["invalid"] = "This page is too old. Open it anew and send it again."
    elif isinstance(field, forms.EmailField):
        plain["invalid"] = f"Enter {name} in full, such as name@example.org."
    elif isinstance(field, forms.URLField):
        plain["invalid"] = f"Enter {name} as a web address, such as https://www.example.org."
    elif isinstance(field, forms.IntegerField):
        plain["invalid"] = f"Enter {name} as a number."
    elif isinstance(field, forms.ChoiceField):
        chosen = f"Choose {name} from the list."
        plain |= dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), chosen)
    return plain


def required(field: forms.Field, label: object) -> str:
    """What to do about a field that was left empty."""
    text, name = str(label).strip(), noun(label)
    if isinstance(field, forms.BooleanField):
        return f"Check “{text}” to go on."
    if is_question(text):
        return f"Answer “{text}”."
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return f"Choose at least one of {name}."
    if isinstance(field, forms.ChoiceField):
        return f"Choose {name}."
    if isinstance(field, forms.FileField):
        return f"Choose a file for {name}."
    return f"Enter {name}."

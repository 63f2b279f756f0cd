"""Words that go with numbers."""

import pytest

from bcp.core.wording import counted


@pytest.mark.parametrize(
    ("number", "nouns", "words"),
    [
        (1, ["mail"], "1 mail"),
        (0, ["mail"], "0 mails"),
        (1, ["mail is", "mails are"], "1 mail is"),
        (1200, ["person", "people"], "1,200 people"),
    ],
)
def test_counted_puts_the_noun_after_its_number(number, nouns, words):
    assert counted(number, *nouns) == words

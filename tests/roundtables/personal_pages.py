"""What tests of personal pages share: the key of a form, an answer, the words of a page."""

import re
import time

from roundtables.forms.rsvps import form_key


def key(token: str, age: float = 60) -> str:
    return form_key(token, at=time.time() - age)


def reply(client, token, answer, age: float = 60, **more):
    return client.post(f"/r/{token}", {"answer": answer, "key": key(token, age), **more})


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))

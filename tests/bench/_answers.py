"""Requests of the `rsvp` benchmark: the page opened, and answers that each change something."""

import random
import socket
import threading
import time
from urllib.parse import urlencode

CHOICES = ("yes", "yes", "yes", "no", "no", "maybe")  # how often people say what


def ask(port, request):
    """Send one request, read the whole answer, return its status."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return int(answer[9:12]), answer


def get_request(token):
    return (f"GET /r/{token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").encode()


def post_request(token, answer, key=""):
    body = urlencode({"answer": answer, "key": key, "notice": "1", "lang": "en"}).encode()
    head = (
        f"POST /r/{token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Answers:
    """Each call a real change: another answer than the last one of that person.

    People answer one after the other and then again from the first on; a share of the answers, `again`,
    comes in between from somebody who has answered.
    """

    def __init__(self, tokens, *, is_real, again=0.0):
        from roundtables.forms.rsvps import form_key

        self.tokens = tokens
        self.keys = {t: form_key(t, at=time.time() - 60) if is_real else "" for t in tokens}
        self.last = dict.fromkeys(tokens, "")
        self.lock = threading.Lock()
        self.random = random.Random(7)
        self.at = 0
        self.again = again

    def request(self):
        with self.lock:
            if self.at > 1000 and self.random.random() < self.again:
                token = self.tokens[self.random.randrange(self.at - 500)]
            else:
                self.at = (self.at + 1) % len(self.tokens)
                token = self.tokens[self.at]
            others = [answer for answer in CHOICES if answer != self.last[token]]
            choice = self.random.choice(others)
            self.last[token] = choice
        return post_request(token, choice, self.keys[token])

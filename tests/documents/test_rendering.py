"""The printer: tagged output, and no way out of it."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from bcp.documents.rendering import CannotRender, render_pdf

PAGE = '<!doctype html><html lang="en"><head><title>A paper</title></head><body>{}</body></html>'


@pytest.fixture
def hits() -> Iterator[list[str]]:
    """A server on this machine that counts who asks."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"CANARY")

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked.append(f"http://127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()


def test_a_paper_is_tagged_and_has_language_and_title(tmp_path):
    pdf = render_pdf(
        PAGE.format("<h1>Hello</h1><table><tr><th scope=row>a</th><td>b</td></tr></table>")
    ).pdf

    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    root = PdfReader(path).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert PdfReader(path).metadata.title == "A paper"


VECTORS = [
    '<img src="{url}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
    "<style>@import url('{url}');</style>",
    "<style>body {{ background: url('{url}') }}</style>",
    "<style>@font-face {{ font-family: x; src: url('{url}') }} body {{ font-family: x }}</style>",
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">paper</a>',
]


def page_with_every_vector(url: str) -> str:
    return PAGE.format("".join(vector.format(url=url) for vector in VECTORS))


def test_nothing_outside_is_reached_over_the_network(hits):
    with pytest.raises(CannotRender, match="asks for a file or address outside"):
        render_pdf(page_with_every_vector(f"{hits[0]}/canary.png"))

    assert hits[1:] == []


def test_control_the_same_page_reaches_out_with_an_unguarded_printer(hits):
    code = "import sys, weasyprint; weasyprint.HTML(string=sys.stdin.read()).write_pdf()"

    subprocess.run(
        [sys.executable, "-c", code],
        input=page_with_every_vector(f"{hits[0]}/c.png").encode(),
        capture_output=True,
        check=True,
    )

    assert len(hits) > 1


def test_no_file_of_the_machine_gets_into_a_paper(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-OF-THE-MACHINE")

    with pytest.raises(CannotRender):
        render_pdf(page_with_every_vector(secret.as_uri()))


def test_a_source_that_kills_its_process_harms_nobody_else(monkeypatch):
    monkeypatch.setattr("bcp.documents.rendering.WALL_SECONDS", 0.2)

    with pytest.raises(CannotRender, match="too large"):
        render_pdf(PAGE.format("<p>long</p>" * 20000))

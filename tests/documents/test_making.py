"""From asking for a paper to its file."""

import pytest
from django.urls import reverse

from bcp.documents import making
from bcp.documents.models import Document, DocumentState

HTML = (
    '<!doctype html><html lang="en"><head><title>T</title></head><body><p>Hello</p></body></html>'
)


@pytest.fixture
def document(center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return making.ask_for(center, about="packet:1", kind="packet", title="Packet", html=HTML)


def test_make_waiting_stores_the_whole_file_and_its_hash(document):
    assert making.make_waiting() == 1

    document.refresh_from_db()
    assert document.state == DocumentState.READY
    assert document.file.read().startswith(b"%PDF-")
    assert len(document.sha256) == 64
    assert document.pages == 1
    assert document.html == ""


def test_a_full_disk_leaves_no_truncated_file_and_says_so(document, settings, tmp_path):
    settings.MEDIA_ROOT = "/dev/full"  # nothing can be stored below a device

    making.make_waiting()

    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert document.problem == "The document could not be stored: the disk may be full."
    assert document.html == HTML
    assert list(tmp_path.rglob("*.pdf")) == []


def test_a_paper_is_tried_twice_and_then_left_to_a_person(document):
    document.change(html=HTML.replace("Hello", '<img src="http://127.0.0.1:9/x.png">'))

    making.make_waiting()

    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.FAILED, making.TRIES)


def test_document_pages_belong_to_the_center(
    document, director_client, viewer_client, outsider_client, client
):
    making.make_waiting()
    page = reverse("documents:document_file", args=[document.pk])

    assert director_client.get(page).headers["Content-Type"] == "application/pdf"
    assert viewer_client.get(page).status_code == 200
    assert outsider_client.get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_retry_queues_a_failed_paper_again(document, director_client, viewer_client):
    Document.objects.filter(pk=document.pk).update(state=DocumentState.FAILED, attempts=2)
    page = reverse("documents:document_retry", args=[document.pk])

    assert viewer_client.post(page).status_code == 403
    director_client.post(page)

    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.QUEUED, 0)

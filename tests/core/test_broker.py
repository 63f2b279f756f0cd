"""The broker made of files: nothing is lost, nothing is read half, whoever writes and reads."""

import multiprocessing
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from bcp.core import broker

PRODUCERS = 4
MESSAGES = 400
# Long enough for the write to take more than an instant.
BODY = "a message of some length " * 800
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "processed").mkdir()
    return tmp_path


def connect(folder: Path, transport: type[filesystem.Transport] = broker.Transport) -> Connection:
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
    }
    return Connection("files://localhost/", transport=transport, transport_options=options)


def produce(folder: Path, producer: int) -> None:
    with connect(folder) as connection:
        channel = connection.default_channel
        for number in range(MESSAGES):
            channel._put("mail", {"id": f"{producer}-{number}", "body": BODY})


def consume_all(folder: Path) -> list[str]:
    """Read while four processes write; return what was read."""
    producers = [FORK.Process(target=produce, args=(folder, number)) for number in range(PRODUCERS)]
    for process in producers:
        process.start()
    seen: list[str] = []
    with connect(folder) as connection:
        channel = connection.default_channel
        while True:
            writing = any(process.is_alive() for process in producers)
            try:
                seen.append(channel._get("mail")["id"])
            except Empty:
                if not writing:
                    return seen


def test_four_producers_lose_nothing(folder: Path):
    seen = consume_all(folder)

    assert sorted(seen) == sorted(f"{p}-{n}" for p in range(PRODUCERS) for n in range(MESSAGES))
    assert list((folder / "messages").iterdir()) == []
    assert list((folder / "partial").iterdir()) == []


def test_a_message_is_not_seen_before_it_is_whole(folder: Path, monkeypatch: pytest.MonkeyPatch):
    found: list[object] = []
    rename = Path.rename

    def look_first(path: Path, target: Path) -> Path:
        if path.suffix == ".part":
            found.append(connection.default_channel._size("mail"))
        return rename(path, target)

    with connect(folder) as connection:
        monkeypatch.setattr(Path, "rename", look_first)
        connection.default_channel._put("mail", "whole")

        assert found == [0]
        assert connection.default_channel._get("mail") == "whole"


def test_kombus_own_transport_shows_half_a_message(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The control of the two tests above: a reader at the wrong moment is harmed."""
    harm: list[type[Exception]] = []

    def read_now(*args: object) -> None:
        try:
            connection.default_channel._get("mail")
        except (ValueError, ChannelError) as problem:
            harm.append(type(problem))

    with connect(folder, filesystem.Transport) as connection:
        monkeypatch.setattr(filesystem, "lock", read_now)
        connection.default_channel._put("mail", "half")

        assert len(harm) == 1
        with pytest.raises(Empty):
            connection.default_channel._get("mail")


def test_messages_come_in_the_order_of_their_writing(folder: Path):
    with connect(folder) as connection:
        channel = connection.default_channel
        for number in range(5):
            channel._put("mail", number)
        channel._put("pdf", "another queue")

        assert [channel._get("mail") for _ in range(5)] == [0, 1, 2, 3, 4]
        with pytest.raises(Empty):
            channel._get("mail")
        assert channel._size("pdf") == 1


def test_an_unreadable_message_is_passed_over(folder: Path, caplog: pytest.LogCaptureFixture):
    with connect(folder) as connection:
        channel = connection.default_channel
        (folder / "messages" / "0000_power-failure.mail.msg").write_bytes(b"")
        channel._put("mail", "after it")

        assert channel._get("mail") == "after it"
    assert "unreadable message" in caplog.text


def bind(folder: Path, number: int) -> None:
    with connect(folder) as connection:
        connection.default_channel._queue_bind("mail", "mail", "", f"queue-{number}")


def test_processes_that_declare_queues_at_once_keep_all(folder: Path):
    processes = [FORK.Process(target=bind, args=(folder, number)) for number in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    with connect(folder) as connection:
        table = connection.default_channel.get_table("mail")
    assert sorted(row.queue for row in table) == [f"queue-{number}" for number in range(8)]


def test_a_published_message_reaches_its_consumer(folder: Path):
    received: list[object] = []
    with connect(folder) as connection:
        queue = connection.SimpleQueue("mail")
        queue.put({"row": 7})

        received.append(queue.get(timeout=5).payload)
    assert received == [{"row": 7}]

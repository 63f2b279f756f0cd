"""A TCP proxy that cuts, delays and swallows, between the site and a server it needs.

proxy = Proxy(server_port)      # its own port is proxy.port
proxy.cut()                     # break every connection, now
proxy.refuses = True            # and close new ones at once
proxy.holds = True              # a black hole: accepts, passes nothing on
proxy.delay = 0.2               # seconds, in each direction
proxy.watch = function          # sees what clients say: None, CUT or CUT_AFTER (the answer)
"""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable

TICK = 0.02
CUT, CUT_AFTER = "cut", "cut after"  # before the server hears it; when the server has answered
Watch = Callable[[bytes], str | None]


def see_nothing(data: bytes) -> str | None:
    """Let everything pass."""


class Proxy:
    """One proxy; its loop runs in a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.delay = 0.0
        self.holds = self.refuses = False
        self.watch: Watch = see_nothing
        self.seen = 0  # connections so far
        self._writers: set[StreamWriter] = set()
        self._deaf: set[StreamWriter] = set()  # clients that hear no answer any more
        self._loop = asyncio.new_event_loop()
        is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(is_ready,), daemon=True)
        self._thread.start()
        assert is_ready.wait(10)

    def cut(self) -> None:
        """Break every connection, without a goodbye."""
        self._loop.call_soon_threadsafe(self._abort_all)

    def heal(self) -> None:
        """Pass everything on, as at the start."""
        self.delay, self.holds, self.refuses, self.watch = 0.0, False, False, see_nothing

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, is_ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        )
        self.port = server.sockets[0].getsockname()[1]
        is_ready.set()
        self._loop.run_forever()
        server.close()
        self._abort_all()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.seen += 1
        if self.refuses:
            writer.transport.abort()
            return
        try:
            near, far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far}
        up = self._pump(reader, far, writer, is_up=True)
        down = self._pump(near, writer, writer, is_up=False)
        await asyncio.gather(up, down)
        self._writers -= {writer, far}
        self._deaf.discard(writer)

    async def _pump(
        self, reader: StreamReader, writer: StreamWriter, client: StreamWriter, *, is_up: bool
    ) -> None:
        try:
            while data := await reader.read(65536):
                await self._linger()
                verdict = self.watch(data) if is_up else None
                if verdict == CUT or (not is_up and client in self._deaf):
                    break
                if verdict == CUT_AFTER:
                    self._deaf.add(client)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            # Both ends at once: half-open connections are no fault that we want by accident.
            writer.transport.abort() if client in self._deaf or self.refuses else writer.close()
            client.close()

    async def _linger(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
        while self.holds:
            await asyncio.sleep(TICK)

    def _abort_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

"""Serves an ASGI application on loopback from a thread of its own, for as long as a test needs it."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Self, TypeVar

import uvicorn
from starlette.types import ASGIApp

T = TypeVar("T")
HANGS_AFTER = 60
"""Seconds: a thousand requests that wait for one busy processor are no hang."""


class _Server(uvicorn.Server):
    """Says when it serves, and ends at once, not at uvicorn's next tenth of a second."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._is_ready = ready
        self._ending = asyncio.Event()

    def end(self) -> None:
        self.should_exit = True
        self._ending.set()

    async def main_loop(self) -> None:
        self._is_ready.set()
        await self._ending.wait()


class Loopback:
    """A server with its own event loop; what touches its state is handed over with `run`."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._socket = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._ready = threading.Event()
        self._server = _Server(config, self._ready)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        # The addresses of a vendor's methods hold the bot's token; nobody's log of requests is to tell it.
        logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *unused: object) -> None:
        self.run(self._server.end)
        self._thread.join(10)
        self._socket.close()

    def run(self, act: Callable[[], T]) -> T:
        """Do this in the server's own loop, so that nothing changes under its hands, and give back what it gives."""
        if self._loop is None or threading.current_thread() is self._thread:
            return act()

        async def there() -> T:
            return act()

        return self.finish(there())

    def finish(self, doing: Coroutine[object, object, T]) -> T:
        """Do this in the server's own loop to its end; what hangs ends, too."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(HANGS_AFTER)

    def wait(self) -> None:
        """Serve until interrupted."""
        self._thread.join()

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._socket])
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run(serve())

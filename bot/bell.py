"""A bell that rings after every commit, so that deliverers and open desks look again."""

import asyncio
import contextlib


class Bell:
    """Wakes everybody on one event loop who waits; a ring that nobody waits for is not lost to a later `wait`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self._ringing = False

    def hang(self) -> None:
        """Hang the bell on the running loop; before that, ringing does nothing."""
        self._loop, self._ringing = asyncio.get_running_loop(), False

    @property
    def hung(self) -> bool:
        """Does it ring at all?"""
        return self._loop is not None

    def ring(self) -> None:
        """Wake those who wait. From any thread; rings that come faster than the loop hears them are one."""
        if self._loop is not None and not self._ringing and not self._loop.is_closed():
            self._ringing = True
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._ringing = False
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring, so long at most; whether it rang."""
        event = self._event
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def listen(self) -> asyncio.Event:
        """The event that the next ring sets: take it before looking, wait on it after, and no ring is missed."""
        return self._event

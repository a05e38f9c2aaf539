"""What an operator reads in the log: our ids, kinds of errors and their places, and nobody's words."""

import logging
import subprocess
import sys

import pytest

from bot.errors import CannotReach, TryLater
from bot.quiet_logs import Discreet
from tests.privacy import CANARY, leaks


def line(name: str, message: object, *given: object, error: BaseException | None = None) -> str:
    """One record as the log shows it. Made by hand, so that nothing reaches a logger."""
    told = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, "/somewhere/lib/part.py", 12, message, given, told, "speak")
    return Discreet().format(record)


def raised() -> Exception:
    """A foreign error with a person's word in it, on its way through two of our functions."""
    try:
        int(CANARY.word)
    except ValueError as error:
        return error
    raise AssertionError


def test_our_own_words_stand_in_the_log() -> None:
    assert line("bot.outbox", "line %d sent", 7).endswith("WARNING bot.outbox line 7 sent")


def test_an_instant_is_written_in_utc() -> None:
    assert line("bot.outbox", "sent").split()[0].endswith("Z")


@pytest.mark.parametrize("name", ["httpx", "twilio.http_client", "asyncio", "sqlalchemy.engine", "botany"])
def test_other_people_s_code_shows_only_where_it_spoke(name: str) -> None:
    said = line(name, f"HTTP Request: POST {CANARY.token} %s", CANARY.word)
    assert said.endswith(f"{name} (words withheld) at lib/part.py:12 speak")


def test_an_exception_in_our_line_is_named_by_its_kind() -> None:
    said = line("bot.outbox", "line %d: %s", 7, raised())
    assert said.endswith("line 7: ValueError")


def test_an_exception_is_told_by_kind_and_place() -> None:
    said = line("bot.inbox", "not taken", error=raised())
    assert "ValueError at tests/test_quiet_logs.py:" in said
    assert leaks(said) == []


def test_the_cause_is_told_too() -> None:
    try:
        raise CannotReach("blocked") from raised()
    except CannotReach as error:
        said = line("bot.outbox", "gone", error=error)
    assert "CannotReach: The channel refused this person for good." in said
    assert "from ValueError at" in said
    assert leaks(said) == []


def test_each_of_a_group_is_told() -> None:
    said = line("bot.app", "gone", error=ExceptionGroup(CANARY.word, [raised(), TryLater()]))
    assert "from ValueError" in said
    assert "from TryLater" in said
    assert leaks(said) == []


def test_an_error_of_the_system_says_which() -> None:
    said = line("uvicorn.error", OSError(98, CANARY.word))
    assert said.endswith("OSError: Address already in use")


LOUD_PROGRAM = """
import asyncio, logging, sys, threading, warnings
import httpx
from bot.quiet_logs import quiet_logs
quiet_logs("DEBUG")
word = sys.argv[1]
logging.getLogger("bot.inbox").debug("message %d heard", 7)
logging.getLogger("bot.inbox").info("%d", word)
httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))).get("http://127.0.0.1/bot12345:abcdef/x")
logging.getLogger("sqlalchemy.engine").info(word)
warnings.warn(word)
thread = threading.Thread(target=int, args=(word,))
thread.start()
thread.join()

async def lost():
    asyncio.get_running_loop().call_soon(int, word)
    await asyncio.sleep(0)

asyncio.run(lost())

class Stuck:
    def __del__(self):
        raise ValueError(word)

Stuck()
raise RuntimeError(word)
"""


def test_a_program_that_ends_badly_in_every_way_says_nobody_s_words() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOUD_PROGRAM, CANARY.word], capture_output=True, text=True, timeout=60, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert leaks(said) == []
    assert "message 7 heard" in said
    assert "UserWarning at" in said
    assert "ended by an exception" in said
    assert said.count("ValueError") == 3

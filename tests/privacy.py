"""Watches every test for words of a person, or keys of ours, in places where anybody could read them.

Tests of the whole application type the strings that the fixture `canary` gives. Whenever one of them, or an address
of a vendor's that carries a secret, is in a record of any logger, in a warning, on stdout or stderr (of processes
that the test starts, too) or in the text of an exception that surfaces there, the test fails.
"""

import logging
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

import pytest

from bot.quiet_logs import TALKATIVE


@dataclass(frozen=True)
class Canary:
    """Unmistakable strings for tests to type; each word is at least eight characters long."""

    name: str = "Sumarniwatiningsih-kanari"
    family: str = "Wagiyemkanari"
    phone: str = "081298761234567"
    whatsapp: str = "whatsapp:+6281298761234567"
    whatsapp_id: str = "whatsapp:ID.KANARIbsuid987654"
    telegram: str = "8129876123451"
    word: str = "kanarigelatik"
    place: str = "Kampungkanariwetan"
    employer: str = "Majikankanarikepodang"
    reply: str = "balasankanaripetugas"
    note: str = "catatankanaripetugas"
    phrase: str = "burungkanarihitam"
    password: str = "sandikanaripetugas-7Hx"
    token: str = "7919191919:AAKanariTokenKanariTokenKanari12345"
    secret: str = "rahasiakanariwebhook_42"
    auth: str = "kanari0auth0token0kanari0auth0token"
    photo: bytes = b"\xff\xd8\xff\xe0fotokanaribadan\xff\xd9"

    @property
    def danger(self) -> str:
        """A first message in danger with a canary in it."""
        return f"tolong saya dipukul majikan {self.word}, paspor saya ditahan {self.employer}"


CANARY = Canary()
STRINGS = {name: value for name, value in vars(CANARY).items() if isinstance(value, str)}
# The digits are the telling part of a number or an address, however it is written.
MARKS = {
    **{name: value.lower() for name, value in STRINGS.items()},
    "phone, abroad": "6281298761234567",
    "phone, without its first digits": "81298761234567",
    "photo": "fotokanaribadan",
}
VENDOR_ADDRESS = {
    "a Telegram address with a token": re.compile(r"/(?:file/)?bot\d{3,}:[\w-]{3,}"),
    "a Twilio address with an account": re.compile(r"/2010-04-01/accounts/ac\w+"),
}


def leaks(text: str) -> list[str]:
    """What a text gives away: the names of canaries and of vendors' addresses in it."""
    said = f"{text}\n{unquote_plus(text)}".lower() if "%" in text or "+" in text else text.lower()
    return [name for name, mark in MARKS.items() if mark in said] + [
        name for name, address in VENDOR_ADDRESS.items() if address.search(said)
    ]


@dataclass
class Watch:
    """What one test gave away so far, and where; `read` counts the outputs that were looked at."""

    found: list[str] = field(default_factory=list)
    read: int = 0

    def look(self, where: str, text: str) -> None:
        """Note what this text, which anybody may come to read, gives away: a metric, an error page, a URL."""
        self.found += [f"{name} in {where}" for name in leaks(text)]


HINT = "Log ids and kinds of errors only; where a vendor's client is built, call bot.quiet_logs.hush_vendors()."
WATCH = pytest.StashKey[Watch]()


@pytest.fixture
def canary() -> Canary:
    """The strings to type, in tests that go through the whole application."""
    return CANARY


@pytest.fixture(autouse=True)
def privacy(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Watches this test; `privacy.look(where, text)` has it read a page, a metric or a URL as well."""
    watch = request.node.stash[WATCH] = Watch()
    root, ordinary = logging.getLogger(), logging.getLogRecordFactory()
    level = root.level
    root.setLevel(logging.DEBUG)
    # What one test has quietened must not hide what the next one gives away.
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.setLogRecordFactory(watched(ordinary, watch))
    yield watch
    logging.setLogRecordFactory(ordinary)
    root.setLevel(level)


def watched(ordinary: Callable[..., logging.LogRecord], watch: Watch) -> Callable[..., logging.LogRecord]:
    """A maker of log records that reads each one, whatever handlers its logger has or does not have."""

    def make(*arguments: object, **named: object) -> logging.LogRecord:
        record = ordinary(*arguments, **named)
        watch.look(f"a log line of {record.name}, {short(record)}", "\n".join(spoken(record)))
        return record

    return make


def spoken(record: logging.LogRecord) -> Iterator[str]:
    """All that a record says: its words, and those of the exceptions that it brings."""
    try:
        yield record.getMessage()
    except (TypeError, ValueError):
        yield f"{record.msg} {record.args}"
    error = record.exc_info[1] if record.exc_info else None
    while error:
        yield str(error)
        error = error.__cause__ or error.__context__


def short(record: logging.LogRecord) -> str:
    """Where the log was called."""
    return f"{record.pathname.rsplit('/', 1)[-1]}:{record.lineno}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that has given something away, in whatever phase it did."""
    report = yield
    watch = item.stash.get(WATCH, Watch())
    for name, text in report.sections[watch.read :]:
        if "log" not in name:
            watch.look(name.lower(), text)
    watch.read = len(report.sections)
    if watch.found and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(["This gives people or keys away:", *sorted(set(watch.found)), HINT])
    watch.found.clear()
    return report

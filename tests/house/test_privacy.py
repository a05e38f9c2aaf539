"""The watch over people's words sees every leak that it promises to see, and lets what is quiet pass."""

import os

import pytest

from house.prepare import ROOT
from house.tree import python_files
from tests.privacy import CANARY, leaks

LEAKS = {
    "our_own_log": "logging.getLogger('bot.inbox').debug('heard %s', canary.word)",
    "a_log_that_nobody_handles": "logging.getLogger('foreign.part').info(canary.name)",
    "a_log_that_does_not_propagate": """
    logging.getLogger('own').propagate = False
    logging.getLogger('own').error(canary.phone)
""",
    "an_exception_in_a_log": "logging.getLogger('bot').error('failed', exc_info=ValueError(canary.place))",
    "the_cause_of_an_exception_in_a_log": """
    try:
        try:
            int(canary.word)
        except ValueError as error:
            raise KeyError('row') from error
    except KeyError:
        logging.getLogger('bot').exception('failed')
""",
    "a_log_that_cannot_be_formatted": "logging.getLogger('bot').info('%d', canary.word)",
    "a_number_in_an_address": "logging.getLogger('bot').info('to whatsapp:%2B6281298761234567')",
    "stdout": "print(canary.employer)",
    "stderr": "sys.stderr.write(canary.token)",
    "the_file_descriptor": "os.write(2, canary.word.encode())",
    "another_process": "subprocess.run([sys.executable, '-c', f'print({canary.word!r})'], check=True)",
    "a_page_that_was_looked_at": "privacy.look('error page', f'<p>{canary.name}</p>')",
    "httpx_with_a_token": """
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    httpx.Client(transport=transport).get('http://127.0.0.1/bot12345:abcdef/getMe')
""",
    "a_vendor_s_account": "logging.getLogger('t').info('POST /2010-04-01/Accounts/AC0123456789/Messages.json')",
    "a_thread": "run = threading.Thread(target=logging.warning, args=(canary.word,)); run.start(); run.join()",
    "another_case": "logging.warning(canary.name.upper())",
}
QUIET = {
    "ids": "logging.getLogger('bot').info('ticket %d for contact %d', 7, 12)",
    "a_hushed_vendor": """
    hush_vendors()
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    httpx.Client(transport=transport).get('http://127.0.0.1/bot12345:abcdef/getMe')
""",
    "words_that_stay_inside": "assert canary.word in canary.danger",
}
HEAD = """
import logging, os, subprocess, sys, threading
import httpx
from bot.quiet_logs import hush_vendors
"""


def written(cases: dict[str, str]) -> str:
    """A file of tests, one a case."""
    return HEAD + "".join(
        f"\ndef test_{name}(canary, privacy):\n    {code.strip()}\n    assert canary\n" for name, code in cases.items()
    )


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A pytest of its own, in another process, under the same watch."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return pytester


def outcome(inner: pytest.Pytester, cases: dict[str, str], screen: pytest.CaptureFixture[str]) -> dict[str, int]:
    """How many of the cases passed and failed; what the inner pytest prints is kept from our own watch."""
    inner.makepyfile(written(cases))
    counted = inner.runpytest_subprocess("-p", "tests.privacy", "-p", "no:cacheprovider")
    screen.readouterr()
    return counted.parseoutcomes()


def test_every_kind_of_leak_fails_its_test(inner: pytest.Pytester, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(inner, LEAKS, capsys) == {"failed": len(LEAKS)}


def test_what_is_quiet_passes(inner: pytest.Pytester, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(inner, QUIET, capsys) == {"passed": len(QUIET)}


def test_every_canary_is_unmistakable() -> None:
    assert [mark for mark in vars(CANARY).values() if len(mark) < 8] == []
    assert leaks("tolong saya dipukul majikan, paspor saya ditahan, 08123, +62, /bot/ kenari") == []


def test_no_canary_stands_in_the_code() -> None:
    found = [path for path in python_files("bot", "flows") if leaks(path.read_text())]
    assert found == []

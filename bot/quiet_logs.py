"""Logs without anybody's words: our own lines carry ids, other people's code shows only where it spoke."""

import logging
import os
import sys
import threading
import time
import traceback
import warnings
from types import TracebackType
from typing import TextIO

from bot.errors import HelplineError

OURS = ("bot", "flows", "__main__")
# What these say at INFO or DEBUG holds a bot's token, an address, or the words of a message.
TALKATIVE = ("httpx", "httpcore", "telegram", "twilio", "urllib3", "asyncio", "apscheduler", "uvicorn", "psycopg")

log = logging.getLogger(__name__)


def quiet_logs(level: str = "INFO", to: TextIO | None = None) -> None:
    """Log to `to` (stderr) at `level` what is ours; from other code warnings only, and without their words.

    Takes over uncaught exceptions and Python's warnings too. Call it once, before anything else can log, and give
    uvicorn `log_config=None, access_log=False`.
    """
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    hush_vendors()
    # A log call that cannot be formatted would print its arguments on stderr.
    logging.raiseExceptions = False
    warnings.showwarning = note_warning
    sys.excepthook = note_uncaught
    sys.unraisablehook = note_unraisable
    threading.excepthook = note_thread


def hush_vendors() -> None:
    """Have other people's code log warnings and errors only, whatever level the root is set to."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class Discreet(logging.Formatter):
    """One line a record, in UTC; of an exception its type and the places it passed, of foreign words none."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """The record as it may be read by anybody who runs the machine."""
        words = spoken(record) if is_ours(record.name) else withheld(record)
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name} {words}"]
        if record.exc_info and record.exc_info[1]:
            lines += [f"  {line}" for line in told(record.exc_info[1])]
        return "\n".join(lines)


def is_ours(name: str) -> bool:
    """Is this one of our own loggers, whose words are ids?"""
    return name.partition(".")[0] in OURS


def spoken(record: logging.LogRecord) -> str:
    """Our own words on one line, with every exception among them named by its kind only."""
    given = record.args
    if isinstance(given, tuple):
        given = tuple(kind(one) if isinstance(one, BaseException) else one for one in given)
    words = kind(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    return " ".join((words % given if given else words).splitlines())


def withheld(record: logging.LogRecord) -> str:
    """Where foreign code spoke, and of what it said only an exception's kind."""
    given = record.args if isinstance(record.args, tuple) else ()
    kinds = [kind(one) for one in (record.msg, *given) if isinstance(one, BaseException)]
    return " ".join([f"(words withheld) at {short(record.pathname)}:{record.lineno} {record.funcName}", *kinds])


def kind(error: BaseException) -> str:
    """What an exception is, without what it says: its type, our own sentence, or a code of the system's."""
    name = type(error).__name__
    if isinstance(error, HelplineError):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.errno:
        return f"{name}: {os.strerror(error.errno)}"
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name}: {code}" if isinstance(code, str) else name


def told(error: BaseException) -> list[str]:
    """An exception and what led to it, a line each: the kind, and the places it passed, the last one first."""
    passed = reversed(traceback.extract_tb(error.__traceback__))
    places = " < ".join(f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in passed)
    lines = [f"{kind(error)} at {places or 'no place'}"]
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in (*inner, *([cause] if cause else [])):
        lines += [f"from {line}" for line in told(other)]
    return lines


def short(path: str) -> str:
    """A file's name with its folder's: enough to find it, nothing of the machine."""
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def note_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log a warning of Python's by its kind and place."""
    log.warning("%s at %s:%d", category.__name__, short(filename), lineno)


def note_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ended the program; Ctrl-C is no error."""
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("ended by an exception", exc_info=(kind, error, trace))


def note_thread(gone: threading.ExceptHookArgs) -> None:
    """Log what ended a thread."""
    if gone.exc_value:
        log.error("a thread was ended by an exception", exc_info=gone.exc_value)


def note_unraisable(lost: "sys.UnraisableHookArgs") -> None:
    """Log what nobody could be told."""
    if lost.exc_value:
        log.error("an exception that nobody could catch", exc_info=lost.exc_value)

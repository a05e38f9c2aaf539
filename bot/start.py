"""Who may start at all: settings that contradict what a helpline may do are refused with a clear sentence (R13)."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from bot.errors import CannotStart
from bot.settings import Settings, on_loopback
from bot.signed_texts import read_register, unaccepted
from flows.book import BOOK

HERE = ("127.0.0.1", "::1", "localhost")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


def allowed(settings: Settings) -> None:
    """Raises CannotStart, with a sentence that names settings and no value of theirs."""
    for broken, sentence in RULES:
        if broken(settings):
            raise CannotStart(sentence)


def stays_here(settings: Settings) -> bool:
    """Is everything on this machine, so that the simulator can be reached by nobody else?"""
    public = bool(settings.public_url) and not on_loopback(settings.public_url)
    return not speaks_to_people(settings) and not public and settings.host in HERE


def speaks_to_people(settings: Settings) -> bool:
    """Would messages go to a vendor itself, and so to real people?"""
    return settings.telegram_is_real or settings.whatsapp_is_real


def unauthorised(settings: Settings) -> bool:
    """A vendor's channel, and nobody has said for whom we speak and who allowed it."""
    return speaks_to_people(settings) and not (settings.authorised or settings.trial)


def undated(settings: Settings) -> bool:
    """An authorisation whose day is no day."""
    try:
        return bool(settings.authorised_on) and date.fromisoformat(settings.authorised_on) is None
    except ValueError:
        return True


def shown_to_others(settings: Settings) -> bool:
    """A demonstration, whose officers' passwords stand on a screen, that other machines could reach."""
    return settings.demonstration and settings.host not in HERE


def nowhere(settings: Settings) -> bool:
    """A public address that is none."""
    try:
        there = urlsplit(settings.public_url)
        return bool(settings.public_url) and not (there.scheme in ("http", "https") and there.hostname)
    except ValueError:
        return True


def half_of_twilio(settings: Settings) -> bool:
    """Twilio's secret without what else WhatsApp needs."""
    rest = settings.public_url and settings.twilio_account_sid and settings.twilio_from
    return bool(settings.twilio_auth_token) and not rest


def webhook_without_address(settings: Settings) -> bool:
    """A webhook that Telegram would not know where to call."""
    return settings.telegram_mode == "webhook" and not settings.public_url


def odd_secret(settings: Settings) -> bool:
    """A secret that Telegram would refuse, an hour after everybody believes that it works."""
    return bool(settings.telegram_webhook_secret) and not WEBHOOK_SECRET.fullmatch(settings.telegram_webhook_secret)


def odd_token(settings: Settings) -> bool:
    """Something else than a bot's token where the token should be."""
    return bool(settings.telegram_token) and not TELEGRAM_TOKEN.fullmatch(settings.telegram_token)


def unsigned_texts(settings: Settings) -> bool:
    """Safety texts that nobody signed would reach people, and the operator has not accepted them by name (R30)."""
    return speaks_to_people(settings) and bool(unaccepted(BOOK, read_register(), settings.accept_unsigned_texts))


RULES: tuple[tuple[Callable[[Settings], bool], str], ...] = (
    (
        unauthorised,
        "A vendor's channel starts only with ORGANISATIONS, AUTHORISED_BY and AUTHORISED_ON, or with TRIAL=true.",
    ),
    (undated, "AUTHORISED_ON is a day like 2026-11-24."),
    (shown_to_others, "The demonstration serves on this machine only. Leave HOST at 127.0.0.1."),
    (nowhere, "PUBLIC_URL is an address like https://helpline.example."),
    (
        half_of_twilio,
        "WhatsApp needs PUBLIC_URL, TWILIO_ACCOUNT_SID and TWILIO_FROM beside TWILIO_AUTH_TOKEN.",
    ),
    (webhook_without_address, "TELEGRAM_MODE=webhook needs PUBLIC_URL."),
    (odd_secret, "TELEGRAM_WEBHOOK_SECRET is 1 to 256 letters, digits, _ or -."),
    (odd_token, "TELEGRAM_TOKEN is not a bot's token, digits and letters with a colon between them."),
    (
        unsigned_texts,
        "Safety texts that no professional has signed: flows/signatures.toml lists them. "
        "Have them signed, or name scenes or conversations in ACCEPT_UNSIGNED_TEXTS.",
    ),
)

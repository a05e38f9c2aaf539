"""Every setting once, read from the environment and from `.env`; `.env.example` explains each."""

from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import CannotStart

TELEGRAM_API = "https://api.telegram.org"
TWILIO_API = "https://api.twilio.com"


class Settings(BaseSettings):
    """What an operator can set. Without any of it, the helpline runs as a demonstration on loopback."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = ""
    var_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    master_key: str = ""
    index_key: str = ""
    telegram_token: str = ""
    telegram_api_url: str = TELEGRAM_API
    telegram_mode: Literal["auto", "polling", "webhook"] = "auto"
    telegram_webhook_secret: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_from: str = ""
    twilio_templates: str = ""
    twilio_api_url: str = TWILIO_API
    organisations: str = ""
    authorised_by: str = ""
    authorised_on: str = ""
    trial: bool = False
    accept_unsigned_texts: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the one that is set, or a file under `var_dir`."""
        return self.database_url or f"sqlite:///{self.var_dir / 'kentongan.db'}"

    @property
    def demonstration(self) -> bool:
        """Neither a public address nor a vendor's token is set: loopback only, with invented officers."""
        return not (self.public_url or self.telegram_token or self.twilio_auth_token)

    @cached_property
    def templates(self) -> dict[str, str]:
        """The templates that WhatsApp has approved: our name of each, and Twilio's id of it."""
        pairs = (part.partition("=") for part in self.twilio_templates.replace(",", " ").split())
        return {name: content for name, _equals, content in pairs if content}

    @property
    def telegram_is_real(self) -> bool:
        """Would messages go to Telegram itself, not to a peer on loopback?"""
        return bool(self.telegram_token) and not on_loopback(self.telegram_api_url)

    @property
    def whatsapp_is_real(self) -> bool:
        """Would messages go to Twilio itself, not to a peer on loopback?"""
        return bool(self.twilio_auth_token) and not on_loopback(self.twilio_api_url)

    @property
    def authorised(self) -> bool:
        """Do the settings say for whom we speak, and who allowed it when (SAFETY R13)?"""
        return bool(self.organisations and self.authorised_by and self.authorised_on)


def read_settings() -> Settings:
    """The settings as they are. Raises CannotStart, which names those that cannot be read and shows no value."""
    try:
        return Settings()
    except ValidationError as wrong:
        names = sorted({str(one["loc"][0]).upper() for one in wrong.errors(include_input=False) if one["loc"]})
        raise CannotStart(f"Settings that cannot be read: {', '.join(names)}. Compare .env.example.") from None
    except (OSError, UnicodeDecodeError):
        raise CannotStart("The file .env cannot be read, or is not text in UTF-8.") from None


def on_loopback(url: str) -> bool:
    """Does this address stay on this machine?"""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

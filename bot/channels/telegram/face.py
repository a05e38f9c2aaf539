"""The bot's public face (SAFETY R9): neutral for everybody, because a name at Telegram is one for all."""

import asyncio
import logging

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.pauses import Pauses
from bot.errors import HelplineError, TryLater

log = logging.getLogger(__name__)

NAME = "Kentongan"
ABOUT = "Layanan informasi kerja ke luar negeri."
DESCRIPTION = "Layanan informasi kerja ke luar negeri. Gratis. Tulis apa saja untuk mulai."


async def keep_face(telegram: Telegram, stop: asyncio.Event) -> None:
    """Set name, description and commands as they must be, again and again until Telegram has understood.

    What is so already is not set again: Telegram lets a bot change its name only now and then.
    """
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            return await telegram.show_face(NAME, ABOUT, DESCRIPTION)
        except HelplineError as fault:
            log.warning("telegram: the public face is not set yet (%s)", getattr(fault, "code", type(fault).__name__))
            await pauses.wait(fault.after or 0.0 if isinstance(fault, TryLater) else 0.0)

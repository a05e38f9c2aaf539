"""Telegram: our own polling and our own webhook route in, lines out; nothing is acknowledged before the commit.

The vendor's library is known by `channel` alone; `heard` and `text` are pure.
"""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.door import Blocked, Door
from bot.channels.telegram.face import keep_face
from bot.channels.telegram.polling import Lease, Polling
from bot.channels.telegram.routes import PATH, keep_webhook, routes, secret_from

__all__ = [
    "PATH",
    "Blocked",
    "Door",
    "Lease",
    "Polling",
    "Telegram",
    "keep_face",
    "keep_webhook",
    "routes",
    "secret_from",
]

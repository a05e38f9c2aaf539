"""WhatsApp by way of Twilio: signed requests in, lines out, and a catch-up of what never arrived.

Twilio's SDK is known by `vendor` alone; `heard` and `text` are pure.
"""

from bot.channels.whatsapp.channel import WhatsApp
from bot.channels.whatsapp.heard import country_of
from bot.channels.whatsapp.refusals import failure_of, name_of
from bot.channels.whatsapp.routes import Status

__all__ = ["Status", "WhatsApp", "country_of", "failure_of", "name_of"]

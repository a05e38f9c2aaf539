"""A telephone in a chat, as a page at `/`: the whole journey without a vendor, a token or an account."""

from bot.channels.simulator.channel import Simulator

__all__ = ["Simulator"]

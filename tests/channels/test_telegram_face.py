"""What everybody sees of the bot at Telegram, whoever they are and whoever looks over their shoulder."""

import asyncio
import re

from bot.channels.telegram import Telegram, keep_face
from bot.channels.telegram.face import ABOUT, DESCRIPTION, NAME
from bot.check.sentences import FORBIDDEN_BEFORE_SAFE
from tests.peers.telegram import TelegramPeer

TELLING = (
    *FORBIDDEN_BEFORE_SAFE.values(),
    re.compile(r"[\u271a\u2795+]|kementerian|korban|tolong|aduan", re.IGNORECASE),
)


async def shown(peer: TelegramPeer, times: int = 1) -> None:
    """Start so many times."""
    for _start in range(times):
        telegram = Telegram(peer.token, peer.url)
        await keep_face(telegram, asyncio.Event())
        await telegram.close()


async def test_r9_at_start_the_public_face_is_neutral_and_no_command_is_listed() -> None:
    with TelegramPeer() as peer:
        peer.run(lambda: peer.api.commands.append({"command": "darurat", "description": "Lapor"}))
        peer.run(lambda: peer.api.face.update(name="Lapor Darurat Palang Merah"))
        await shown(peer)
        assert peer.api.face == {"name": NAME, "short_description": ABOUT, "description": DESCRIPTION}
        assert peer.api.commands == []


async def test_r9_a_face_that_stands_is_not_set_again() -> None:
    with TelegramPeer() as peer:
        await shown(peer, times=2)
        assert [len(peer.called(f"setMy{part}")) for part in ("Name", "ShortDescription", "Description")] == [1, 1, 1]


async def test_r9_telegram_that_is_busy_is_asked_again() -> None:
    with TelegramPeer() as peer:
        peer.busy(times=1, retry_after=1)
        await shown(peer)
        assert peer.api.face["name"] == NAME


def test_r9_no_word_of_the_face_tells_what_it_is_for() -> None:
    assert [words for words in (NAME, ABOUT, DESCRIPTION) for telling in TELLING if telling.search(words)] == []

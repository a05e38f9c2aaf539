"""Sealed items and packs of evidence (SAFETY R22)."""

import io
import json
import zipfile
from hashlib import sha256

import pytest
from sqlmodel import Session, select

from bot import evidence
from bot.errors import NotNow, NotPermitted
from bot.store.care_tables import EvidencePack, FileSeal
from bot.store.tables import Ticket
from tests.care.conftest import ANI, BUDI, give_file, kinds, officer
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

PHOTO = b"\xff\xd8gambar"
FOR_KP2MI = {"recipient": "KP2MI, Ibu Rina", "purpose": "laporan polisi"}


def train(helpline: Helpline, login: str, training: str) -> None:
    """An officer is trained for something."""

    def learn(db: Session) -> None:
        officer(db, login).profile = json.dumps({"languages": ["id"], "training": [training]})

    helpline.database.write_now(learn)


def seal(helpline: Helpline, ticket: Ticket, file_id: int, login: str = ANI) -> None:
    """Seal an item for who is trained for sexual violence."""
    helpline.database.write_now(
        lambda db: evidence.seal(
            db, helpline.vault, ticket.id or 0, file_id, officer(db, login), "sexual_violence", helpline.now
        )
    )


async def test_r22_a_sealed_item_opens_for_its_specialist_alone_and_its_hash_and_time_are_kept(
    desk: Desk, helpline: Helpline, ticket: Ticket
) -> None:
    number = give_file(helpline, "image/jpeg", PHOTO)
    train(helpline, BUDI, "sexual_violence")
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        where = f"/desk/t/{ticket.code}/care"
        await press(ani, where, f"{where}/seal", file=str(number), training="sexual_violence")
        holder = await ani.get(f"/desk/t/{ticket.code}/file/{number}")
        specialist = await budi.get(f"/desk/t/{ticket.code}/file/{number}")
        page = await ani.get(where)
    assert (holder.status_code, specialist.content) == (403, PHOTO)
    assert sha256(PHOTO).hexdigest() in page.text
    with helpline.reading() as db:
        kept = db.exec(select(FileSeal)).one()
    assert (kept.digest, kept.at) == (sha256(PHOTO).hexdigest(), helpline.now)
    assert kinds(helpline)[-2:] == ["file_sealed", "file_opened"]


def test_r22_an_item_is_sealed_once_and_by_who_holds_the_ticket(helpline: Helpline, ticket: Ticket) -> None:
    number = give_file(helpline, "image/jpeg", PHOTO)
    with pytest.raises(NotPermitted):
        seal(helpline, ticket, number, BUDI)
    seal(helpline, ticket, number)
    with pytest.raises(NotNow):
        seal(helpline, ticket, number)


def packed(helpline: Helpline, ticket: Ticket, agreed: str = "yes", **words: str) -> bytes:
    """Ani packs the ticket's evidence."""
    leaving = evidence.Leaving(**{**FOR_KP2MI, "agreed": agreed, **words})
    return helpline.database.write_now(
        lambda db: evidence.pack(db, helpline.vault, ticket.id or 0, officer(db, ANI), leaving, helpline.now, "PACK1")
    )


def test_r22_a_pack_holds_originals_hashes_times_and_handlers(helpline: Helpline, ticket: Ticket) -> None:
    photo, voice = give_file(helpline, "image/jpeg", PHOTO), give_file(helpline, "audio/ogg", b"OggSsuara")
    content = packed(helpline, ticket)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = json.loads(archive.read("isi.json"))
        originals = {one["file"]: archive.read(one["file"]) for one in told["originals"]}
    assert sorted(originals.values()) == sorted([PHOTO, b"OggSsuara"])
    assert [one["sha256"] for one in told["originals"]] == [sha256(x).hexdigest() for x in (PHOTO, b"OggSsuara")]
    assert all(one["received"] for one in told["originals"])
    assert [(one["officer"], one["did"]) for one in told["handlers"]] == [("Ani (peragaan)", "evidence_packed")]
    assert (told["recipient"], told["agreed"], len({photo, voice})) == ("KP2MI, Ibu Rina", "yes", 2)
    with helpline.reading() as db:
        kept = db.exec(select(EvidencePack)).one()
        [listed] = evidence.packs(db, helpline.vault, ticket.id or 0)
    assert kept.digest == listed.digest == sha256(content).hexdigest()
    assert b"Rina" not in kept.sealed_words
    assert listed.recipient == "KP2MI, Ibu Rina"


def test_r22_a_sealed_item_stays_out_of_a_pack_that_no_specialist_makes(helpline: Helpline, ticket: Ticket) -> None:
    number = give_file(helpline, "image/jpeg", PHOTO)
    seal(helpline, ticket, number)
    with zipfile.ZipFile(io.BytesIO(packed(helpline, ticket))) as archive:
        [one] = json.loads(archive.read("isi.json"))["originals"]
        assert not [name for name in archive.namelist() if name.startswith("asli/")]
    assert (one["file"], one["sha256"]) == ("", sha256(PHOTO).hexdigest())


@pytest.mark.parametrize("words", [{"recipient": ""}, {"purpose": ""}, {"agreed": ""}, {"agreed": "no"}])
def test_r25_no_evidence_leaves_without_for_whom_what_for_and_on_whose_word(
    helpline: Helpline, ticket: Ticket, words: dict[str, str]
) -> None:
    give_file(helpline, "image/jpeg", PHOTO)
    with pytest.raises(NotNow):
        packed(helpline, ticket, **words)
    assert "evidence_packed" not in kinds(helpline)


async def test_a_pack_is_handed_over_at_once_and_stays_on_the_list(
    desk: Desk, helpline: Helpline, ticket: Ticket
) -> None:
    give_file(helpline, "image/jpeg", PHOTO)
    async with desk.client() as client:
        enter(desk, client, ANI)
        where = f"/desk/t/{ticket.code}/care"
        made = await press(client, where, f"{where}/pack", **FOR_KP2MI, agreed="life_in_danger")
        page = await client.get(where)
    assert made.headers["content-type"] == "application/zip"
    assert sha256(made.content).hexdigest() in page.text
    assert "nyawa terancam" in page.text


async def test_another_office_sees_none_of_it(desk: Desk, helpline: Helpline, ticket: Ticket) -> None:
    async with desk.client() as client:
        enter(desk, client, "peragaan-citra")
        page = await client.get(f"/desk/t/{ticket.code}/care")
        made = await client.post(
            f"/desk/t/{ticket.code}/care/pack", data={"csrf": "known", **FOR_KP2MI, "agreed": "yes"}
        )
    assert (page.status_code, made.status_code) == (404, 404)


def test_who_is_trained_is_read_from_the_profile(helpline: Helpline) -> None:
    train(helpline, ANI, "children")
    somebody = helpline.officer(ANI)
    assert evidence.specialist(somebody, "children")
    assert not evidence.specialist(somebody, "trafficking")

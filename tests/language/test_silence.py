""" "Do not reply" in words of one's own (SAFETY R5), and what only mentions answers and telephones."""

import pytest

from bot.language.read import read
from flows.words import Command, Urgency


@pytest.mark.parametrize(
    "text",
    [
        "udah ga usah dibales ya kak ntar ketauan",
        "mohon pesan ini jangan sampai dijawab, istri majikan suka pinjam hp saya",
        "tulung ojo mbok wangsuli, hape iki gantian karo kancaku",  # Javanese
        "punten teu kedah ngawaler, hp dicepeng dunungan",  # Sundanese
        "kada usah disahuti pang, majikan rancak maitihi hp",  # Banjarese
        "hana perle neujaweueb, tokee jikalon hp",  # Acehnese
        "indak paralu dijawek da, hp dipacik urang",  # Minangkabau
        "tak yah balas tau, bos aku asyik check phone",  # Malay
        "you must not answer here, my employer keeps the phone at night",
    ],
)
def test_r5_do_not_reply_is_heard_in_words_of_her_own(text: str) -> None:
    assert read(text).command is Command.DO_NOT_REPLY


def test_r5_do_not_reply_is_heard_beside_danger_and_danger_beside_it() -> None:
    reading = read("saya dikurung empat hari tidak diberi makan. gausah dibalas ya, bos pegang hp saya tiap malam")
    assert reading.command is Command.DO_NOT_REPLY
    assert reading.urgency == Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "jangan lupa dibales ya kak",
        "ditelepon tidak diangkat, kakak saya di Riyadh sudah tiga bulan tanpa kabar",
        "ibu itu bilang jangan telepon lagi, anak saya sudah jadi miliknya",  # what somebody else said
        "maaf telat balas, hp saya tadi mati",
        "kenapa tidak dibalas, teman saya pingsan",
        "hp abdi paeh batrena, punten telat ngawaler",  # Sundanese
        "paspor saya ditahan agen, ditelepon tidak pernah dijawab",
        "tolong balas",
        "mohon dibalas secepatnya ya kak",
        "tidak ada yang baca hp saya",
        "saya wa agen tidak dibalas",
    ],
)
def test_talk_of_answers_and_telephones_silences_nobody(text: str) -> None:
    assert read(text).command is not Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "nanti dulu",
        "nanti aja",
        "wa saja",
        "telpon aja",
        "hp pinjam",
        "ini hp saya",
        "ini hp majikan",
        "hp saya sendiri",
        "tidak tahu, ini hp saya wa aja",
        "saya pinjam hp teman, hp saya disita majikan",
        "ini hp teman saya, hubungi lewat dia aja",
        "kalau mau telepon, telepon ke hp kakak saya",
        "wa saya disadap",
        "jangan kasih tau majikan",
        "suami jangan tahu",
    ],
)
def test_r5_an_answer_to_our_own_questions_is_no_wish_for_silence(text: str) -> None:
    assert read(text).command is not Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "cukup ya, tidak usah kirim pesan lagi",
        "wis mas, ojo ngirim maneh",  # Javanese
        "tos cekap, ulah ngintun deui",  # Sundanese
        "lah cukuik, jan mangirim lai",  # Minangkabau
        "dah, tak payah hantar mesej lagi",  # Malay
        "enough now, no need to send any more messages",
    ],
)
def test_that_it_is_enough_stops_and_is_no_secrecy(text: str) -> None:
    reading = read(text)
    assert reading.command is Command.STOP
    assert not reading.command_exact


@pytest.mark.parametrize(
    "text",
    [
        "cukup, jangan kirim pesan lagi, hp saya dipegang majikan",
        "jangan kirim apa apa lagi nanti ketahuan bos",
        "sudah jangan dibalas lagi",
    ],
)
def test_r5_whoever_has_a_reason_or_speaks_of_answers_is_answered_with_silence(text: str) -> None:
    assert read(text).command is Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "bos lagi ke pasar, hp sudah saya pegang lagi, boleh dibalas",
        "wonge wis mangkat, saiki oleh dijawab",  # Javanese
        "dunungan tos indit, mangga waler ayeuna",  # Sundanese
        "she left for work, you can answer me now",
        "majikan dah keluar, boleh mesej saya balik",  # Malay
    ],
)
def test_r5_who_may_be_written_to_again_says_so_in_words_of_her_own(text: str) -> None:
    assert read(text).command is Command.MAY_REPLY


@pytest.mark.parametrize("text", ["cukup dibaca, bos ngecek hp tiap jam", "stay silent, she reads my whatsapp"])
def test_r5_hush_beside_somebody_who_watches_is_do_not_reply(text: str) -> None:
    assert read(text).command is Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text", ["saya diam saja waktu bos baca hp saya", "disuruh diam saja, hp saya dicek tiap malam, tolong saya"]
)
def test_who_was_silent_or_silenced_waits_for_an_answer(text: str) -> None:
    assert read(text).command is not Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text", ["jangan kirim uang ke agen itu", "hp rusak jadi baru bisa balas", "saya mau berhenti kerja, mau pulang"]
)
def test_money_excuses_and_work_are_no_commands(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    "text",
    [
        "mohon tidak usah menulis ke nomor ini, semua pesan dibaca nyonya",
        "ulah ngawalon wae, hape dipariksa dunungan",
        "dendaq bales, hp tebace siq tuan",
        "jangan nulis dulu sampai saya bilang aman",
    ],
)
def test_r5_do_not_reply_is_heard_in_whatever_verb_the_answer_has(text: str) -> None:
    assert read(text).command is Command.DO_NOT_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "nyonya memukul kepala saya, tuannya diam saja, saya muntah",
        "my friend took all her pills, I shake her but she don't answer",
        "saya jatuh dari tangga, kaki patah, bos bilang jangan telepon ambulans",
    ],
)
def test_whoever_tells_of_somebody_silent_is_not_met_with_silence(text: str) -> None:
    assert read(text).command is not Command.DO_NOT_REPLY
    assert read(text).urgency == Urgency.CRITICAL or read(text).asks_first

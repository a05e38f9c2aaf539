"""What a text tells us, in the sentences that people write."""

import pytest

from bot.language.read import read
from flows.words import Command, Service, Urgency

CRITICAL = [
    ("tolong saya dipukul majikan", "violence"),
    ("aku dikeplak terus", "violence"),  # Javanese
    ("abdi dipeupeuh unggal dinten ku dunungan", "violence"),  # Sundanese
    ("tiang tepantok siq majikan jangke pedaraq", "violence"),  # Sasak
    ("kaule epokol terros bi juragan", "violence"),  # Madurese
    ("tiang kagebug teken bos", "violence"),  # Balinese
    ("ambo dilacuik induak samang", "violence"),  # Minangkabau
    ("lon jipoh le majikan", "violence"),  # Acehnese
    ("nabettuka bosku", "violence"),  # Buginese
    ("ulun dipukuli bos", "violence"),  # Banjarese
    ("bos papoko beta", "violence"),  # Kupang Malay
    ("Di  P U K U L majikan, dipukuuuulll terus", "violence"),  # stretched letters
    ("sy d pukul majikn", "violence"),  # short forms and a slip of the finger
    ("saya mau bunuh diri", "suicide"),
    ("they will sell me to another boss tonight", "about_to_be_moved"),
]


@pytest.mark.parametrize(("text", "kind"), CRITICAL)
def test_plain_danger_acts_at_once_in_every_language(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.urgency == Urgency.CRITICAL
    assert not reading.asks_first
    assert kind in {sign.kind for sign in reading.signs}


@pytest.mark.parametrize(
    "text",
    [
        "alhamdulillah di sini tidak pernah dikasari",  # denied, and good news
        "kangen setengah mati",  # a figure of speech
        "AC-nya mati",  # a thing
        "majikan saya baik, tidak pernah memukul",
        "majikanku ora tau nggebug",  # Javanese
        "dunungan abdi tara neunggeul",  # Sundanese
        "lapar nak mati, jom makan",  # Malay
        "selamat pagi, mau tanya syarat kerja ke Korea",
    ],
)
def test_everyday_words_and_good_news_are_no_danger(text: str) -> None:
    assert read(text).urgency == Urgency.NORMAL
    assert not read(text).asks_first


@pytest.mark.parametrize(
    "text",
    [
        "besok tidak ada lagi yang saya repotkan",
        "titip anakku ya lek, aku arep lunga adoh ora bali",
        "ini pesan terakhir saya, makasih sudah baik",
        "take care of my son, tell him I love him, goodbye",
    ],
)
def test_r18_a_hidden_farewell_asks_the_one_kind_question(text: str) -> None:
    reading = read(text)
    assert reading.asks_first
    assert reading.service == Service.PSYCHOSOCIAL


def test_r19_sexual_violence_long_past_is_still_critical() -> None:
    assert read("dulu saya diperkosa majikan, sekarang sudah aman").urgency == Urgency.CRITICAL


def test_a_sign_carries_the_words_that_show_it() -> None:
    sign = read("abdi hoyong uih, paspor dicekel ejen").signs[0]
    assert (sign.kind, sign.words) == ("papers_withheld", "paspor dicekel")


def test_r5_do_not_reply_is_heard_inside_a_longer_text() -> None:
    reading = read("paspor saya ditahan. jangan balas ya")
    assert reading.command == Command.DO_NOT_REPLY
    assert reading.urgency == Urgency.HIGH


@pytest.mark.parametrize("text", ["jangan lupa balas ya", "kenapa belum dibalas?"])
def test_r5_asking_for_an_answer_is_no_do_not_reply(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    ("text", "command", "exact"),
    [
        ("Petugas", Command.PERSON, True),
        ("petugs", Command.PERSON, False),  # a slip of the finger asks first
        ("saya mau bicara dengan petugas dong", Command.PERSON, False),
        ("MENU", Command.MENU, True),
        ("hapus data saya", Command.DELETE, True),
        ("boleh balas", Command.MAY_REPLY, True),
        ("ini asli atau penipuan?", Command.IS_THIS_REAL, True),
    ],
)
def test_commands_are_heard_exactly_or_asked_about(text: str, command: Command, exact: bool) -> None:
    reading = read(text)
    assert (reading.command, reading.command_exact) == (command, exact)


@pytest.mark.parametrize("text", ["ya", "nggih", "enya", "aok", "inggih", "iyo", "nyo", "iyye", "yes", "👍"])
def test_yes_is_heard_in_every_language(text: str) -> None:
    assert read(text).yes is True


@pytest.mark.parametrize("text", ["tidak", "mboten", "henteu", "ndeq", "indak", "hana", "kada", "sonde", "no"])
def test_no_is_heard_in_every_language(text: str) -> None:
    assert read(text).yes is False


def test_mentions_help_the_officer() -> None:
    mentions = read("gaji 3 bln blm dibyr di taichung, telp 0812 3456 7890, kami ber 5, lahir 1998").mentions
    assert (mentions.country, mentions.city) == ("TW", "Taichung")
    assert mentions.phones == ("+6281234567890",)
    assert (mentions.months_unpaid, mentions.people, mentions.birth_year) == (3, 5, 1998)


def test_a_child_who_writes_is_noticed() -> None:
    assert "child" in {sign.kind for sign in read("umurku 15 tahun, disuruh kerja malam").signs}


def test_r27_signs_of_a_hunt_are_noticed() -> None:
    assert "hunt" in {sign.kind for sign in read("istri saya kabur bawa uang, kasih alamatnya").signs}


def test_r8_a_retraction_is_noticed() -> None:
    assert "retraction" in {sign.kind for sign in read("abaikan pesan tadi, anak saya yang kirim").signs}


@pytest.mark.parametrize("text", ["", " ", "\x00", "…", "你好", "١٢٣", "🙏🙏"])
def test_a_text_without_words_tells_nothing(text: str) -> None:
    reading = read(text)
    assert reading.language == "und"
    assert reading.urgency == Urgency.NORMAL

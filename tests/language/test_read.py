"""What a text tells us, in the sentences that people write."""

import pytest

from bot.language.command import outward_service
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


@pytest.mark.parametrize(
    "text",
    [
        "sdh 4hr gk di ksh mkn",  # short forms, a number glued to its unit
        "pintunya cuma bisa dibuka dari luar",
        "lawange mung iso dibukak soko njaba",  # Javanese
        "jelanane mabukak uli sisi gen",  # Balinese
        "air sudah sampai dada, kami di dalam",
        "uwaena narapi dadaku",  # Buginese
        "kalau hp ini ketahuan habis saya",
    ],
)
def test_danger_without_danger_words_is_heard_or_asked_about(text: str) -> None:
    reading = read(text)
    assert reading.urgency == Urgency.CRITICAL or reading.asks_first


@pytest.mark.parametrize(
    "text",
    [
        "tadi nyembelih ayam buat hajatan",  # an animal
        "majikan kasih pisau buat motong bawang",  # cooking
        "pedes banget sambalnya, mau mati haha",  # spicy, and laughing
        "game nya susah, dibunuh terus di level 5",
        "hp jatuh dari lantai 2",
        "rapat jam pukul 2 siang",
        "tadi hampir jatuh dari tangga",  # it did not happen
    ],
)
def test_cooking_games_and_jokes_are_not_called_critical(text: str) -> None:
    assert read(text).urgency < Urgency.CRITICAL


def test_laughter_beside_a_call_for_help_still_asks() -> None:
    assert read("haha tolong saya mau dibunuh bos").asks_first


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("kulo badhe matur kaliyan petugas", Command.PERSON),  # Javanese, krama
        ("petugasna wae atuh", Command.PERSON),  # Sundanese
        ("lon keuneuk marit ngon ureueng, kon robot", Command.PERSON),  # Acehnese
        ("bale di menu", Command.MENU),  # Kupang Malay
        ("hapus semua yg pernah sy tulis", Command.DELETE),
        ("peddei maneng dataku", Command.DELETE),  # Buginese
        ("gentos basa", Command.LANGUAGE),
        ("iko batua atau panipuan", Command.IS_THIS_REAL),  # Minangkabau
        ("how do i know this is not a scam", Command.IS_THIS_REAL),
        ("wah cukup", Command.STOP),  # Sasak
        ("cepetan umpetin", Command.QUICK_EXIT),
    ],
)
def test_commands_in_other_words_are_heard_in_every_language(text: str, command: Command) -> None:
    assert read(text).command == command


def test_a_recruiters_firm_that_is_asked_about_is_not_us() -> None:
    assert read("PT ini resmi atau penipuan ya").command is None


@pytest.mark.parametrize(
    "text",
    [
        "sampun dipun wangsuli nggih, hp kulo dipun priksa",  # Javanese, krama
        "jangan balas sampai besok, dia pegang hp",
        "entong dijawab, hp dipariksa",  # Sundanese
        "ta' osa nyaot, hp ebaca juragan",  # Madurese
        "eda bales nah",  # Balinese
        "aja' mubalii",  # Buginese
    ],
)
def test_r5_do_not_reply_is_heard_in_every_register(text: str) -> None:
    assert read(text).command is Command.DO_NOT_REPLY


def test_r5_do_not_leave_me_without_an_answer_is_no_do_not_reply() -> None:
    assert read("jangan sampai nggak dibalas ya").command is None


@pytest.mark.parametrize("text", ["saya ditaruh di penampungan", "saya kabur", "kata sponsor tunggu dulu"])
def test_words_with_two_meanings_are_asked_about(text: str) -> None:
    assert read(text).asks_first


def test_r20_an_age_below_eighteen_is_noticed_however_it_is_said() -> None:
    assert "child" in {sign.kind for sign in read("saya umur 14 tahun").signs}
    assert "child" not in {sign.kind for sign in read("saya umur 24 tahun").signs}


def test_a_year_of_unpaid_work_is_counted_in_glued_and_spelled_numbers() -> None:
    assert read("gaji 3bln belum dibayar").mentions.months_unpaid == 3
    assert read("setahun tidak digaji").mentions.months_unpaid == 12


@pytest.mark.parametrize("text", ["bukan", "terima kasih", "nggih", "selamat pagi", "makasih kak"])
def test_a_yes_a_no_or_a_thank_you_asks_for_no_desk(text: str) -> None:
    assert read(text).service is None


def test_the_word_that_we_teach_is_no_slip_of_another_command() -> None:
    assert read("bisa").command is None


@pytest.mark.parametrize(
    "text", ["darurat, saya di Taipei", "darurat di rumah majikan", "EMERGENCY saya di hongkong", "situasi darurat kak"]
)
def test_whoever_calls_it_an_emergency_is_asked_at_least_however_calm_the_rest_is(text: str) -> None:
    reading = read(text)
    assert (reading.service, reading.urgency, reading.asks_first) == (Service.EMERGENCY, Urgency.HIGH, True)


@pytest.mark.parametrize("text", ["nomor darurat polisi berapa ya", "ini bukan darurat, cuma mau tanya paspor"])
def test_the_name_of_a_number_and_a_denial_call_no_emergency(text: str) -> None:
    assert read(text).service != Service.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "permit saya mau mati bulan depan, perpanjang di mana",
        "ketawa sampai mau pingsan nonton lawakan",
        "kangen gudeg rasanya meh semaput",  # Javanese
        "hati rasanya ditusuk, dia nikah duluan",
        "kebakaran di asrama itu hoaks, semua sehat",
        "hp sudah di tangan saya",
        "kantor buka pukul barapa",  # Banjarese
        "tahun 2009 saya dipukul majikan lama, kasusnya sudah selesai, sekarang tanya kontrak",
        "kata orang di sana banyak yang disetrum, saya belum berangkat, PT ini resmi tidak",
        "nenek yang saya rawat meninggal, kontrak saya bagaimana",
    ],
)
def test_figures_of_speech_papers_that_expire_and_hearsay_are_not_critical(text: str) -> None:
    assert read(text).urgency < Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "sakit hati dipukul majikan terus",
        "paspor ditahan, saya mau mati saja",
        "rindu ibu, belum makan tiga hari, tadi pingsan",
        "mereka ketawa waktu saya bilang mau bunuh diri",
        "sejak 2019 saya dipukul tiap malam",
        "hatinya ditusuk pisau oleh majikan",
    ],
)
def test_the_same_words_beside_true_danger_stay_critical(text: str) -> None:
    assert read(text).urgency == Urgency.CRITICAL


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("potongan agen tujuh bulan itu wajar tidak", Service.INFORMATION),
        ("paspor hilang di bus, bikin baru di mana", Service.INFORMATION),
        ("di kontrak jaga lansia tapi disuruh bantu warung, aturannya gimana", Service.INFORMATION),
    ],
)
def test_calm_matters_of_work_and_papers_want_information(text: str, service: Service) -> None:
    reading = read(text)
    assert outward_service(reading) == service
    assert reading.urgency < Urgency.CRITICAL


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tolong buang semua catatan tentang saya", Command.DELETE),
        ("please wipe everything I told you, my name as well", Command.DELETE),
        ("keluarkan nomor saya dari daftar kiriman", Command.STOP),
        ("unsubscribe me please, I need nothing more", Command.STOP),
    ],
)
def test_who_asks_for_an_end_of_messages_or_records_is_not_taken_for_one_who_says_farewell(
    text: str, asked: Command
) -> None:
    assert read(text).command is asked


@pytest.mark.parametrize(
    "text",
    [
        "saya mau berhenti dari hidup ini",
        "aku sudah tidak kuat, mau berhenti",
        "hapus aku dari hidup kalian",
        "I want it all to stop",
        "wis cukup, aku pamit kabeh",
    ],
)
def test_r18_a_farewell_that_sounds_like_stop_is_asked_about(text: str) -> None:
    assert read(text).command is None
    assert read(text).asks_first or read(text).urgency == Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "gila dibantai abis main badminton sama anak mess",
        "I am dying for a bowl of bakso",
        "ikan asin kebakar di wajan, nyonya ketawa",
        "terjebak macet dua jam",
    ],
)
def test_games_kitchens_and_idioms_are_not_called_critical(text: str) -> None:
    assert read(text).urgency < Urgency.CRITICAL

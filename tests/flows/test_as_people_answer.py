"""Answers as people give them: a "not yet" is no "never", a count is no call, thanks are no story."""

from pathlib import Path

import pytest

from tests.dialogue import Dialogue
from tests.world import settled


@pytest.fixture
def talk(tmp_path: Path) -> Dialogue:
    """One person and the helpline."""
    return Dialogue(settled(tmp_path))


def after(talk: Dialogue, *lines: str) -> str:
    """What comes of the last of these messages."""
    told = [""]
    for line in lines:
        told = talk.plays(line)
    return "\n".join(told)


@pytest.mark.parametrize("not_yet", ["belum", "blm", "belum bisa", "nanti aja"])
def test_r5_who_cannot_write_yet_is_not_met_with_silence(talk: Dialogue, not_yet: str) -> None:
    assert 'Tulis "bisa" kalau sudah bisa.' in after(talk, "tolong", not_yet)
    assert "Kalau bisa menulis, balas 1." in after(talk, "belum")
    assert "Anda di mana?" in after(talk, "bisa")


@pytest.mark.parametrize(
    "words",
    ["suami cari istri kabur", "cari istri saya kabur bawa uang", "TKW saya kabur, tolong carikan, saya agennya"],
)
def test_r27_who_hunts_hears_what_everybody_hears_who_looks_for_somebody(talk: Dialogue, words: str) -> None:
    first = [line for line in after(talk, words).split("\n") if not line.startswith("  *")]
    assert first == ["  Terima kasih sudah menulis.", "  Bisa menulis sekarang?", "  [Bisa] [Jangan balas] [Nanti]"]
    [ticket] = talk.helpline.tickets()
    assert (ticket.service, "hunt" in ticket.kinds) == ("family_links", True)
    assert "Siapa yang Anda cari?" in after(talk, "bisa")


def test_a_number_of_people_is_an_answer_and_asks_for_nobody(talk: Dialogue) -> None:
    told = after(
        talk,
        "besok mau dibawa ke kamboja",
        "bisa",
        "besok",
        "Batam ke Phnom Penh",
        "4 orang sama agen",
        "hp saya, malam",
    )
    assert "Semua sudah kami terima" in told
    [ticket] = talk.helpline.tickets()
    assert talk.answers(ticket)["with_whom"] == "4 orang sama agen"


def test_r14_an_injury_in_own_words_after_a_disaster_brings_the_number(talk: Dialogue) -> None:
    assert "ambulans 119" in after(talk, "gempa besar di sini", "ada yg luka", "Taiwan, Hualien")


def test_r16_somebody_elses_danger_told_at_the_question_of_consent_is_asked_about(talk: Dialogue) -> None:
    for line in ("tolong, saya dipukul majikan", "bisa", "Riyadh", "1", "saya", "hanya saya", "lewati"):
        talk.plays(line)
    assert "orang yang sama atau orang lain" in after(talk, "kakak saya juga dipukul di rumah majikannya")
    assert "Siapa dia bagi Anda?" in after(talk, "[Orang lain]")
    assert len(talk.helpline.tickets()) == 2


@pytest.mark.parametrize("asks", ["sudah sampai mana?", "gimana laporan saya"])
def test_r1_how_far_it_is_may_be_asked_in_plain_words_and_is_no_danger(talk: Dialogue, asks: str) -> None:
    after(talk, "masalah kerja", "bisa", "gaji", *["[Lewati]"] * 6, "boleh")
    assert "Sampai mana pesan saya" in after(talk, asks)
    assert [ticket.service for ticket in talk.helpline.tickets()] == ["complaint"]


def test_thanks_end_a_talk_kindly_and_a_story_may_go_on(talk: Dialogue) -> None:
    asked = after(talk, "ingin bicara", "bisa", "aman", "kangen anak")
    assert "Apa yang bisa membantu Anda sekarang?" in asked
    assert "Boleh terus cerita." in after(talk, "sudah dua tahun tidak pulang")
    assert "Tulis lagi kapan saja." in after(talk, "[Selesai]", "makasih ya")


@pytest.mark.parametrize("told", [2, 3, 4])
@pytest.mark.parametrize("answer", ["nanti dulu", "tidak tahu, ini hp saya wa aja"])
def test_r5_an_answer_amid_an_emergency_asks_for_no_silence(talk: Dialogue, answer: str, told: int) -> None:
    begun = ("saya dipukul majikan", "bisa", "Riyadh", "1")[:told]
    came = after(talk, *begun, answer)
    assert "silence" not in came
    assert [line for line in came.split("\n") if line and not line.startswith("  *")]


def test_r14_a_one_where_a_known_place_is_asked_about_says_that_it_is_right(talk: Dialogue) -> None:
    asked = after(talk, "saya diperkosa majikan di taipei", "bisa", "2")
    assert "[Ya, betul] [Lewati]" in asked
    after(talk, "1")
    [ticket] = talk.helpline.tickets()
    assert "Taipei" in talk.answers(ticket)["where"]


def test_a_two_where_a_known_place_is_asked_about_passes_it_over(talk: Dialogue) -> None:
    after(talk, "saya diperkosa majikan di taipei", "bisa", "2", "2")
    [ticket] = talk.helpline.tickets()
    assert "where" not in talk.answers(ticket)


@pytest.mark.parametrize("thanks", ["makasih", "terima kasih ya", "Suwun"])
def test_whoever_thanks_us_is_thanked_back_and_nothing_begins(talk: Dialogue, thanks: str) -> None:
    told = ("tolong", "bisa", "Riyadh", "dikunci di kamar", "saya", "hanya saya", "lewati", "boleh")
    assert after(talk, *told, thanks) == "  Sama-sama. Tulis lagi kapan saja."
    assert [ticket.service for ticket in talk.helpline.tickets()] == ["emergency"]


@pytest.mark.parametrize(
    "told",
    [
        (),
        ("gaji tidak dibayar", "bisa"),
        ("tolong, saya dipukul majikan", "bisa", "Riyadh"),
        ("ingin bicara", "bisa", "aman"),
        ("tanya info", "bisa"),
    ],
)
def test_r18_a_sign_that_is_not_sure_gets_the_one_direct_question_whatever_is_told(
    talk: Dialogue, told: tuple[str, ...]
) -> None:
    asked = after(talk, *told, "rasanya pengen bunuh diri")
    assert "Apakah Anda terpikir untuk mengakhiri hidup?" in asked
    assert "psychosocial P1" in asked
    answered = after(talk, "iya")
    assert "Apakah Anda sendirian sekarang?" in answered
    assert "psychosocial P0" in answered


def test_r18_a_no_lowers_nothing_and_it_is_asked_once(talk: Dialogue) -> None:
    assert "Bisa menulis sekarang?" in after(talk, "rasanya ingin mati", "tidak")
    assert [one.service for one in talk.helpline.tickets()] == ["psychosocial"]
    assert "mengakhiri hidup" not in after(talk, "bisa", "aman", "rasanya ingin mati saja")


def test_r16_r18_such_words_of_somebody_else_ask_nobody_about_their_own_life(talk: Dialogue) -> None:
    assert "mengakhiri hidup" not in after(talk, "teman saya rasanya pengen bunuh diri")


def test_a_plan_made_with_an_officer_ends_with_how_far_it_is(talk: Dialogue) -> None:
    told = after(talk, "rencana aman", "bisa", "ya", "sudah masak", "paspor", "belum", "mbak Yuni")
    assert "petugas" in told
    assert "sudah kami terima" in told


def test_the_arrested_are_told_not_to_sign_what_they_do_not_understand(talk: Dialogue) -> None:
    assert "Surat yang tidak dimengerti jangan ditandatangani dulu." in after(talk, "saya ditangkap polisi", "bisa")


def test_r16_who_writes_for_the_arrested_hears_what_to_tell_them(talk: Dialogue) -> None:
    told = after(talk, "suami saya ditangkap polisi", "bisa")
    assert "Surat yang tidak dia mengerti jangan ditandatangani dulu." in told


@pytest.mark.parametrize("words", ["saya cuma lihat", "saksi", "saya lihat"])
def test_r16_a_witness_is_asked_as_a_witness(talk: Dialogue, words: str) -> None:
    told = after(talk, "tetangga saya dipukuli majikannya", "bisa", words)
    assert "Di mana Anda melihatnya?" in told


ARRESTED = (
    "tlg mas saya ketangkep polisi di malaysia semalem",
    "bisa",
    "saya, di Johor",
    "kemarin",
    "belum tahu",
    "hanya saya, di sini saja",
)


@pytest.mark.parametrize("late", ["boleh", "ya", "1", "[Boleh]"])
def test_r25_a_yes_to_keeping_that_comes_a_message_late_is_a_yes(talk: Dialogue, late: str) -> None:
    after(talk, *ARRESTED, "semua", "nanti saja")
    assert "Terima kasih. Tulis lagi kapan saja." in after(talk, late)


def test_r25_only_the_words_themselves_are_a_yes_to_keeping_once_the_talk_has_gone_on(talk: Dialogue) -> None:
    after(talk, *ARRESTED, "semua", "nanti saja", "suratnya masih di agen")
    assert "Pesan Anda sudah masuk." in after(talk, "ya")
    assert "Terima kasih. Tulis lagi kapan saja." in after(talk, "boleh")


@pytest.mark.parametrize("asked", [("lupa",), ("lupa", "nanti saja")])
def test_r25_whoever_says_later_who_may_read_is_heard(talk: Dialogue, asked: tuple[str, ...]) -> None:
    after(talk, *ARRESTED, *asked, "hanya palang merah")
    [ticket] = talk.helpline.tickets()
    assert "palang_merah" in str(talk.answers(ticket)["readers"])
    assert ticket.readers == "palang_merah"


def test_r19_a_woman_may_be_asked_for_after_that_question(talk: Dialogue) -> None:
    after(talk, "saya diperkosa", "bisa", "sudah", "tidak", "tidak", "Riyadh", "siapa saja", "mau perempuan")
    [ticket] = talk.helpline.tickets()
    assert "Ya, perempuan" in str(talk.answers(ticket)["woman"])


def test_r19_whoever_says_in_a_sentence_that_he_is_near_is_told_to_stop_whenever_needed(talk: Dialogue) -> None:
    assert "Berhenti menulis kapan saja" in after(talk, "saya diperkosa", "bisa", "belum, dia di rumah")
    [ticket] = talk.helpline.tickets()
    assert "dia di rumah" in str(talk.answers(ticket)["away"])


def test_r5_a_no_with_a_reason_is_a_no(talk: Dialogue) -> None:
    assert after(talk, "saya dipukul majikan", "tidak, majikan di sini").strip() == "* emergency P0 offered · silence"


def test_bisa_with_a_reason_is_a_yes_and_goes_on(talk: Dialogue) -> None:
    assert "Anda di mana?" in after(talk, "saya dipukul majikan", "bisa, tapi cepat")


def test_whoever_goes_back_is_asked_what_was_answered_already(talk: Dialogue) -> None:
    told = after(talk, "gaji saya 3 bulan belum dibayar", "bisa", "gaji", "saya sendiri", "entahlah", "kembali")
    assert "Di negara dan kota mana?" in told
    assert "Bekerja di mana?" in after(talk, "Taiwan")


def test_r7_what_is_written_after_a_quick_exit_from_a_detour_joins_the_ticket_of_danger(talk: Dialogue) -> None:
    beaten = ("saya dipukul majikan", "bisa", "Riyadh", "1", "hanya saya", "lewati")
    after(talk, *beaten, "data saya", "tutup cepat", "ini siapa", "bahaya")
    [ticket] = talk.helpline.tickets()
    assert ticket.service == "emergency"
    assert talk.answers(ticket)["said"] == "ini siapa\nbahaya"


def test_danger_that_is_not_sure_is_asked_about_after_a_complaint_was_told(talk: Dialogue) -> None:
    complaint = ("gaji saya 3 bulan belum dibayar", "bisa", "gaji", "saya sendiri", "Taiwan", *["lewati"] * 5, "boleh")
    told = after(talk, *complaint, "pinjam, jam 9 malam")
    assert "Apakah Anda aman sekarang?" in told
    assert "P0" not in told


@pytest.mark.parametrize("safe", ["sy selamat", "kami selamat", "alhamdulillah saya selamat"])
def test_whoever_is_safe_says_it_in_their_own_way_and_is_registered_with_two_messages(
    talk: Dialogue, safe: str
) -> None:
    assert "Sudah tercatat." in after(talk, safe, "Joko, anak Pak Warso")


def test_r14_a_home_village_is_no_country_of_danger(talk: Dialogue) -> None:
    told = after(talk, "saya selamat", "Ani, anak Bu Wati Cilacap", "4", "bisa")
    assert "nomor" not in told


def test_r5_no_call_but_a_message_is_the_answer_to_how_we_may_reach_somebody(talk: Dialogue) -> None:
    told = after(talk, "saya dipukul majikan", "bisa", "Riyadh", "1", "hanya saya", "jgn telpon, sms aja jam 1 malam")
    assert "Semua sudah kami" in told
    [ticket] = talk.helpline.tickets()
    assert (ticket.silence, talk.answers(ticket)["reach"]) == ("", "jgn telpon, sms aja jam 1 malam")


def test_r5_the_same_words_anywhere_else_are_met_with_silence(talk: Dialogue) -> None:
    assert "silence" in after(talk, "saya dipukul majikan", "jgn telpon, sms aja jam 1 malam")


def test_r5_who_must_not_be_answered_either_is_not_where_we_ask_how(talk: Dialogue) -> None:
    beaten = ("saya dipukul majikan", "bisa", "Riyadh", "1", "hanya saya")
    assert "silence" in after(talk, *beaten, "jangan telpon, jangan balas, besok sms aja")


def test_whoever_thanks_after_an_officer_has_closed_is_thanked_back(talk: Dialogue) -> None:
    after(talk, "saya dipukul majikan", "bisa", "{officer takes}", "{officer writes} Saya Ani.", "{officer closes}")
    assert after(talk, "makasih").strip() == "Sama-sama. Tulis lagi kapan saja."


def test_r2_thanks_after_weeks_are_greeted_like_a_first_word(talk: Dialogue) -> None:
    assert "Halo, ini Kentongan." in after(talk, "saya dipukul majikan", "bisa", "{later 500 hours}", "makasih")


@pytest.mark.parametrize(
    "yes", ["can", "iya can", "can lah", "boleh lah", "ok", "oke", "bs", "y", "yoi", "siap", "sip", "👍", "👍🏽", "👌"]
)
def test_r3_yes_is_heard_as_people_far_from_home_write_it(talk: Dialogue, yes: str) -> None:
    assert "Anda di mana?" in after(talk, "tolong", yes)


@pytest.mark.parametrize("no", ["ga bs", "gabisa", "cannot", "jgn", "no", "👎"])
def test_r5_no_is_heard_as_people_far_from_home_write_it(talk: Dialogue, no: str) -> None:
    assert "silence" in after(talk, "tolong", no)


def test_can_says_nothing_of_being_safe(talk: Dialogue) -> None:
    after(talk, "ingin bicara", "bs", "iya can")
    [ticket] = talk.helpline.tickets()
    assert talk.answers(ticket)["safe_now"] == "iya can"


@pytest.mark.parametrize("no", ["jgn", "jangan"])
def test_r5_a_bare_dont_is_the_no_to_what_was_asked(talk: Dialogue, no: str) -> None:
    asked = after(talk, "tolong", "bisa", "Kuala Lumpur", "dipukul", "1", "hanya saya, malam")
    assert "Bolehkah kami menyimpan cerita Anda?" in asked
    assert "Baik, kami tetap membantu." in after(talk, no)
    [ticket] = talk.helpline.tickets()
    assert not ticket.silence


@pytest.mark.parametrize("answer", ["[HP ini ada yang periksa]", "HP ini ada yang periksa", "5"])
def test_r5_an_answer_in_our_own_words_asks_for_no_silence(talk: Dialogue, answer: str) -> None:
    after(talk, "{forwarded} anak saya dipukul majikan", "bisa", "[Teman]", "Taipei, Taiwan", "dia dipukul")
    assert 'tulis "tutup cepat"' in after(talk, answer)


@pytest.mark.parametrize(("choice", "kind"), [("1", "seek"), ("3", "news")])
def test_r27_a_family_link_that_is_chosen_after_its_ticket_opened_has_its_kind(
    talk: Dialogue, choice: str, kind: str
) -> None:
    after(talk, "mau kirim kabar ke ibu saya", "bisa", choice)
    assert [(ticket.service, ticket.category) for ticket in talk.helpline.tickets()] == [("family_links", kind)]

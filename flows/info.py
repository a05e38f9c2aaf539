"""Information: short pages with their source, and a way to ask a person on every one of them."""

from collections import Counter
from collections.abc import Sequence

from flows.anywhere import THANKED
from flows.cards import CARDS
from flows.matching import folded
from flows.opening import BAIK, opening
from flows.pages import COSTS, FAMILY, HOME, LAW, OFFER, PAPERS, READY, WAGES, Page
from flows.script import Answer, Ask, Go, HandOver, Listen, Numbers, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency

SKIP = _("Lewati")
MORE_OR_ENOUGH = (
    Answer(_("Tanya petugas"), then="question", yes=True, also=("tanya", "petugas")),
    Answer(_("Topik lain"), then="topics", also=("topik", "lain")),
    Answer(_("Cukup"), then="enough", yes=False, also=("sudah", "selesai", *sorted(THANKED))),
)
AFTER = Ask(_("Masih ada yang ingin ditanyakan?"), MORE_OR_ENOUGH, other="question_told")
TOPICS = (
    ("papers", _("Paspor dan surat"), PAPERS),
    ("wages", _("Gaji dan hak"), WAGES),
    ("law", _("Hukum dan tempat aman"), LAW),
    ("offer", _("Tawaran kerja"), OFFER),
    ("costs", _("Biaya dan pelatihan"), COSTS),
    ("home", _("Pulang dan usaha"), HOME),
    ("family", _("Keluarga dan asuransi"), FAMILY),
)
ONWARD = ("terus", "terusin", "teruskan", "lagi", "selanjutnya", "berikutnya", "lalu", "next")
LIGHT = frozenset({"dan", "atau", "di", "ke", "yang", "setelah", "sendiri", "tempat", "nomor"})
"""Words that name no topic where they stand alone."""
MORE = (
    Answer(_("Siaga bencana"), then="ready", also=("bencana", "siaga")),
    Answer(_("Darah"), then="blood", also=("donor", "donor darah")),
    Answer(_("Nomor penting"), then="numbers", also=("nomor",)),
)


def page_scene(page: Page) -> Scene:
    """A page, and what may follow it; of a programme, also that somebody wants to take part."""
    if not page.programme:
        return Scene(page.name, page.lines, then=AFTER)
    wanted = Answer(_("Saya berminat"), "regency", value=page.label, field="programme", also=("berminat", "mau ikut"))
    return Scene(page.name, page.lines, then=Ask(AFTER.question, (wanted, *MORE_OR_ENOUGH), other="question_told"))


def short_names(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The parts of each label that no other of these has: whoever writes "bantuan desa" has chosen."""
    parts = {label: parts_of(label) for label in labels}
    times = Counter(part for of_label in parts.values() for part in of_label)
    return {label: tuple(sorted(part for part in of_label if times[part] == 1)) for label, of_label in parts.items()}


def parts_of(label: str) -> frozenset[str]:
    """Every run of words of a label that begins and ends with a word of weight."""
    words = folded(label).split()
    runs = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return frozenset(" ".join(run) for run in runs if run != words and not LIGHT & {run[0], run[-1]})


def topic_scene(name: str, pages: tuple[Page, ...]) -> Scene:
    """The pages of one topic to choose from."""
    short = short_names([page.label for page in pages])
    answers = tuple(Answer(page.label, then=page.name, also=short[page.label]) for page in pages)
    return Scene(name, then=Ask(_("Tentang apa?"), answers, other="question_told"))


def card_scenes() -> tuple[Scene, ...]:
    """The steps of every card, one a message; each may be the last."""
    scenes = []
    enough = Answer(_("Cukup"), then="enough", yes=False)
    for card in CARDS:
        for place, step in enumerate(card.steps, start=1):
            onward = Answer(_("Lanjut"), then=f"{card.name}_{place + 1}", yes=True, also=ONWARD)
            if place == len(card.steps):
                onward = Answer(_("Kartu lain"), then="ready", yes=True, also=("kartu", *ONWARD))
            scenes.append(Scene(f"{card.name}_{place}", then=Ask(step, (onward, enough), other="question_told")))
    return tuple(scenes)


TOPIC_WORDS = short_names([*(label for _name, label, _pages in TOPICS), *(answer.label for answer in MORE)])
info = flow(
    "info",
    *opening("topics", None, BAIK),
    Scene(
        "topics",
        then=Ask(
            _("Tentang apa? Pilih angka atau tulis pertanyaan Anda."),
            (*(Answer(label, then=name, also=TOPIC_WORDS[label]) for name, label, _pages in TOPICS), *MORE),
            other="question_told",
            topics=True,
        ),
    ),
    *(topic_scene(name, pages) for name, _label, pages in TOPICS),
    *(page_scene(page) for _name, _label, pages in TOPICS for page in pages),
    Scene(
        "ready",
        then=Ask(
            _("Pilih kartu. Satu langkah satu pesan."),
            (
                *(Answer(card.label, then=f"{card.name}_1") for card in CARDS),
                Answer(_("Daftarkan komunitas"), then="community", also=("latihan", "komunitas")),
            ),
            other="question_told",
        ),
    ),
    *card_scenes(),
    Scene(
        "community",
        (_("Palang Merah melatih kelompok pekerja dan warga."),),
        then=Listen(_("Nama kelompok, kota, dan berapa orang?"), "community", then="interest"),
    ),
    Scene(
        "blood",
        then=Ask(
            _("Mau donor, atau butuh darah sekarang?"),
            (
                Answer(_("Mau donor"), then="donor", also=("donor",)),
                Answer(_("Butuh darah sekarang"), then="need_blood", also=("butuh darah", "butuh")),
            ),
            other="question_told",
        ),
    ),
    *(page_scene(page) for page in READY),
    Scene(
        "need_blood",
        (State(),),
        opens=Ticket(Service.INFORMATION, Urgency.HIGH, "blood"),
        then=Listen(
            _("Di rumah sakit mana? Tulis juga golongan darah dan berapa kantong."), "blood", then="blood_kept"
        ),
        signed="medical",
    ),
    Scene(
        "numbers",
        (Numbers(), _("Kami hanya menulis nomor yang sudah diperiksa.")),
        then=AFTER,
    ),
    Scene("question", then=Listen(_("Apa pertanyaan Anda? Tulis atau kirim suara."), "what", then="question_told")),
    Scene("question_told", then=HandOver(Service.INFORMATION, "asked", then="question_kept")),
    # The way to the topics stays open: a question is no end.
    Scene("question_kept", (_("Pertanyaan Anda sudah masuk."), State()), then=AFTER),
    Scene("blood_kept", (_("Pertanyaan Anda sudah masuk."), State()), then=Stop()),
    Scene("regency", then=Listen(_("Di kabupaten mana Anda tinggal, atau akan pulang?"), "regency", then="skill")),
    Scene("skill", then=Listen(_("Apa keahlian atau usaha Anda?"), "skill", then="interest", skip=SKIP)),
    Scene("interest", then=HandOver(Service.INFORMATION, "interest", then="interest_kept")),
    Scene(
        "interest_kept",
        (
            _("Terima kasih. Kalau ada jawaban, masuknya di sini."),
            _("Kami usahakan dalam 10 hari kerja. Kalau belum ada, itu juga kami kabarkan."),
        ),
        then=Stop(),
    ),
    Scene("enough", (_("Baik. Tulis lagi kapan saja."),), then=Go("welcome.rested")),
    service=Service.INFORMATION,
)

"""The desk's other rooms: one page that names those which the visitor may enter."""

from functools import partial
from typing import Final

from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.words import _

# Address, permit, name, what is done there.
ROOMS: Final = (
    ("/digest", "digest.read", _("Ringkasan giliran"), _("Apa yang menunggu saat giliran mulai.")),
    ("/interpret", "ticket.interpret", _("Tiket yang saya bantu"), _("Menerjemahkan di tiket yang meminta Anda.")),
    ("/training", "training.do", _("Tiket latihan"), _("Tiga puluh tiket rekaan, dengan jawaban per aturan.")),
    ("/trainees", "training.see", _("Siapa sudah berlatih"), _("Kemajuan tiap petugas, dan pengecualian.")),
    ("/links", "links.see", _("Ruang cari keluarga"), _("Permintaan, kabar selamat, dan kabar keluarga bersebelahan.")),
    ("/quality", "quality.read", _("Baca ulang"), _("Tiket yang diundi, delapan pertanyaan, dan hasilnya.")),
    ("/harm", "harm.report", _("Celaka dan hampir celaka"), _("Lapor, dengan nama atau tanpa nama.")),
    ("/wishes", "wish.set", _("Jam tenang"), _("Kapan P1 tidak berbunyi.")),
    ("/tour", "tour.see", _("Tur dua menit"), _("Untuk hari pertama.")),
    ("/cards", "card.read", _("Sepuluh menit pertama"), _("Kartu untuk pembukaan yang paling berat.")),
)


async def page(visit: Visit) -> Response:
    """The rooms."""
    say = partial(visit.desk.screen.translate, visit.language)
    rooms = [(path, say(name), say(says)) for path, permit, name, says in ROOMS if visit.may(permit)]
    return await visit.show("rooms.html", {"rooms": rooms})


PAGES: Final = (Page("/rooms", "room.see", page),)

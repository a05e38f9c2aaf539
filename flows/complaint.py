"""A complaint about work, or the wish to go home: at most eight messages, each may be skipped or spoken."""

from flows.emergency import PHONE_AND_REACH, PHONES, exit_taught
from flows.opening import THANKS_FOR_WRITING, can_you_write, opening
from flows.script import Answer, Ask, Go, Listen, Scene, State, Ticket, _, flow
from flows.words import Service, Urgency

SKIP = _("Lewati")

complaint = flow(
    "complaint",
    *opening("matter", None, THANKS_FOR_WRITING),
    Scene(
        "another",
        (_("Baik. Kami buat catatan baru untuk orang ini."),),
        can_you_write("matter"),
        opens=Ticket(Service.COMPLAINT, Urgency.NORMAL),
        another=True,
    ),
    Scene(
        "matter",
        (_("Anda tidak perlu surat lengkap. Suara juga boleh."),),
        then=Ask(
            _("Masalahnya yang mana? Boleh juga ditulis dengan kata sendiri."),
            (
                Answer(_("Ingin pulang"), then="who", also=("pulang", "mau pulang")),
                Answer(_("Gaji"), then="who", also=("upah", "gaji tidak dibayar")),
                Answer(_("Kerja tidak sesuai janji"), then="who", also=("kontrak", "tidak sesuai")),
                Answer(_("Paspor atau surat ditahan"), then="who", also=("paspor", "surat ditahan")),
                Answer(_("Gagal berangkat"), then="who", also=("tidak jadi berangkat",)),
                Answer(_("Biaya atau potongan"), then="who", also=("biaya", "potongan", "utang")),
                Answer(_("Dipecat"), then="who", also=("diberhentikan", "phk")),
                Answer(_("Sakit atau asuransi"), then="who", also=("sakit", "asuransi", "bpjs")),
                Answer(_("Masalah lain"), then="who", also=("lain", "lainnya", "yang lain")),
                Answer(SKIP, then="who"),
            ),
            field="matter",
            other="who",
            files="evidence",
        ),
    ),
    Scene(
        "who",
        then=Ask(
            _("Siapa yang mengalaminya?"),
            (
                Answer(_("Saya sendiri"), then="where_now", also=("saya", "aku")),
                Answer(_("Keluarga saya"), then="where_now", also=("keluarga",)),
                Answer(_("Teman"), then="where_now", also=("kawan",)),
                Answer(_("Orang yang saya bantu"), then="where_now", also=("saya bantu",)),
                Answer(SKIP, then="where_now"),
            ),
            field="concerned",
            other="where_now",
            files="evidence",
        ),
    ),
    Scene(
        "where_now",
        then=Listen(
            _("Di negara dan kota mana?"),
            "where",
            then="employer",
            skip=SKIP,
            wants="place",
            once=True,
            files="evidence",
        ),
    ),
    Scene(
        "employer",
        then=Ask(
            _("Bekerja di mana? Boleh tambah nama majikannya."),
            (
                Answer(_("Rumah tangga"), then="agency_and_story", value="household", also=("rumah", "majikan", "art")),
                Answer(_("Perusahaan"), then="agency_and_story", value="company", also=("pabrik", "pt", "ladang")),
                Answer(_("Kapal"), then="agency_and_story", value="ship", also=("laut", "abk")),
                Answer(_("Belum berangkat"), then="agency_and_story", value="not_left", also=("masih di indonesia",)),
                Answer(SKIP, then="agency_and_story"),
            ),
            field="employer",
            other="agency_and_story",
            files="evidence",
        ),
    ),
    # The agency is asked with what happened, and only there, so that eight messages suffice.
    Scene(
        "agency_and_story",
        then=Listen(
            _("Apa yang terjadi? Tulis juga agen atau PT, kalau ada."),
            "what",
            then="wish",
            skip=SKIP,
            files="evidence",
        ),
    ),
    Scene(
        "wish",
        then=Listen(_("Bantuan apa yang Anda harapkan?"), "wish", then="contact", skip=SKIP, files="evidence"),
    ),
    Scene(
        "contact",
        (_("Foto kontrak atau slip gaji boleh dikirim, kalau aman. Foto badan tidak perlu."),),
        then=Ask(
            PHONE_AND_REACH,
            (*PHONES, Answer(SKIP, then="done")),
            field="reach",
            other="done",
            files="evidence",
        ),
    ),
    exit_taught(),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami terima."),
            State(),
            _('Anda boleh menambah kapan saja. Supaya aman dihubungi, tulis "profil aman".'),
        ),
        then=Go("consent.ask"),
    ),
    service=Service.COMPLAINT,
    moves={"evidence": "contact", "story": "agency_and_story"},
)

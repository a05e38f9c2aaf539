"""`kentongan check` catches a planted fault of each kind, and finds nothing in the conversations as they are."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.check import command, desks, proofs
from bot.check.live import live_answers, live_talks
from bot.check.signatures import entries
from bot.check.subject import Finding, Subject
from bot.routing.proof import Hole
from bot.signed_texts import read_register, unaccepted, unsigned, unsigned_beside, words_version
from bot.store.keeping_tables import PreparedAnswer
from flows.book import BOOK
from flows.script import RETURN, Answer, Ask, Go, Guess, Listen, OnceSafe, Scene, Script, flow, script
from flows.structure import missing, version
from flows.words import Command, Service, Urgency, Writing
from tests.world import Helpline


def with_scenes(*scenes: Scene, service: Service | None = Service.INFORMATION, detour: bool = False) -> Subject:
    """The proofs' subject with one invented flow beside the real ones; its first scene is a way in."""
    invented = flow("invented", *scenes, service=service, detour=detour)
    planted = Script({**BOOK.flows, "invented": invented})
    sound = Subject()
    catalogues = {language: {**words} for language, words in sound.catalogues.items()}
    fall_back = {language: frozenset({"invented", *sound.fall_back.get(language, ())}) for language in catalogues}
    ways_in = {**sound.entries, "invented": f"invented.{scenes[0].name}"}
    return replace(sound, script=planted, entries=ways_in, fall_back=fall_back)


def found(subject: Subject) -> list[tuple[str, str]]:
    """Which proofs found something, and where."""
    return [(finding.proof, finding.where) for finding in proofs.findings(subject)]


def end(name: str = "end") -> Scene:
    """A scene that ends well."""
    return Scene(name, ("Terima kasih.",))


def ask(*answers: Answer, question: str = "Yang mana?", field: str = "said") -> Ask:
    """A question."""
    return Ask(question, answers, field=field)


def test_the_conversations_as_they_are_have_no_findings() -> None:
    assert proofs.findings(Subject()) == []


ELEVEN = ("Merah", "Kuning", "Hijau", "Biru", "Putih", "Cokelat", "Ungu", "Abu-abu", "Jingga", "Nila", "Emas")
A, B = Answer("Merah", then="end"), Answer("Kuning", then="end")
FAULTS: list[tuple[str, str, tuple[Scene, ...]]] = [
    ("target", "invented.a", (Scene("a", then=Go("nowhere")),)),
    ("target", "invented.a", (Scene("a", then=Go(RETURN)),)),
    ("reachable", "invented.end", (Scene("a", ("Halo.",)), end())),
    ("end", "invented.a", (Scene("a", then=Go("b")), Scene("b", then=Go("a")))),
    ("silence", "invented.a", (Scene("a"),)),
    ("limits", "invented.a", (Scene("a", then=ask(Answer("Merah " * 20, then="end"), B)), end())),
    ("limits", "invented.a", (Scene("a", ("Halo. " * 300,), then=ask(A, B)), end())),
    (
        "words",
        "invented.a",
        (Scene("a", ("Halo " * 13,)),),
    ),
    ("words", "invented.a", (Scene("a", ("Satu. Dua. Tiga. Empat.",)),)),
    ("words", "invented.a", (Scene("a", ("AWAS sekali.",)),)),
    ("words", "invented.a", (Scene("a", ("Sabar ya.",)),)),
    ("words", "invented.a", (Scene("a", ("Ini dari PMI.",)),)),
    ("before safe", "invented.a", (Scene("a", ("Petugas akan membaca.",)),)),
    ("before safe", "invented.a", (Scene("a", then=ask(Answer("Lapor polisi", then="end"), B)), end())),
    (
        "confusable",
        "invented.a",
        (Scene("a", then=ask(Answer("Paman", "end"), Answer("Pamar", "end"))), end()),
    ),
    ("confusable", "invented.a", (Scene("a", then=ask(A, Answer("Dua", then="end"))), end())),
    ("confusable", "invented.a", (Scene("a", then=ask(A, Answer("Biru", then="end", also=("merah",)))), end())),
    ("confusable", "invented.a", (Scene("a", then=ask(A, Answer("Menu", then="end"))), end())),
    (
        "confusable",
        "invented.a",
        (Scene("a", then=ask(Answer("Merah", "end", yes=True), Answer("Kuning", "end", yes=True))), end()),
    ),
    ("confusable", "invented.a", (Scene("a", then=Listen("Berapa?", "said", "end", "Lewati", wants="number")), end())),
    ("field", "invented.a", (Scene("a", then=Listen("Apa?", "no_such_field", "end")), end())),
    ("field", "invented.a", (Scene("a", then=ask(A, Answer("Biru", "end", field="no_such_field"))), end())),
    ("field", "invented.a", (Scene("a", then=Ask("Yang mana?", (A, B), field="said", files="no_such_field")), end())),
    ("limits", "invented.a", (Scene("a", then=ask(*(Answer(word, "end") for word in ELEVEN))), end())),
    (
        "kinds",
        "invented.a",
        (
            Scene("a", then=Listen("Apa?", "said", "g0")),
            *(Scene(f"g{n}", then=Go(f"g{n + 1}")) for n in range(25)),
            end("g25"),
        ),
    ),
    ("signature", "invented.a", (Scene("a", ("Halo.",), signed="danger"),)),
]


@pytest.mark.parametrize(("proof", "where", "scenes"), FAULTS)
def test_a_planted_fault_is_found(proof: str, where: str, scenes: tuple[Scene, ...]) -> None:
    assert (proof, where) in found(with_scenes(*scenes))


def test_r3_a_line_that_waits_until_writing_is_safe_may_bear_its_words_and_no_other_may() -> None:
    held, said = OnceSafe("Kami bukan polisi."), "Kami bukan polisi, ya."
    fault = ("before safe", "invented.a")
    assert fault not in found(with_scenes(Scene("a", ("Halo.", held))))
    assert fault in found(with_scenes(Scene("a", ("Halo.", held, said))))


@pytest.mark.parametrize(("unasked", "too_many"), [("s0", False), ("s9", True)])
def test_a_guess_is_no_question_where_nothing_was_noticed_to_show(unasked: str, too_many: bool) -> None:
    guess = Guess("Yang mana?", "confirmed", "s1", unasked, "s1", "Bukan", {})
    chain = [Scene(f"s{n}", then=Listen("Apa?", "what", f"s{n + 1}")) for n in range(5)]
    longer = Scene("s9", then=Listen("Apa?", "what", "s0"))
    scenes = (Scene("a", then=guess), *chain, end("s5"), *((longer,) if too_many else ()))
    told = found(with_scenes(*scenes, service=Service.EMERGENCY))
    assert (("emergency", "invented.a") in told) is too_many


@pytest.mark.parametrize(("questions", "too_many"), [(5, False), (6, True)])
def test_a_wordy_emergency_is_found_and_the_message_that_opens_it_counts(questions: int, too_many: bool) -> None:
    chain = [Scene(f"s{n}", then=Listen("Apa?", "what", f"s{n + 1}")) for n in range(questions)]
    told = found(with_scenes(*chain, end(f"s{questions}"), service=Service.EMERGENCY))
    assert (("emergency", "invented.s0") in told) is too_many


def test_a_path_that_begins_late_in_an_emergency_is_counted_with_what_was_written_before_it() -> None:
    moved = BOOK.flows["moved"]
    late = moved.scenes["late_ask"]
    assert isinstance(late.then, Listen)
    first = replace(late, then=replace(late.then, then="more0"))
    more = [Scene(f"more{n}", then=Listen("Apa?", "said", f"more{n + 1}")) for n in range(2)]
    scenes = {**moved.scenes, "late_ask": first, **{scene.name: scene for scene in more}, "more2": end("more2")}
    longer = Script({**BOOK.flows, "moved": replace(moved, scenes=scenes)})
    assert ("emergency", "emergency.heard") in found(replace(Subject(), script=longer))


def test_an_emergency_with_six_answers_is_found() -> None:
    six = [Answer(label, "end") for label in ("Merah", "Kuning", "Hijau", "Biru", "Putih", "Cokelat")]
    assert ("emergency", "invented.a") in found(
        with_scenes(Scene("a", then=ask(*six)), end(), service=Service.EMERGENCY)
    )


def test_a_script_without_a_way_to_a_person_is_found() -> None:
    deaf = replace(Subject(), targets={})
    assert "person" in {proof for proof, _where in found(deaf)}


def test_a_sentence_without_its_translation_is_found_unless_declared_to_fall_back() -> None:
    lacking = with_scenes(Scene("a", ("Selamat pagi semua.",)))
    assert found(lacking) == []
    assert ("catalogue", "invented") in found(replace(lacking, fall_back=Subject().fall_back))


def test_a_translation_with_other_blanks_is_found() -> None:
    broken: Mapping[str, Mapping[str, str]] = {"en": {**Subject().catalogues["en"], "Di {country}.": "In {place}."}}
    assert ("catalogue", "blanks") in found(replace(Subject(), catalogues=broken))


def test_a_word_that_r3_forbids_is_found_in_a_translation_too() -> None:
    say = Subject().say
    loose = replace(Subject(), say=lambda code, text: "The police" if code == "en" else say(code, text))
    assert ("before safe", "emergency.heard") in found(loose)


def test_r4_a_line_without_a_template_and_a_telling_template_are_found() -> None:
    assert ("template", "check_in") in found(replace(Subject(), outside={"check_in": "none"}))
    telling = replace(Subject(), templates={"halo_balas": "Petugas menunggu.", "halo_terima_kasih": "Halo."})
    assert ("template", "halo_balas") in found(telling)
    silent = replace(Subject(), templates={**Subject().templates, "halo_balas": "Halo, kapan sempat?"})
    assert ("template", "halo_balas") in found(silent)


def test_r30_a_text_that_changed_after_it_was_entered_is_found() -> None:
    register = {where: dict(entry) for where, entry in read_register().items()}
    register["emergency.heard"]["version"] = "000000000000"
    assert ("signature", "emergency.heard") in found(replace(Subject(), signatures=register))


def test_r30_a_signature_holds_only_for_the_words_that_were_signed() -> None:
    subject = Subject()
    where = "emergency.heard"
    signed = {**subject.signatures[where], "reviewer": "dr. Contoh", "profession": "doctor", "date": "2026-11-23"}
    vouched = replace(subject, signatures={**subject.signatures, where: signed})
    assert where in unsigned(BOOK, subject.signatures)
    assert where not in unsigned(BOOK, vouched.signatures)
    assert where in unsigned(BOOK, {where: {**signed, "profession": ""}})
    assert where not in unaccepted(BOOK, {}, "emergency")
    assert where in unaccepted(BOOK, {}, "emergency.gentle, listen")
    assert 'reviewer = "dr. Contoh"' in entries(vouched, "nobody")
    changed = replace(vouched, signatures={**vouched.signatures, where: {**signed, "version": "1"}})
    assert 'reviewer = "dr. Contoh"' not in entries(changed, "nobody")


def test_r30_check_lists_the_prepared_answers_and_templates_that_no_professional_has_signed(tmp_path: Path) -> None:
    shipped = command.unsigned_texts()
    assert shipped == unsigned_beside(Subject().beside, {})
    assert {"answers.first_word", "answers.event_safe_place", "templates.halo_balas"} <= set(shipped)
    entry = {"version": words_version(Subject().beside["answers.free"]), "reviewer": "dr. Contoh"}
    vouched = {"answers.free": entry | {"profession": "doctor", "date": "2026-11-23"}}
    assert "answers.free" not in unsigned_beside(Subject().beside, vouched)
    changed = {**Subject().beside, "answers.free": {"id": "Bantuan kami gratis."}}
    assert "answers.free" in unsigned_beside(changed, vouched)


def test_r30_where_the_desk_keeps_its_own_answers_check_lists_those_in_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    helpline = Helpline(url)
    helpline.roster()
    assert live_answers(url) == {}
    texts = json.dumps({"id": "Air sudah surut di [tempat]."})
    rows = [PreparedAnswer(key=key, title=key, texts=texts, active=key == "water") for key in ("water", "unused")]
    helpline.database.write_now(lambda db: db.add_all(rows))
    helpline.close()
    listed = command.unsigned_texts(url)
    assert [one for one in listed if one.startswith("answers.")] == ["answers.water"]
    assert "templates.halo_balas" in listed


def test_r30_a_prepared_answer_that_is_not_in_the_register_or_hard_to_read_is_found() -> None:
    long = "Kami akan menanyakan semua hal ini satu per satu kepada semua orang yang mungkin pernah melihatnya di sana."
    planted = found(replace(Subject(), answers={**Subject().answers, "long": {"id": long}}))
    assert ("signature", "answers.long") in planted
    assert ("words", "answers.long") in planted


def test_r30_the_version_is_that_of_the_words() -> None:
    assert version(Scene("a", ("Halo.",))) != version(Scene("a", ("Hai.",)))


def test_the_desks_of_a_roster_without_an_office_for_somebody_are_found() -> None:
    hole = Hole("no_office", "", ((Service.EMERGENCY, "SA", Urgency.CRITICAL),))
    assert desks.finding(hole, "here") == Finding("desks", "here", "rules", "no office receives emergency SA P0")


def test_every_kind_of_finding_has_a_planted_fault() -> None:
    root = Path(__file__).resolve().parents[2]
    kinds: set[str] = set()
    for file in (root / "bot" / "check").glob("*.py"):
        kinds |= set(re.findall(r'(?:subject\.finding|Finding)\(\s*"([a-z ]+)"', file.read_text("utf-8")))
    here = Path(__file__).read_text("utf-8")
    assert len(kinds) == 17
    assert {kind for kind in kinds if f'"{kind}"' not in here} == set()


def test_live_talks_on_a_scene_that_is_gone_are_found_unless_it_was_moved(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    helpline = Helpline(url)
    helpline.roster()
    helpline.hears("saya dipukul")
    helpline.close()
    gone = script(*(f for f in BOOK.flows.values() if f.name != "emergency"))
    assert live_talks(url, BOOK) == []
    assert live_talks(url, gone) == [
        Finding("live talk", "the database", "emergency.heard", "talks stand here, and no move is declared")
    ]
    moved = Script(gone.flows, {"emergency.heard": "welcome.menu"})
    assert live_talks(url, moved) == []


def test_a_database_without_tables_has_no_live_talks(tmp_path: Path) -> None:
    assert live_talks(f"sqlite:///{tmp_path / 'empty.db'}", BOOK) == []


def test_the_command_prints_json_and_tells_by_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert command.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert "emergency.heard" in told["unsigned"]


def test_a_finding_in_the_cache_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    kept = tmp_path / "check" / f"{proofs.fingerprint()}.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps([{"proof": "words", "file": "flows/a.py", "where": "a.b", "told": "too long"}]))
    assert command.main([]) == 1
    assert "flows/a.py: a.b: words: too long" in capsys.readouterr().out


def test_the_proofs_are_kept_until_something_changes(tmp_path: Path) -> None:
    assert proofs.proven(tmp_path) == []
    assert [file.stem for file in tmp_path.glob("*.json")] == [proofs.fingerprint()]


def test_a_target_that_is_missing_is_named_before_the_start() -> None:
    lost = flow("lost", Scene("a", then=Go("nowhere")))
    assert missing(script(lost)) == ["lost.a leads to nowhere"]
    assert missing(BOOK) == []


def test_two_scenes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        flow("twice", end(), end())


def test_a_quiet_scene_needs_no_words() -> None:
    assert found(with_scenes(Scene("a", writing=Writing.QUIET))) == []


def test_the_invented_flow_of_these_tests_is_sound() -> None:
    assert Command.PERSON in Subject().targets
    assert found(with_scenes(Scene("a", ("Halo.",), then=ask(A, B)), end())) == []

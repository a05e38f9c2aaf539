"""`kentongan read FLOW --lang id`: a conversation as a page to read aloud, and as a diagram."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.language.catalogue import translate
from flows import anywhere
from flows.book import BOOK
from flows.script import (
    PLACE_IS_RIGHT,
    RETURN,
    Ask,
    Flow,
    Go,
    Guess,
    HandOver,
    HoursSaid,
    Listen,
    Numbers,
    OnceSafe,
    OnChannel,
    Prove,
    Scene,
    Shown,
    State,
    Stay,
    Stop,
)
from flows.words import Writing

PAGES = Path(__file__).resolve().parents[1] / "docs" / "read-aloud"
MOST_LETTERS = 28
STATE, NUMBERS = "(sampai di mana pesan ini: masuk, dipanggil, dibaca, dijawab)", "(nomor darurat negara itu)"
Say = Callable[[str], str]


def main(argv: Sequence[str]) -> int:
    """Print one conversation, or write every page."""
    parser = argparse.ArgumentParser(prog="kentongan read", description=__doc__)
    parser.add_argument("flow", nargs="?", choices=sorted(BOOK.flows), help="which conversation")
    parser.add_argument("--lang", default="id", help="the language to read in")
    parser.add_argument("--diagram", action="store_true", help="only the diagram")
    parser.add_argument("--write", action="store_true", help="write every page into docs/read-aloud")
    asked = parser.parse_args(argv)
    if asked.write:
        write()
        return 0
    for flow in [BOOK.flows[asked.flow]] if asked.flow else BOOK.flows.values():
        sys.stdout.write(diagram(flow) if asked.diagram else page(flow, asked.lang))
    return 0


def write(folder: Path = PAGES) -> None:
    """Write the page of every conversation, and the list of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    listed = "\n".join(f"- [{flow.name}]({flow.name}.md)" for flow in BOOK.flows.values())
    head = "# Untuk dibaca keras\n\nDibuat oleh `kentongan read --write`; jangan disunting dengan tangan.\n\n"
    return {"README.md": f"{head}{listed}\n"} | {f"{flow.name}.md": page(flow, "id") for flow in BOOK.flows.values()}


def page(flow: Flow, language: str) -> str:
    """A conversation as Markdown, scene after scene in the order in which it is written."""

    def say(text: str) -> str:
        return translate(language, text)

    parts = [f"# {flow.name}", "", "```mermaid", diagram(flow).rstrip(), "```", ""]
    for scene in flow.scenes.values():
        parts += [f"## {scene.name}", "", *spoken(scene, say), ""]
    return "\n".join(parts)


def spoken(scene: Scene, say: Say) -> Iterator[str]:
    """What is said in a scene, and what may be answered."""
    if scene.opens:
        yield f"*Membuka tiket {scene.opens.service}, {scene.opens.urgency.priority}.*"
        yield ""
    for line in scene.lines:
        match line:
            case State():
                yield f"> {STATE}"
            case Numbers():
                yield f"> {NUMBERS}"
            case OnChannel(channels, text):
                yield f"> *({', '.join(channels)})* {say(text)}"
            case OnceSafe(text):
                yield f"> *(kalau aman menulis)* {say(text)}"
            case HoursSaid():
                yield "> *(jam aman, seperti yang dimengerti)*"
            case Shown(what):
                yield f"> *({'yang kami simpan' if what == 'copy' else 'sampai mana'})*"
            case str():
                yield f"> {say(line)}"
        yield ">"
    yield from asked(scene, say)


def asked(scene: Scene, say: Say) -> Iterator[str]:
    """The one thing that a scene does."""
    match scene.then:
        case Ask(question=question, answers=answers, other=other):
            yield f"> **{say(question)}**"
            yield ""
            for place, answer in enumerate(answers, start=1):
                yield f"{place}. {say(answer.label)} → {answer.then}{note(answer.writing)}"
            if other:
                yield f"\nKata sendiri → {other}"
        case Prove(question=question, then=then, otherwise=otherwise, skip=skip):
            yield f"> **{say(question)}**"
            yield ""
            yield f"Terbukti → {then}. Selain itu → {otherwise} (boleh “{say(skip)}”)"
        case Listen(question=question, then=then, skip=skip, named=named, ship=ship):
            yield f"> **{say(question)}**"
            if named:
                yield f"> (tempatnya sudah disebut: **{say(named)}** “{say(PLACE_IS_RIGHT)}”)"
            if ship:
                yield f"> (di kapal: **{say(ship)}**)"
            yield ""
            yield f"Jawaban apa saja → {then}" + (f" (boleh “{say(skip)}”)" if skip else "")
        case Guess(question=question, then=then, unknown=unknown, refused=refused, beside=beside):
            yield f"> **{say(question)}**"
            yield ""
            yield from (f"- {say(answer.label)}, di samping yang terdengar" for answer in beside)
            yield ""
            yield f"Yang dibenarkan → {then}, atau ke percakapannya sendiri. Tidak ada yang benar → {refused}"
            yield ""
            yield f"Belum ada yang terdengar: tidak ditanya → {unknown}"
        case Stay(lines=lines):
            yield "Menemani: tiap pesan dibalas satu kalimat berikutnya, paling banyak satu dalam satu menit."
            yield ""
            yield from (f"> {say(line)}\n>" for line in lines)
        case Go(then=then):
            yield f"Lalu → {then}"
        case HandOver(then=then):
            yield f"Meminta petugas, lalu → {then}"
        case Stop():
            yield "Selesai; apa yang ditulis sesudah ini disimpan." if scene.lines else "Diam."


def note(writing: Writing | None) -> str:
    """What an answer says of writing on."""
    return {Writing.SAFE: " (aman menulis)", Writing.QUIET: " (diam)", Writing.LATER: " (nanti)"}.get(
        writing or Writing.UNKNOWN, ""
    )


def diagram(flow: Flow) -> str:
    """A conversation as a Mermaid flowchart."""
    lines = ["flowchart TD"]
    for scene in flow.scenes.values():
        # A prefix, because "end" means something to Mermaid.
        lines.append(f'    s_{scene.name}["{scene.name}"]')
        lines += [f'    s_{scene.name} -->|"{label}"| {node(then)}' for label, then in arrows(scene)]
    return "\n".join(lines) + "\n"


def arrows(scene: Scene) -> Iterator[tuple[str, str]]:
    """Where a scene leads, with what leads there."""
    match scene.then:
        case Ask(answers=answers, other=other):
            yield from ((short(answer.label), answer.then) for answer in answers)
            yield from (("kata sendiri", then) for then in (other,) if then)
        case Prove(then=then, otherwise=otherwise):
            yield from (("terbukti", then), ("selain itu", otherwise))
        case Listen(then=then):
            yield "jawaban", then
        case Guess(then=then, unknown=unknown, refused=refused, paths=paths):
            yield from (("benar", then), ("bukan itu", refused), ("belum terdengar", unknown))
            yield from ((short(anywhere.GUESSES[kind]), then) for kind, then in paths.items())
        case Go(then=then) | HandOver(then=then):
            yield "lalu", then
        case _:
            return


def short(label: str) -> str:
    """A label that fits beside an arrow."""
    plain = label.replace("|", " ").replace('"', "")
    return plain if len(plain) <= MOST_LETTERS else plain[: MOST_LETTERS - 1] + "…"


def node(then: str) -> str:
    """The node of a target: a scene of this conversation, or a rounded one of another."""
    if then == RETURN:
        return "back([kembali])"
    return f"{then.replace('.', '_')}([{then}])" if "." in then else f"s_{then}"

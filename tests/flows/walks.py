"""Walks that together give every answer of a conversation at least once, made from the conversation itself."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from flows.book import BOOK
from flows.script import RETURN, Ask, Flow, Go, Guess, HandOver, Listen, Prove, Scene, Stay
from flows.structure import full
from flows.words import Writing

BEGIN_ANEW = "{later 13 hours}"
SOMEBODY_ELSE = "{another person}"
"""A profile that stands is guarded: each walk through it is another person's first one."""
SOME_WORDS = "Siti, Cirebon"
FITTING = {"phrase": "kunci biru", "forced": "kunci merah", "old_phrase": "kunci lama", "hours": "jam 18 sampai 22"}
"""Words for questions that do not take any."""
WAYS_IN = {
    "welcome": "halo",
    "emergency": "{sign violence} dia memukul saya",
    "other": "{forwarded} anak saya dipukul majikan",
    "other_assault": "adik saya diperkosa majikannya",
    "assault": "{sign sexual_violence} dia memaksa saya",
    "pregnant": "{sign pregnancy} saya hamil",
    "child": "saya masih anak",
    "captive": "{sign ransom} diminta tebusan",
    "moved": "{sign about_to_be_moved} besok dibawa agen",
    "arrest": "{sign arrest} saya ditangkap",
    "death": "{sign death} ibu meninggal",
    "disaster": "{sign disaster} gempa besar",
    "arrest_other": "suami saya ditangkap polisi",
    "taken": "saya sudah minum racun",
    "taken_other": "teman saya minum racun",
    "complaint": "masalah kerja",
    "family": "keluarga",
    "seek": "saya mencari",
    "safe": "saya selamat",
    "news": "kabar keluarga",
    "listen": "ingin bicara",
    "info": "tanya info",
    "mydata": "data saya",
    "again": "saya pernah menulis",
    "profile": "profil aman",
    "plan": "rencana aman",
    "person": "petugas",
    "about_us": "keluhan",
}
"""How somebody comes to the start of each conversation."""
ASIDES = {
    "consent": (
        "consent.woman",
        ("{sign sexual_violence} dia memaksa saya", "bisa", "[Lewati]", "[Lewati]", "[Lewati]", "Riyadh"),
    ),
    "detour_language": ("detour.language", ("halo", "bahasa")),
    "emergency_gentle": ("emergency.gentle", ("{pin 24.71,46.67}",)),
    "emergency_voice": ("emergency.voice", ("{voice}",)),
    # The short ways into a path of its own, out of an emergency that is being told.
    "arrest_late": ("arrest.late", ("tolong", "{sign arrest} saya ditangkap")),
    "assault_late": ("assault.late", ("tolong", "{sign sexual_violence} dia memaksa saya")),
    "captive_late": ("captive.late", ("tolong", "{sign ransom} diminta tebusan")),
    "child_late": ("child.late", ("tolong", "{sign child} umur saya 15")),
    "death_late": ("death.late", ("tolong", "{sign death} ibu meninggal")),
    "disaster_late": ("disaster.late_where", ("tolong", "{sign disaster} gempa besar")),
    "moved_late": ("moved.late", ("tolong", "{sign about_to_be_moved} besok dibawa agen")),
    "pregnant_late": ("pregnant.late", ("tolong", "{sign pregnancy} saya hamil")),
    "taken_other_late": ("taken_other.near", ("saya sudah minum racun", "Hong Kong", "[Ini orang lain]")),
    "other_assault_late": (
        "other_assault.late",
        ("{forwarded} anak saya dipukul majikan", "anak saya diperkosa majikannya"),
    ),
    "emergency_hurt": ("emergency.hurt", ("tolong", "bisa", "Riyadh", "saya bingung")),
    "emergency_shown_back": ("emergency.shown_back", ("tolong", "bisa", "Riyadh", "{sign violence} dia memukul")),
    "listen_gentle": ("listen.gentle", ("sy ga kuat",)),
    "listen_wondering": ("listen.wondering", ("rasanya ingin mati",)),
    "menu": ("welcome.menu", ("menu",)),
    "other_gentle": ("other.gentle", ("tetangga saya dikunci",)),
    "other_another": ("other.another", ("orang lain",)),
    "complaint_another": (
        "complaint.another",
        ("masalah kerja", "kakak saya juga belum digaji", "[Orang lain]"),
    ),
}
"""Scenes that stand beside the start of their conversation, and how somebody comes there."""
EVERY = sorted({*WAYS_IN, *ASIDES})


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to say in a scene, and where it leads; `keeps` is the field of a question asked once a talk."""

    here: str
    said: str
    then: str
    keeps: str = ""


def ways(flow: Flow, scene: Scene) -> Iterator[Way]:
    """Everything that a walk may say in a scene."""
    here = f"{flow.name}.{scene.name}"
    match scene.then:
        case Ask(answers=answers, other=other):
            once = scene.then.field if scene.then.once else ""
            for number, answer in enumerate(answers, start=1):
                yield Way(here, f"[{answer.label}]", onward(answer.then, flow), once)
                if answer.writing is Writing.QUIET:
                    # The label is obeyed wherever it is read; the number is an answer of this question.
                    yield Way(here, str(number), onward(answer.then, flow))
            if other:
                yield Way(here, SOME_WORDS, onward(other, flow), once)
        case Prove(then=then, skip=skip):
            yield Way(here, f"[{skip}]", onward(then, flow))
        case Listen(then=then, skip=skip, profiles=profiles, wants=wants):
            once = scene.then.field if scene.then.once else ""
            yield Way(here, FITTING.get(profiles) or FITTING.get(wants) or SOME_WORDS, onward(then, flow), once)
            if skip:
                yield Way(here, f"[{skip}]", onward(then, flow), once)
        case Guess(then=then, refused=refused, none_of_these=none):
            yield Way(here, "1", onward(then, flow))
            yield Way(here, f"[{none}]", onward(refused, flow))
        case Stay():
            yield Way(here, "masih di sini", "")
        case _:
            return


def onward(target: str, flow: Flow) -> str:
    """The next scene in which the person is asked, or nothing where the walk leaves this conversation."""
    here = flow
    while target != RETURN:
        found = BOOK.flows[full(target, here).partition(".")[0]].scenes[full(target, here).partition(".")[2]]
        here = BOOK.flows[full(target, here).partition(".")[0]]
        # A first profile proves nothing, and in a country of one clock nobody is asked for theirs.
        passed = isinstance(found.then, Prove) and found.then.first
        passed = passed or (isinstance(found.then, Listen) and found.then.wants == "clock")
        if not (isinstance(found.then, Go | HandOver) or passed):
            return f"{here.name}.{found.name}" if here.name == flow.name else ""
        target = found.then.then  # type: ignore[union-attr]
    return ""


def start_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Where a walk begins, and what brings somebody there."""
    if name in ASIDES:
        return ASIDES[name]
    flow = BOOK.flows[name]
    start = flow.scenes[flow.start]
    begins = onward(flow.start, flow) if isinstance(start.then, Go | HandOver) else f"{name}.{flow.start}"
    return begins, (WAYS_IN[name],)


def walks(name: str) -> list[str]:
    """Lines of a dialogue that give every answer of this conversation once, beginning anew as often as needed."""
    begin, comes = start_of(name)
    flow = BOOK.flows[begin.partition(".")[0]]
    every = {f"{flow.name}.{scene.name}": list(ways(flow, scene)) for scene in flow.scenes.values()}
    places = within(every, begin)
    if name in ASIDES and flow.name in WAYS_IN:
        # What the conversation's own walk shows is not shown again.
        places = places - within(every, start_of(flow.name)[0]) | {begin}
    left = {way for here in places for way in every[here]}
    lines: list[str] = []
    while left:
        anew = SOMEBODY_ELSE if name == "profile" else BEGIN_ANEW
        lines += [anew, *comes] if lines else comes
        here, kept = begin, set[str]()
        while here and (way := nearest(every, here, left)) and way.keeps not in kept:
            left.discard(way)
            lines.append(way.said)
            kept |= {way.keeps} - {""} if way.said != "[Lewati]" else set()
            if way.then.endswith(".quiet"):
                lines.append("boleh balas")
                break
            here = way.then
    return lines


def within(every: dict[str, list[Way]], begin: str) -> set[str]:
    """Every scene that can be reached inside the conversation."""
    seen, waiting = set(), [begin]
    while waiting:
        here = waiting.pop()
        if here and here not in seen:
            seen.add(here)
            waiting += [way.then for way in every[here]]
    return seen


def nearest(every: dict[str, list[Way]], here: str, left: set[Way]) -> Way | None:
    """What to say here so as to come soonest to something that was not said yet."""
    first: deque[tuple[Way, Way]] = deque((way, way) for way in every[here])
    seen = {here}
    while first:
        begun, way = first.popleft()
        if way in left:
            return begun
        if way.then and way.then not in seen:
            seen.add(way.then)
            first.extend((begun, onto) for onto in every[way.then])
    return None

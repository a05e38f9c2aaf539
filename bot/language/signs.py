"""Which danger the phrases of a text add up to: rules over notions, what is denied, past, seen on a screen."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from bot.language.phrases import BETWEEN, LONGEST, NEVER, URGENCIES, Found, is_kind
from bot.language.words import Word, table
from flows.words import Sign, Urgency

# How many words may stand between two notions of a rule: in a given order, or in any.
NEXT: Final = 3
NEAR: Final = 6
REACH: Final = {">>": 1, ">": NEXT, "&": NEAR}
# These are about danger even when they say "no" or "not": their denial is part of the phrase.
DENIABLE: Final = frozenset(
    "violence sexual_violence confinement threats about_to_be_moved arrest ransom thrown_out attack_now"
    " suicide scam_compound accident debt deception illness drowning fire".split()
)
# What good news takes back when nothing else is wrong.
TAKEN_BACK: Final = frozenset("papers_withheld wages_withheld missing_person illness hunger phone_watched debt".split())
# What "saya selamat dari kebakaran" says is over.
SURVIVED: Final = frozenset({"fire", "disaster", "drowning", "accident"})
# What makes a sign milder.
TEMPERING: Final = frozenset("safe_now safe_well past media laugh like almost little hearsay".split())
# What was heard say by somebody who has not left yet.
HEARSAY: Final = frozenset({"hearsay", "notgone"})
HERS: Final = frozenset({"me", "help", "hitme"})
DENIES: Final = frozenset({"neg", "dont", "notyet"})
# "paspor ditahan" is about papers: nobody is held or caught by these words.
OWNS_ITS_WORDS: Final = frozenset({"papers_withheld", "phone_watched", "wages_withheld", "phone_taken_soon"})
LENT: Final = frozenset({"arrest", "confinement", "debt"})
ALWAYS_GRAVE: Final = frozenset({"sexual_violence"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Notions that together are a sign: `marks[i]` says how notion i+1 stands to notion i.

    ">>" follows at once, ">" follows closely, "&" stands near, before or after. `unless` names notions ("!help")
    any of which, anywhere in the text, keeps the rule from holding.
    """

    kind: str
    urgency: Urgency
    doubtful: bool
    notions: tuple[str, ...]
    marks: tuple[str, ...]
    second: str
    denies: bool
    unless: frozenset[str]


class Seen(NamedTuple):
    """A sign, where its words stand, and the places before which a "no" would deny it."""

    sign: Sign
    start: int
    end: int
    heads: tuple[int, ...] = ()


@cache
def rules() -> dict[str, list[Rule]]:
    """The rules of the data file by their first notion."""
    by_first: dict[str, list[Rule]] = {}
    for kind, urgency, doubt, pattern, *_ in table("rules.tsv"):
        pieces = [piece for piece in pattern.split() if piece[0] != "!"]
        rule = Rule(
            kind,
            URGENCIES[urgency],
            doubt == "ask",
            tuple(pieces[::2]),
            tuple(pieces[1::2]),
            pieces[2] if len(pieces) > 1 else "",
            not DENIES.isdisjoint(pieces[::2]),
            frozenset(piece[1:] for piece in pattern.split() if piece[0] == "!"),
        )
        by_first.setdefault(rule.notions[0], []).append(rule)
    return by_first


@cache
def _seconds() -> dict[str, frozenset[str]]:
    """For each first notion of rules, the notions of which one must be there; itself where it is a rule alone."""
    return {first: frozenset([rule.second or first for rule in each]) for first, each in rules().items()}


def signs(words: list[Word], found: list[Found]) -> tuple[list[Sign], bool]:
    """The signs of danger in these words, the gravest first, one for each kind; and whether one was denied."""
    places: dict[str, list[tuple[int, int]]] = {}
    for meaning, start, end in found:
        places.setdefault(meaning.means, []).append((start, end))
    ruled = _ruled(words, places)
    harmless = [each for each in ruled if each.sign.kind == "harmless"]
    seen = [*_direct(words, found), *(each for each in ruled if each.sign.kind != "harmless")]
    if not seen:
        return [], bool(harmless)
    # "AC-nya mati" is no death, unless the engine died at sea.
    if harmless and "sea" not in places:
        seen = [each for each in seen if not any(safe.start < each.end and each.start < safe.end for safe in harmless)]
    stands = [each for each in seen if not (_denied(words, places, each) or _unsought(places, each))]
    owned = [each for each in stands if each.sign.kind in OWNS_ITS_WORDS]
    kept = [each for each in stands if not _lent(each, owned)] if owned else stands
    return weighed(_tempered(kept, places)), len(stands) < len(seen) or bool(harmless)


def _direct(words: list[Word], found: Iterable[Found]) -> Iterable[Seen]:
    for meaning, start, end in found:
        if is_kind(meaning.means):
            sign = Sign(meaning.means, meaning.urgency, _shown(words, start, end))
            yield Seen(sign, start, end, (start,))


def _ruled(words: list[Word], places: dict[str, list[tuple[int, int]]]) -> list[Seen]:
    known, seconds = rules(), _seconds()
    seen: list[Seen] = []
    for notion, spots in places.items():
        if notion not in known or seconds[notion].isdisjoint(places):
            continue
        for rule in known[notion]:
            if (rule.second and rule.second not in places) or not rule.unless.isdisjoint(places):
                continue
            for spot in spots:
                if reach := _reach(rule, 1, (spot,), places) if rule.second else (spot,):
                    seen.append(_held(words, rule, reach))
                    break
    return seen


def _held(words: list[Word], rule: Rule, reach: tuple[tuple[int, int], ...]) -> Seen:
    """The sign of a rule that holds at these places."""
    start, end = min(reach)[0], max([spot[1] for spot in reach])
    sign = Sign(rule.kind, rule.urgency, _shown(words, start, end), rule.doubtful)
    return Seen(sign, start, end, () if rule.denies else tuple([spot[0] for spot in reach]))


def _reach(
    rule: Rule, at: int, held: tuple[tuple[int, int], ...], places: dict[str, list[tuple[int, int]]]
) -> tuple[tuple[int, int], ...] | None:
    """Where the rule's notions stand, if it holds: each near enough to the one before."""
    if at == len(rule.notions):
        return held
    last = held[-1]
    mark = rule.marks[at - 1]
    reach = REACH[mark]
    spots = places.get(rule.notions[at], ())
    # Spots stand in order: only those near enough are looked at, so that no text makes this slow.
    begin = bisect_left(spots, (last[0] - reach - LONGEST if mark == "&" else last[1],))
    for spot in islice(spots, begin, None):
        gap = spot[0] - last[1]
        if gap > reach:
            break
        near = gap >= 0 or (mark == "&" and 0 <= last[0] - spot[1] <= reach)
        if near and (whole := _reach(rule, at + 1, (*held, spot), places)) is not None:
            return whole
    return None


def _lent(seen: Seen, owned: list[Seen]) -> bool:
    return seen.sign.kind in LENT and any(own.start <= seen.start and seen.end <= own.end for own in owned)


def _shown(words: list[Word], start: int, end: int) -> str:
    if end - start == 1:
        return words[start].written[:120]
    shown: list[str] = []
    for word in words[start:end]:
        if not shown or shown[-1] != word.written:
            shown.append(word.written)
    return " ".join(shown)[:120]


def _denied(words: list[Word], places: dict[str, list[tuple[int, int]]], seen: Seen) -> bool:
    """Does a "no" stand right before it ("tidak dipukul", "tidak pernah dikasari"), in the same clause?"""
    if "neg" not in places or seen.sign.kind not in DENIABLE:
        return False
    return any(_denies(words, *no, head) for no in places.get("neg", ()) for head in seen.heads)


def _unsought(places: dict[str, list[tuple[int, int]]], seen: Seen) -> bool:
    """ "Jangan cari saya" looks for nobody."""
    return seen.sign.kind == "missing_person" and any(0 <= seen.start - end <= 1 for _, end in places.get("dont", ()))


def _denies(words: list[Word], start: int, end: int, head: int) -> bool:
    """Does the "no" from `start` to `end` reach the word at `head`?"""
    between = words[end:head]
    if end > head or len(between) > NEXT + 1 or any(word.breaks for word in words[end : head + 1]):
        return False
    never = any(word.known in NEVER for word in words[start:end])
    return never or all(word.known in BETWEEN for word in between)


def _tempered(seen: list[Seen], places: dict[str, list[tuple[int, int]]]) -> list[Sign]:
    """Good news takes back; what is long past, seen on a screen, said in fun or as a likeness is asked about."""
    if places.keys().isdisjoint(TEMPERING):
        return [each.sign for each in seen]
    return [_milder(each, places) for each in seen if not ("safe_now" in places and each.sign.kind in TAKEN_BACK)]


def _milder(seen: Seen, places: dict[str, list[tuple[int, int]]]) -> Sign:
    """One sign as what stands beside it lets it be."""
    sign = seen.sign
    if sign.urgency <= Urgency.NORMAL:
        return sign
    if sign.kind in ALWAYS_GRAVE:
        # What somebody read in the news, where nobody speaks of herself or asks for help, is asked about.
        told = "media" in places and places.keys().isdisjoint(HERS)
        return Sign(sign.kind, Urgency.HIGH, sign.words, doubtful=True) if told else sign
    elsewhere = ("media" in places or places.keys() >= HEARSAY) and "help" not in places
    safe, survived = "safe_now" in places, "safe_well" in places
    over = ("past" in places and (safe or survived)) or ((safe or survived) and sign.kind in SURVIVED)
    if elsewhere or over or _nearly(seen, places):
        return Sign(sign.kind, Urgency.NORMAL, sign.words, doubtful=True)
    if "laugh" in places:
        least = Urgency.HIGH if "help" in places and sign.urgency == Urgency.CRITICAL else Urgency.NORMAL
        return Sign(sign.kind, least, sign.words, doubtful=True)
    likened = any(0 <= seen.start - end <= 1 for _, end in places.get("like", ()))
    if (likened or "past" in places) and sign.urgency == Urgency.CRITICAL:
        return Sign(sign.kind, Urgency.HIGH, sign.words, doubtful=True)
    return sign


def _nearly(seen: Seen, places: dict[str, list[tuple[int, int]]]) -> bool:
    """ "Hampir jatuh", "kebakar dikit": it did not happen, or hardly."""
    if seen.sign.kind not in SURVIVED:
        return False
    nearly = any(0 <= seen.start - end <= 1 for _, end in places.get("almost", ()))
    return nearly or any(0 <= start - seen.end <= 1 for start, _ in places.get("little", ()))


def weighed(signs: list[Sign]) -> list[Sign]:
    """One sign a kind, the gravest and surest; two farewells together leave no doubt."""
    if len(signs) < 2:
        return signs
    best: dict[str, Sign] = {}
    for sign in signs:
        other = best.get(sign.kind)
        if other is None or (sign.urgency, not sign.doubtful, len(sign.words)) > (
            other.urgency,
            not other.doubtful,
            len(other.words),
        ):
            best[sign.kind] = sign
    return sorted(best.values(), key=lambda sign: (-sign.urgency, sign.doubtful))

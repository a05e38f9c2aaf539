""" "Do not reply" anywhere in a text (SAFETY R5): a refusal that reaches an answer, or what sounds like one."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.language.clauses import Apart, pieces
from bot.language.judge import Hunch, hunch, looked, odds, shape
from bot.language.model import weights
from bot.language.phrases import Found
from bot.language.words import Word
from flows.words import Command, Sign, Urgency

# "jangan lupa balas", "jangan sampai nggak dibalas" want an answer: these words between "do not" and "reply".
WANTS: Final = frozenset(
    "lupa lama cuma ragu sungkan malu kelamaan telat forget hesitate only suwe lali tidak gak ga nggak ora not hilap"
    " lambat telambat lambek talambek poho late segan takut tunggu nunggu nungguin tungguin menunggu ngenteni enteni"
    " ngentosi ngadagoan antosan ngantosan nunggoni harap ngarep expect wait antiang nganti nanti ajan preh".split()
)
BETWEEN: Final = 2
REFUSES: Final = frozenset({"dont", "neg"})
NEED: Final = frozenset(
    "usah perlu payah kudu parlo parellu need kedah usa osa peureulee peurele perle paralu parlu sah yah".split()
)
# An answer in any of its forms: "mubalasa", "manjawab", "jaweueb", "dipunwangsuli".
ANSWERS: Final = re.compile(
    r"bal[ae]s|bal[ei]h|balaih|wales|baliw|jaw[ae]+[bu]|jawek|[nc]y?awis|waler|walon|wangsul[ia]|timbal|sahut|respon|repl[iy]|t[ea]l[ei]?po?n|tilpun"
)
# "Bibi bilang jangan telepon lagi" is what somebody else said; "saya bilang" is not.
SAID: Final = frozenset(
    "bilang katanya kata jarene jare ngomong cenah ceuk saurna kato makkeda ngorahang orahina caqna ca'na jipeugah"
    " kecek uja ujar cakap said says told bilangnya pesan badaq bebadaq".split()
)
# "She don't answer" tells; nobody is asked.
THIRD: Final = frozenset("she he they it who nobody nya dia ia orang wong".split())
DONTS: Final = frozenset(
    "jangan jgn jng jangn ojo aja ulah tong entong dendeq dendaq endaq ndaq jaq ja je jha de da eda sampunang jan bek"
    " ajja ajak jang usah payah sah dont don't stop no not ampun".split()
)
HERSELF: Final = frozenset("saya sy aku ku gue kami i abdi kula ambo".split())
# What tells that it is over, and what may be locked away while nobody is locked in.
OVER: Final = frozenset({"past", "safe_now", "safe_well"})
LOCKED_AWAY: Final = re.compile(
    r"\b(hp|hape|telepon|telefon|ponsel|phone|fon|pa[st]{1,2}por\w*|passport|ktp|dokumen|surat|lemari|laci)\b"
    # "Paspor saya dikunci": it, and not she.
    r"( (is|are|was|saya|sy|aku|ku|kami|kita|my|our|udah|sudah|juga|semua|ini|itu|nya)){0,3}"
    r"( \w*(kunci|gembok|tutup|lock)\w*)?"
)
QUIET: Final = str(Command.DO_NOT_REPLY)
# Chosen on our own messages kept apart: first the whole text must sound so, then a few words of it.
SOUNDS_AT: Final = 0.75
SAYS_AT: Final = 0.6
# Where the whole is this sure, less of a few words is enough; where an answer is refused, even less of the whole.
SURELY_AT, HINTS_AT, AGREES_AT = 0.85, 0.45, 0.5
# So sure must the second ear be that who wants no messages only says that it is enough.
ENOUGH_AT: Final = 0.8
# "Jangan sampai nggak dibalas" waits for an answer.
WAITS: Final = re.compile(
    r"\b(jangan|jgn|jng|ojo|aja|ulah|dont)( \w+)?"
    r" (lupa|lama|telat|ragu|sungkan|nggak|ngga|gak|ga|tidak|tdk|ora|teu|lali)\b"
)
# "Cukup, jangan kirim pesan lagi" wants no more of us; nobody has said that the phone is read.
SENDS: Final = re.compile(r"(k|ng)[ei]r[ie]m|hantar|(k|ng)intun|\bsend|texting|messag")
# "Jangan tulis apa-apa ke sini": what a message is called while it is made.
WRITES: Final = re.compile(r"[tn]ulis|n[uo]les|ketik|\bwrit|hubung|kontak|contact|kabar|seraten|serat$")
ENOUGH: Final = frozenset(
    "lagi maneh meneh maning malih deui pole malik endah buin lom le paimeng lai liak juo more anymore again dah"
    " cukup cukuik cekap cokop seb genne ganna stop berhenti mandheg mandeg eureun ambu suud piyoh paja pajani"
    " ampih barenti berenti enough unsubscribe".split()
)
# Whoever names one of these has a reason to be silent, or tells more than that it is enough.
REASONS: Final = frozenset(
    "phone_watched phone_taken_soon phone_borrowed phone found_out exposed boss boss_near fear hide help threaten"
    " held chased".split()
)
# "Cukup dibaca, bos ngecek hp": silence is asked for where somebody watches; "saya diam saja" is what she does.
WATCHED: Final = frozenset({"phone_watched", "phone_borrowed", "boss_near", "found_out", "exposed"})
REFUSALS: Final = frozenset({"dont", "hush"})
DEVICES: Final = frozenset({"phone", "device"})
HERS: Final = frozenset(
    "saya sy aku ku gue kami kita dia disuruh suruh nyuruh dipaksa kon dikon dititah i me us told tells said must"
    " he she abdi kula inyong beta ambo ulun tiang lon harus".split()
)
# "Ini hp adik", "nombor kawan": whose telephone it is, where it is not hers.
BORROWED: Final = re.compile(
    r"\b(hp|hape|hap[ei]'?na|hpn[ae]|nomor|nomer|nomoro'?na|nombor|no|phone|fon|telefon|ponsel|talipun|number|nomern)\b"
    r"( (ini|ni|iki|nya|punya|milik|na|is|of|my|a|nyilih|pinjam|niki|nyoe|ne))*"
    r" (adik|adek|adhi\w*|kak\w*|teman\w*|tamang|kawan\w*|kanca\w*|koncoku"
    r"|tetangga|tangga\w*|ipar|suami|istri|anak|warung|orang|wong"
    r"|batur|rerencangan|rencang|semeton|sanak|sodara|saudara|sedulur\w*|sepupu|bibi|guru|amak|ibu|bapak|laki|lanceuk|budak|mandor|warden|bali"
    r"|gob|rakan|adoe|timpal|reng|oreng|ale|urang|friends?|sisters?|brothers?|neighbou?rs?|kongsi|pinjam\w*|pinjem\w*|numpang"
    r"|borrowed|shared|rame2|tau|ading|kaka)\b"
)
SENT_THINGS: Final = frozenset(
    "uang duit dhuwit artos pesse kepeng piti peng doi pitih dana pulsa foto barang paket gaji money cash anak"
    " orang tki pulang".split()
)
LONGEST_STOP: Final = 10
# "Saya diam saja", "disuruh diam": who was silent, or silenced, asks for no silence.
SILENCED: Final = re.compile(
    r"\b(saya|sy|aku|i|kami|abdi|kula|beta|ambo|ulun|disuruh|suruh|nyuruh|dipaksa|dikon|dititah|told me to|must)"
    r"( cuma| hanya| harus| bisa)? (diam|diem|senyap|meneng|mendel|cicing|jempe|silent|quiet|stay silent)\b"
    # "Suaminya diem aja" is what somebody else did.
    r"|\b(\w{3,}nya|\w{3,}ne|dia|ia|mereka|majikan|bos|boss|tuan|nyonya|madam|baba|suami|istri|laki|anak|polisi|agen|semua"
    r"|orang|he|she|they|husband|wife|police)"
    r"( cuma| hanya| malah| pada| tetap| just| stayed| stays| only| mung| namung| ya| tapi)*"
    r" (diam|diem|senyap|meneng|mendel|cicing|jempe|silent|quiet|siep|badiam)\b"
)
# "Taitai bilang jangan telepon 999": somebody else forbids.
FORBIDDEN: Final = re.compile(
    r"\b(?!saya|aku)\w+ (bilang|kata|katanya|ngomong|larang|melarang|says|said|told me|tells me|kandha|ceuk|jare|cakap)"
    r"( ke saya| sama saya| kalau)? (jangan|jgn|jng|ojo|aja|ulah|tong|not to|do not|dont|don't)\b"
    r"|\b(she|he|they|it) (dont|don't|doesn't)\b"
)
# "Jangan tinggalkan saya tanpa jawaban" waits for one.
UNANSWERED: Final = re.compile(r"\b(tanpa|tanpo|tampa|without) (an |a |any )?(jawab|balas|repl|answ|respon|wangsul)")
# "Tidak ada yang baca HP saya": nobody watches.
UNWATCHED: Final = re.compile(
    r"\b(tidak|tdk|tak|gak|ga|ngga|nggak|ora|mboten|teu|no|not) (ada|aya|ono|wonten|body|one) (yang |yg |sing |nu )?\w*"
    r"(baca|lihat|liat|periksa|cek|pegang|intip|read|check|watch)"
)
NOT_TO_US: Final = (WAITS, SILENCED, FORBIDDEN, UNANSWERED, UNWATCHED)
# From what likelihood on a text is heard clause by clause for it, and from which on the look at all of it is believed.
QUIET_HINTS: Final = 0.02
HINTS: Final = frozenset({"dont", "reply", "hush", "reads", "phone_watched", "phone_borrowed", "boss_near"})
QUIET_AT: Final = 0.5
# So sure must a piece of it be by itself where no answer is spoken of; and where no word refuses, in so many words.
# A longer text that speaks of answers is left to the look.
SURELY_QUIET, SURELY_ALONE = 0.6, 0.93
A_SENTENCE, LONGEST_ANSWER = 5, 8


def refused(words: list[Word], found: list[Found], means: frozenset[str]) -> bool:
    """Is "do not reply" said in so many words?"""
    if "silence" in means and any(each.meaning.means == "silence" and _to_us(words, each) for each in found):
        return True
    if "hush" in means and _watched(means) and any(_asks_hush(words, each) for each in found):
        return True
    if means.isdisjoint(REFUSES):
        return False
    replies = {each.start for each in found if each.meaning.means == "reply" and _of_messages(words, each)}
    replies.update(at for at, word in enumerate(words) if _is_answer(word.known))
    return bool(replies) and any(_refuses(words, each, replies) for each in found)


def stops(words: list[Word], means: frozenset[str]) -> bool:
    """Is no more to be sent because it is enough, rather than because somebody reads the phone?"""
    if len(words) > LONGEST_STOP or not means.isdisjoint(REASONS):
        return False
    said = [word.known for word in words]
    if BORROWED.search(" ".join([word.written for word in words])):
        return False
    sends = any(SENDS.search(word) for word in said)
    return sends and not ENOUGH.isdisjoint(said) and not any(_is_answer(word) for word in said)


@lru_cache(maxsize=20_000)
def _is_answer(word: str) -> bool:
    return ANSWERS.search(word) is not None


def _refuses(words: list[Word], dont: Found, replies: set[int]) -> bool:
    """Does this "do not", or "no need to", reach an answer?"""
    if dont.meaning.means not in REFUSES:
        return False
    needless = dont.meaning.means == "neg" and words[dont.end : dont.end + 1] and words[dont.end].known in NEED
    if (dont.meaning.means == "neg" and not needless) or _told(words, dont.start):
        return False
    reach = dont.end + (1 if needless else 0)
    near = [reply for reply in replies if 0 <= reply - reach <= BETWEEN]
    return any(WANTS.isdisjoint([word.known for word in words[reach:reply]]) for reply in near)


def _to_us(words: list[Word], said: Found) -> bool:
    """Is it said to us, and of messages: not what somebody else said, nor "jangan kirim uang"?"""
    return not _told(words, said.start) and _of_messages(words, said)


def _of_messages(words: list[Word], said: Found) -> bool:
    after = words[said.end : said.end + 1]
    return not after or after[0].known not in SENT_THINGS


def _asks_hush(words: list[Word], found: Found) -> bool:
    """Is it asked of us, rather than told of somebody?"""
    before = [word.written for word in words[max(0, found.start - 2) : found.start]]
    return found.meaning.means == "hush" and HERS.isdisjoint(before)


def _told(words: list[Word], start: int) -> bool:
    """Is it what somebody else said?"""
    before = [word.written for word in words[max(0, start - 3) : start]]
    if before and before[-1] in THIRD:
        return True
    return any(word in SAID and HERSELF.isdisjoint(before[:at]) for at, word in enumerate(before))


def sounds(text: str, guess: Hunch, words: list[Word], means: frozenset[str]) -> bool:
    """Does the whole sound like "do not reply", and is there something else that says so?

    That is a few words of it by themselves, somebody who watches the telephone, or an answer that is refused.
    """
    if guess.wish != QUIET or guess.wished < AGREES_AT or any(not_us.search(text) for not_us in NOT_TO_US):
        return False
    if _forbids(words):
        return True
    if _refusing(words, means) and (_watched(means) or BORROWED.search(text)):
        return True
    if guess.wished < SOUNDS_AT:
        return False
    if guess.wished >= SURELY_AT and _speaks_of_answers(words, means):
        return True
    if len(words) <= LONGEST_ANSWER and not _refusing(words, means):
        return False
    return any(_says(piece) >= (HINTS_AT if guess.wished >= SURELY_AT else SAYS_AT) for piece in pieces(text))


def hints_at(guess: Hunch, means: frozenset[str]) -> bool:
    """Is it worth hearing clause by clause whether an answer is wanted?"""
    return guess.quiet >= QUIET_HINTS or not means.isdisjoint(HINTS)


def quiet_clues(text: str, guess: Hunch, words: list[Word], means: frozenset[str], part: Apart) -> list[float]:
    """All that tells whether an answer is wanted, as numbers."""
    donts = not means.isdisjoint(REFUSALS) or not DONTS.isdisjoint([word.written for word in words])
    answers = "reply" in means or any(_is_answer(word.known) for word in words)
    watched, borrowed = _watched(means), BORROWED.search(text) is not None
    return [
        odds(guess.quiet),
        odds(part.quiet),
        float(donts),
        float(answers),
        float(donts and answers),
        float(watched),
        float(borrowed),
        float(donts and (watched or borrowed)),
        float(_forbids(words)),
        float(any(not_us.search(text) for not_us in NOT_TO_US)),
        float("hush" in means),
        float("neg" in means),
        float(not means.isdisjoint(DEVICES)),
        odds(guess.asking) if guess.asks in (Command.STOP, Command.MAY_REPLY) else odds(0.0),
        min(len(words), 40) / 10,
    ]


def no_answer(text: str, guess: Hunch, words: list[Word], means: frozenset[str], part: Apart) -> bool:
    """Does everything together say that no answer is wanted, as strangers' messages taught?"""
    if any(not_us.search(text) for not_us in NOT_TO_US):
        return False
    answers = "reply" in means or any(_is_answer(word.known) for word in words)
    if not answers and not SENT_THINGS.isdisjoint([word.written for word in words]):
        # "Jangan kirim uang ke agen" is about money.
        return False
    if not _told_apart(text, words, means, part, answers):
        return False
    return looked("quiet_look", quiet_clues(text, guess, words, means, part)) >= QUIET_AT


def _told_apart(text: str, words: list[Word], means: frozenset[str], part: Apart, answers: bool) -> bool:
    """Is there more than a telephone, an answer or a "not now" that is named?

    "HP pinjam", "wa saja" and "nanti dulu" answer our own questions, of which strangers' first words taught the look
    nothing, and "tolong balas" wants an answer: a false silence shuts out whoever is in danger.
    """
    if _refusing(words, means):
        spoken = answers or any(SENDS.search(word.known) or WRITES.search(word.known) for word in words)
        seen = "hush" in means or _watched(means) or BORROWED.search(text) is not None
        return spoken or seen or part.quiet >= SURELY_QUIET
    if len(words) > LONGEST_ANSWER and answers:
        return True
    return len(words) >= A_SENTENCE and part.quiet >= SURELY_ALONE


def _refusing(words: list[Word], means: frozenset[str]) -> bool:
    """Does a word refuse? "Aja" refuses in Javanese before what it forbids; "telepon aja" is the Indonesian "only"."""
    said = {word.written for word in words}
    if "hush" in means or not DONTS.isdisjoint(said - {"aja"}) or ("dont" in means and "aja" not in said):
        return True
    after = [two.known for one, two in pairwise(words) if one.written == "aja"]
    return any(_is_answer(word) or SENDS.search(word) or WRITES.search(word) for word in after)


def _forbids(words: list[Word]) -> bool:
    """Does a "do not" reach an answer, a message or writing within three words, and want none ("jangan lupa balas")?"""
    said = [word.written for word in words]
    for start in [at for at, word in enumerate(said) if word in DONTS]:
        near = [word.known for word in words[start + 1 : start + 2 + BETWEEN]]
        ours = [at for at, word in enumerate(near) if _is_answer(word) or SENDS.search(word) or WRITES.search(word)]
        if ours and WANTS.isdisjoint(near) and SENT_THINGS.isdisjoint(near) and not _told(words, start):
            return True
    return False


def _watched(means: frozenset[str]) -> bool:
    """Does somebody watch, hold or read the telephone?"""
    return not means.isdisjoint(WATCHED) or ("reads" in means and not means.isdisjoint(DEVICES))


def _speaks_of_answers(words: list[Word], means: frozenset[str]) -> bool:
    """Is something refused, and are messages or answers spoken of?"""
    if not _refusing(words, means):
        return False
    return any(_is_answer(word.known) or SENDS.search(word.known) or WRITES.search(word.known) for word in words)


def enough(guess: Hunch, words: list[Word], means: frozenset[str]) -> bool:
    """Is no more wanted, where "do not" stands beside messages but no answer is refused and nobody watches?"""
    if guess.asks != Command.STOP or guess.asking < ENOUGH_AT or not means.isdisjoint(WATCHED):
        return False
    return not any(_is_answer(word.known) for word in words)


def _says(words: list[str]) -> float:
    """How much a few words sound like it by themselves."""
    said = " ".join(words)
    if any(not_us.search(said) for not_us in NOT_TO_US):
        return 0.0
    heard = hunch(weights().scores(words)[1], frozenset(shape(len(words), "")))
    return heard.wished if heard.wish == QUIET else 0.0


def held_in_silence(seen: list[Sign], means: frozenset[str], text: str) -> list[Sign]:
    """Whoever is locked in or hides, and must not be answered, is in danger now: the doubt cannot be asked about (R5).

    It only raises (SAFETY R31): what is over, or a passport or telephone that is locked away, stays as it is.
    """
    if not means.isdisjoint(OVER):
        return seen
    left = LOCKED_AWAY.sub(" ", text)
    return [
        replace(sign, urgency=Urgency.CRITICAL, doubtful=False) if held(sign, means, left) else sign for sign in seen
    ]


def held(sign: Sign, means: frozenset[str], left: str) -> bool:
    """Does this sign, in what is `left` beside things locked away, tell that somebody is locked in or hides?"""
    hides = sign.kind == "threats" and "hide" in means
    shut = sign.kind == "confinement" and not LOCKED_AWAY.search(sign.words) and sign.words in left
    return sign.urgency >= Urgency.HIGH and (shut or hides)

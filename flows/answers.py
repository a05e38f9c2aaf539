"""How the words, buttons and files of a person answer the scene in which the talk stands."""

from datetime import timedelta
from types import MappingProxyType

from flows import anywhere
from flows.afterwards import (
    after_all,
    answers_another_question,
    answers_before,
    asks_what,
    begun_with,
    changed_mind,
    keep_whole,
    pass_over,
)
from flows.danger import begin_danger, gentle, grave, is_danger
from flows.hearing import SAID, Hearing, question_of, words_of
from flows.matching import by_label, chosen, folded, named, named_within, several, several_and_words
from flows.proving import to_profile, to_prove
from flows.script import PLACE_IS_RIGHT, Answer, Ask, Guess, Listen, Prove, Scene, Stay
from flows.sent import place_of
from flows.topics import to_topic
from flows.whereabouts import confirm_place, place_answered
from flows.words import (
    Command,
    Consented,
    Kind,
    OpenTicket,
    Outgoing,
    Profiled,
    Service,
    WantPerson,
)

OFFER_PERSON_AFTER = 2
MOST_LETTERS_OF_A_PHRASE = 40
SHORT_YES = 2
A_WARM_LINE_EVERY = timedelta(minutes=1)
FILES = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.DOCUMENT, Kind.CONTACT})
WORDLESS = frozenset({Kind.STICKER, Kind.UNREADABLE})
CONSENT_VERSION = "4"


def to_open_question(hearing: Hearing) -> bool:
    """The button of the open question, or exactly the number or label of one of its answers."""
    here, heard = hearing.here, hearing.heard
    if here is None or not hearing.talk.asked:
        return False
    if heard.press:
        place = place_of(hearing, heard.press)
        return place is not None and pressed(hearing, here[1], place)
    if heard.kind is not Kind.TEXT or not hearing.seen:
        return False
    match here[1].then:
        case Ask() as ask:
            picked = named(heard.text, ask.answers, hearing.say_in)
            if picked:
                take(hearing, ask, picked)
            return picked is not None
        case Guess() as guess:
            return to_guess(hearing, guess)
        case _:
            return False


def pressed(hearing: Hearing, scene: Scene, place: int) -> bool:
    """Take the button of the open question, if there is one at that place."""
    match scene.then:
        case Ask(answers=answers) as ask if 0 <= place < len(answers):
            take(hearing, ask, answers[place])
        case Listen() as listen if place < len(labels := hearing.open_question(listen)[1]):
            if labels[place] == PLACE_IS_RIGHT:
                confirm_place(hearing, listen)
            else:
                hearing.enter(listen.then)
        case Prove() as prove if place == 0:
            to_prove(hearing, prove)
        case Guess() as guess:
            confirm(hearing, guess, (place,))
        case _:
            return False
    return True


def to_guess(hearing: Hearing, guess: Guess) -> bool:
    """Numbers pick among what was shown back, several at once if need be; "yes" means all of it, "no" none."""
    text, yes = hearing.heard.text, hearing.reading.yes
    offered = hearing.talk.offered
    shown = len(question_of(guess, offered)[1])
    picked, rest = several(text, shown), ""
    if not picked and not grave(hearing):
        picked, rest = several_and_words(text, shown)
        if picked:
            hearing.notice_signs()
    if not picked:
        answers = (*(Answer(anywhere.GUESSES[kind], "") for kind in offered), *guess.beside)
        answers = (*answers, Answer(guess.none_of_these, "", also=("bukan", "bukan itu semua")))
        named_one = by_label(folded(text), answers, hearing.say_in)
        short = yes is not None and len(text.split()) <= SHORT_YES
        if named_one:
            picked = (answers.index(named_one),)
        elif short:
            picked = tuple(range(len(offered))) if yes else (len(answers),)
        else:
            return False
    confirm(hearing, guess, picked, rest)
    return True


def confirm(hearing: Hearing, guess: Guess, places: tuple[int, ...], rest: str = "") -> None:
    """Keep what the person confirmed, with the words beside; the gravest that has a path of its own leads there."""
    service, offered = hearing.service, hearing.talk.offered
    kinds = tuple(offered[place] for place in places if place < len(offered))
    beside = [guess.beside[place - len(offered)] for place in places if 0 <= place - len(offered) < len(guess.beside)]
    if service and kinds:
        hearing.keep(service, guess.field, ", ".join(anywhere.GUESSES[kind] for kind in kinds))
    if service:
        keep_beside(hearing, service, beside, rest)
    own_path = next((guess.paths[kind] for kind in kinds if kind in guess.paths), None)
    hearing.enter(own_path or (guess.then if kinds or beside else guess.refused))


def keep_beside(hearing: Hearing, service: Service, picked: list[Answer], rest: str) -> None:
    """Keep what was picked beside the signs; the gravest raises the ticket, words behind the numbers stand with it."""
    raised = [answer.urgency for answer in picked if answer.urgency is not None]
    if raised:
        hearing.change(OpenTicket(service, max(raised), "answer"))
    if picked:
        hearing.keep(
            service, picked[0].field, ", ".join([*(answer.label for answer in picked), *([rest] if rest else [])])
        )
    elif rest:
        hearing.keep(service, SAID, rest, more=True)


def to_old_button(hearing: Hearing) -> bool:
    """A button of an older question is said to be old, unless its label is a command; the open one is repeated."""
    if hearing.heard.press is None or hearing.here is None:
        return False
    if hearing.reading.command and hearing.reading.command_exact:
        return False
    if late := after_all(hearing):
        take(hearing, *late)
        return True
    hearing.notice_signs()
    hearing.say(anywhere.OLD_BUTTON if hearing.talk.asked else anywhere.OLD_BUTTON_NOTHING_OPEN)
    if hearing.talk.asked:
        hearing.ask_again()
    return True


def to_burst(hearing: Hearing) -> bool:
    """Words written before the open question could be read stay with the field that was being filled."""
    if hearing.seen or hearing.heard.press or not hearing.talk.asked:
        return False
    service = hearing.service
    if service:
        hearing.keep(service, hearing.talk.filled or SAID, words_of(hearing.heard), more=True)
        if hearing.heard.kind is Kind.VOICE:
            hearing.change(WantPerson(service, "voice"))
        return True
    return hearing.heard.kind is Kind.TEXT and hearing.reading.service is None


def to_phrase(hearing: Hearing) -> bool:
    """A few fixed words lead straight to a conversation, where no question of another matter stands open."""
    here, words = hearing.here, hearing.heard.text
    if hearing.talk.asked and hearing.service and not between_matters(hearing):
        return False
    if hearing.service is None and len(words) <= MOST_LETTERS_OF_A_PHRASE and folded(words) in anywhere.WRONG_NUMBER:
        hearing.notice_signs()
        hearing.say(anywhere.NEVER_MIND)
        return True
    target = anywhere.PHRASES.get(folded(words)) if len(words) <= MOST_LETTERS_OF_A_PHRASE else None
    if target is None:
        menu = hearing.script.find(anywhere.MENU, "")[1].then
        answers = menu.answers if here is None and isinstance(menu, Ask) else ()
        # A number as the very first word means what it means in the menu: whoever writes it saw the menu somewhere.
        asked_for = named(words, answers, hearing.say_in)
        target = asked_for.then if asked_for else None
    if target is None:
        return to_topic(hearing)
    hearing.notice_signs()
    hearing.enter(target)
    return True


def between_matters(hearing: Hearing) -> bool:
    """Is all told, and only consent asked for, or does somebody only look around?"""
    here = hearing.here
    if here is None:
        return True
    return here[0].name in anywhere.NO_MATTER or (isinstance(here[1].then, Ask) and bool(here[1].then.consent))


def to_scene(hearing: Hearing) -> bool:
    """The scene's own way to take what was said; where its question was withdrawn, the words begin something new."""
    here = hearing.here
    if here is None:
        return to_first_words(hearing)
    if asks_what(hearing, here[1]):
        return once_more(hearing)
    match here[1].then:
        case Ask() as ask if hearing.talk.asked:
            return to_ask(hearing, ask)
        case Guess() as guess if hearing.talk.asked:
            return to_own_words(hearing, "what", guess.then)
        case Listen() as listen if hearing.talk.asked:
            return to_listen(hearing, listen)
        case Prove() as prove if hearing.talk.asked:
            return to_prove(hearing, prove)
        case Stay() as stay:
            return to_stay(hearing, stay)
        case _:
            return to_stop(hearing)


def once_more(hearing: Hearing) -> bool:
    """Ask again what was not clear; the second time in a row a person is offered."""
    keep_by_the_way(hearing)
    times = hearing.talk.misunderstood + 1
    hearing.note(misunderstood=times % OFFER_PERSON_AFTER)
    if times >= OFFER_PERSON_AFTER:
        hearing.ask_about(Command.PERSON, "")
        return True
    hearing.say(anywhere.ONCE_MORE)
    hearing.ask_again()
    return True


def to_first_words(hearing: Hearing) -> bool:
    """The first words of all: a voice opens a ticket (R17), a wish leads to its conversation, else the welcome."""
    kind = hearing.heard.kind
    if kind is Kind.VOICE:
        return voice_first(hearing)
    told = hearing.here or hearing.talk.noticed or hearing.talk.answers
    if told and folded(hearing.heard.text) in anywhere.THANKED:
        hearing.say(anywhere.YOU_ARE_WELCOME)
        return True
    if kind is Kind.LOCATION:
        hearing.enter(anywhere.DOUBT)
        hearing.keep(Service.EMERGENCY, "where", words_of(hearing.heard))
        return True
    if kind in FILES:
        hearing.enter(anywhere.FILE_FIRST)
        return True
    wish = hearing.reading.service
    if wish is not None and wish in anywhere.WISHES:
        missing = wish is Service.FAMILY_LINKS and hearing.reading.tells("missing_person")
        hearing.enter(anywhere.SEEKS if missing else anywhere.WISHES[wish])
        hearing.keep(hearing.service or wish, "what", words_of(hearing.heard), more=True)
        return True
    hearing.enter(anywhere.WELCOME)
    return True


def voice_first(hearing: Hearing) -> bool:
    """R17: a voice note opens a ticket that waits for a listener; the reply is one short text."""
    hearing.enter(anywhere.VOICE)
    hearing.change(WantPerson(Service.EMERGENCY, "voice"))
    return True


def to_ask(hearing: Hearing, ask: Ask) -> bool:
    """A picked answer, or words of the person's own, which are kept whatever they are."""
    heard = hearing.heard
    picked = chosen(heard.text, ask.answers, hearing.reading, hearing.say_in) if heard.kind is Kind.TEXT else None
    if picked and not answers_another_question(hearing, ask, picked):
        take(hearing, ask, picked)
        return True
    if ask.several and heard.kind is Kind.TEXT and take_several(hearing, ask):
        return True
    if late := changed_mind(hearing, ask):
        take(hearing, *late)
        return True
    if heard.kind is Kind.TEXT and not ask.words and (begun := begun_with(hearing, ask)):
        keep_whole(hearing, ask, begun)
        take(hearing, ask, begun)
        return True
    if hearing.service is None:
        wished = hearing.reading.service in anywhere.WISHES
        if wished or heard.kind in FILES or heard.kind in (Kind.VOICE, Kind.LOCATION):
            return to_first_words(hearing)
    if hearing.service and ask.files and heard.kind in FILES:
        return keep_file(hearing, hearing.service, ask.files)
    if ask.other and heard.kind not in WORDLESS:
        return to_words_beside(hearing, ask) if ask.words else to_own_words(hearing, ask.field or SAID, ask.other)
    keep_by_the_way(hearing)
    if heard.kind not in WORDLESS and (heard.kind is not Kind.TEXT or hearing.reading.signs):
        hearing.say(anywhere.KEPT_BY_KIND.get(heard.kind, anywhere.KEPT))
        hearing.ask_again()
        return True
    return misunderstood(hearing)


def to_own_words(hearing: Hearing, field: str, then: str) -> bool:
    """Words of the person's own where answers were offered: kept in the question's field, and the talk goes on."""
    if hearing.heard.kind in WORDLESS:
        return misunderstood(hearing)
    service = hearing.service
    if service:
        hearing.keep(service, field, words_of(hearing.heard), more=True)
        if hearing.heard.kind is Kind.VOICE:
            hearing.change(WantPerson(service, "voice"))
    hearing.enter(then)
    if service:
        hearing.note(filled=field)
    if then == "no_answer":
        pass_over(hearing)
    return True


def to_words_beside(hearing: Hearing, ask: Ask) -> bool:
    """Own words where two things are asked at once: the answer that they name counts, and all of them are kept."""
    picked = named_within(hearing.heard.text, ask.answers, hearing.say_in)
    if picked and hearing.service:
        hearing.note(device=picked.device or hearing.talk.device)
        hearing.keep(hearing.service, picked.field or ask.field, picked.value or picked.label)
    return to_own_words(hearing, ask.words, picked.then if picked else ask.other)


def keep_file(hearing: Hearing, service: Service, field: str) -> bool:
    """A picture or file that came beside the question is kept in its field, and the question stays open."""
    hearing.keep(service, field, words_of(hearing.heard), more=True)
    hearing.say(anywhere.KEPT_BY_KIND.get(hearing.heard.kind, anywhere.KEPT))
    hearing.ask_again()
    return True


def keep_by_the_way(hearing: Hearing) -> None:
    """Words that answer no question are kept with the ticket; a voice note waits for a listener."""
    service = hearing.service
    if service is None:
        return
    hearing.keep(service, SAID, words_of(hearing.heard), more=True)
    if hearing.heard.kind is Kind.VOICE:
        hearing.change(WantPerson(service, "voice"))


def again_or_a_person(hearing: Hearing) -> bool:
    """Something of the profile could not be taken: ask once more; the second time in a row a person is offered."""
    times = hearing.talk.misunderstood + 1
    hearing.note(misunderstood=times % OFFER_PERSON_AFTER)
    if times >= OFFER_PERSON_AFTER:
        hearing.ask_about(Command.PERSON, "")
    else:
        hearing.ask_again()
    return True


def misunderstood(hearing: Hearing) -> bool:
    """We did not understand: say so and ask again; the second time in a row a person is offered."""
    times = hearing.talk.misunderstood + 1
    if times >= OFFER_PERSON_AFTER:
        hearing.note(misunderstood=0)
        hearing.say(anywhere.STILL_NOT_UNDERSTOOD if hearing.service else anywhere.STILL_UNCLEAR)
        hearing.ask_about(Command.PERSON, "")
        return True
    hearing.note(misunderstood=times)
    hearing.say(anywhere.NOT_UNDERSTOOD if hearing.service else anywhere.UNCLEAR)
    hearing.ask_again()
    return True


def take(hearing: Hearing, ask: Ask, picked: Answer) -> None:
    """Take one answer and go where it leads."""
    service, talk = hearing.service, hearing.talk
    if picked.device or picked.language:
        language = picked.language or talk.language
        chose = talk.language_chosen or bool(picked.language)
        hearing.note(device=picked.device or talk.device, language=language, language_chosen=chose)
    if picked.writing:
        hearing.allow(picked.writing)
    if service and picked.urgency is not None:
        hearing.change(OpenTicket(service, picked.urgency, "answer"))
    field = picked.field or ask.field
    if service and field and picked.label != anywhere.SKIP:
        hearing.keep(service, field, picked.value or picked.label)
    if ask.profiles and picked.yes is not None:
        hearing.change(Profiled(ask.profiles, "yes" if picked.yes else "no"))
    if ask.consent:
        take_consent(hearing, ask.consent, picked)
    hearing.enter(picked.then)


def take_several(hearing: Hearing, ask: Ask) -> bool:
    """Several answers by number: each is kept, the gravest raises the ticket, one with a way of its own leads."""
    picked = [ask.answers[place] for place in dict.fromkeys(several(hearing.heard.text, len(ask.answers)))]
    service = hearing.service
    if len(picked) < 2 or service is None:
        return False
    raised = [answer.urgency for answer in picked if answer.urgency is not None]
    if raised:
        hearing.change(OpenTicket(service, max(raised), "answer"))
    fields: dict[str, list[str]] = {}
    hearing.note(device=next((answer.device for answer in reversed(picked) if answer.device), hearing.talk.device))
    for answer in picked:
        if answer.label != anywhere.SKIP:
            fields.setdefault(answer.field or ask.field, []).append(answer.value or answer.label)
    for field, values in fields.items():
        hearing.keep(service, field, ", ".join(values))
    hearing.enter(next((answer.then for answer in picked if answer.then != ask.other), ask.other))
    return True


def take_consent(hearing: Hearing, item: str, picked: Answer) -> None:
    """A yes, a no, or a choice of who is allowed; the last is a yes to whom it names and to nobody else."""
    language = hearing.talk.language
    if picked.yes is None:
        hearing.change(Consented(item, True, CONSENT_VERSION, language, picked.value, hearing.service))
        return
    hearing.change(Consented(item, picked.yes, CONSENT_VERSION, language))
    hearing.note(answers=MappingProxyType({**hearing.talk.answers, item: "yes" if picked.yes else "no"}))


def to_listen(hearing: Hearing, listen: Listen) -> bool:
    """Anything that can be an answer is one: words, a place, a voice, a picture, a contact card."""
    heard = hearing.heard
    if listen.skip and skipped(hearing, listen):
        hearing.enter(listen.then)
        return True
    if heard.kind in WORDLESS:
        return misunderstood(hearing)
    if listen.named and place_answered(hearing, listen):
        return True
    if late := answers_before(hearing, listen):
        take(hearing, *late)
        return True
    service = hearing.service
    if service and listen.files and heard.kind in FILES:
        return keep_file(hearing, service, listen.files)
    if service and listen.most and len(heard.text) > listen.most:
        hearing.keep(service, SAID, heard.text, more=True)
        hearing.say(anywhere.TOO_LONG)
        hearing.ask_again()
        return True
    if (listen.profiles or listen.wants in ("hours", "clock")) and to_profile(hearing, listen):
        return again_or_a_person(hearing)
    if service and listen.field:
        hearing.keep(service, listen.field, words_of(heard))
        if heard.kind is Kind.VOICE:
            hearing.change(WantPerson(service, "voice"))
    if listen.wants == "place" and hearing.reading.mentions.country and not (listen.ship and hearing.told_of_a_ship()):
        # The country in whose flag a ship sails is not where it is.
        hearing.note(place=hearing.reading.mentions.country)
    hearing.enter(listen.then)
    if service:
        hearing.note(filled=listen.field)
    return True


def skipped(hearing: Hearing, listen: Listen) -> bool:
    """Is the question passed over? Where a known place stands before [Lewati], "1" says that it is right."""
    offered = tuple(Answer(label, listen.then) for label in hearing.open_question(listen)[1])
    picked = chosen(hearing.heard.text, offered, hearing.reading, hearing.say_in)
    return picked is not None and picked.label == listen.skip


def to_stay(hearing: Hearing, stay: Stay) -> bool:
    """R18: a warm line for each thing written, at most one a minute, never the same twice; all of it is kept."""
    service, talk, now = hearing.service, hearing.talk, hearing.heard.at
    if service:
        hearing.keep(service, stay.field, words_of(hearing.heard), more=True)
        hearing.change(WantPerson(service, "waits"))
    rested = talk.warmed_at is None or now - talk.warmed_at >= A_WARM_LINE_EVERY
    if rested and talk.warm < len(stay.lines):
        hearing.says.append(
            Outgoing(hearing.in_words(stay.lines[talk.warm], hearing.here[1] if hearing.here else None))
        )
        hearing.note(warm=talk.warm + 1, warmed_at=now)
    elif rested:
        hearing.says.append(Outgoing("", tells=service or Service.PSYCHOSOCIAL))
        hearing.note(warmed_at=now)
    return True


def to_stop(hearing: Hearing) -> bool:
    """No question stands open: the words join the matter, or begin a new one."""
    service, wish = hearing.service, hearing.reading.service
    other_wish = wish in anywhere.WISHES and wish is not service and wish is not Service.INFORMATION
    other_wish = other_wish and folded(hearing.heard.text) not in anywhere.THANKED
    if late := after_all(hearing):
        take(hearing, *late)
        return True
    if other_wish and wish is Service.EMERGENCY and hearing.reading.asks_first and not is_danger(hearing):
        # Danger that is not sure is asked about here, too, before a whole emergency begins.
        begin_danger(hearing, gentle(hearing))
        return True
    if service is None or other_wish:
        return to_first_words(hearing)
    keep_by_the_way(hearing)
    if folded(hearing.heard.text) in anywhere.THANKED:
        hearing.say(anywhere.YOU_ARE_WELCOME)
        return True
    hearing.say(anywhere.KEPT_BY_KIND.get(hearing.heard.kind, anywhere.KEPT))
    hearing.says.append(Outgoing("", tells=service))
    return True

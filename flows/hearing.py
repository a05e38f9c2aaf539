"""One turn while it is worked out: what is said, what is kept, where the talk goes."""

from dataclasses import dataclass, field
from types import MappingProxyType

from flows import anywhere, hours
from flows.matching import names_of
from flows.script import (
    PLACE_IS_RIGHT,
    RETURN,
    Answer,
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
    SceneLine,
    Script,
    Shown,
    State,
    Stop,
    Then,
)
from flows.words import (
    NOBODY_KNOWN,
    Choice,
    Command,
    Device,
    Doubt,
    Effect,
    Enrich,
    FallSilent,
    Guarded,
    Heard,
    Kind,
    Known,
    MayWrite,
    Noticed,
    OpenTicket,
    Outgoing,
    Reading,
    Service,
    Talk,
    Urgency,
    WantPerson,
    World,
    Writing,
)

SAID = "said"
"""The field for words that answer no question: they are kept with the ticket, never lost."""
NAMED_PLACE = "named_place"
"""Where the talk remembers the place that somebody named; it is confirmed, not asked for. No field of a ticket."""
NAMED_TOPIC = "named_topic"
"""Where the talk remembers the page that somebody named before it could be shown; it is no field of a ticket."""
PLACE, WHO = "{place}", "{organisations}"
HOME = "ID"
MOST_SCENES_A_TURN = 20
TRAIL = 8
SURE_OF_LANGUAGE = 0.9
MOST_NOTICED = 12
MOST_CHOICES = 5
MOST_KEPT_IN_TALK = 120
YES_OR_NO = (anywhere.YES, anywhere.NO)
OF_THE_WRITER = ("enquirer", "enquirer_contact", "second_way", "device", "keep")
"""Answers about the writer, whoever the matter is about."""
DEVICES = MappingProxyType(
    {"phone_watched": Device.WATCHED, "phone_borrowed": Device.BORROWED, "phone_taken_soon": Device.WATCHED}
)


@dataclass(slots=True)
class Hearing:
    """One turn while it is worked out."""

    script: Script
    talk: Talk
    heard: Heard
    reading: Reading
    seen: bool
    world: World
    known: Known = NOBODY_KNOWN
    hides: bool = False
    says: list[Outgoing] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    fresh: frozenset[str] = frozenset()
    """The kinds of signs that this talk had not shown before, none of them doubtful."""
    found: tuple[str, str, tuple[Flow, Scene]] | None = None
    """The scene that was last asked for: it is asked for many times a turn and changes seldom."""

    @property
    def here(self) -> tuple[Flow, Scene] | None:
        """The flow and scene where the talk stands; None before the first word."""
        scene, flow = self.talk.scene, self.talk.flow
        if not scene:
            return None
        if self.found is None or self.found[0] != scene or self.found[1] != flow:
            self.found = (scene, flow, self.script.find(scene, flow))
        return self.found[2]

    @property
    def service(self) -> Service | None:
        """Whose ticket the present flow completes; on a detour, the flow's that it began in."""
        here = self.here
        if here is None:
            return None
        if here[0].detour and self.talk.back_to:
            return self.script.find(self.talk.back_to, "")[0].service
        return here[0].service

    def note(self, **changes: object) -> None:
        """Change the talk in place: it is this turn's own copy, and a new one for each change would cost too much."""
        self.talk.__dict__.update(changes)

    def say_in(self, text: str) -> str:
        """A sentence in the contact's language."""
        return self.world.say(self.talk.language, text)

    def in_words(self, text: str, scene: Scene | None = None) -> str:
        """A sentence in the contact's language; a safety text has the Indonesian beneath where nobody vouches (R30)."""
        told = self.say_in(text)
        vouched = scene is None or not scene.signed or self.talk.language in self.world.read_by_natives
        return told if vouched or told == text else f"{told}\n{text}"

    def say(self, text: str, life: bool = False) -> None:
        """Say one sentence."""
        self.says.append(Outgoing(self.say_in(text), life=life))

    def change(self, effect: Effect) -> None:
        """Ask for one effect."""
        self.effects.append(effect)

    def notice_language(self) -> None:
        """Answer in the language that the person writes, once that is sure, unless they chose one."""
        language = self.reading.language
        if language == self.talk.language or self.talk.language_chosen:
            return
        if self.reading.confidence >= SURE_OF_LANGUAGE and language in self.world.languages:
            self.note(language=language)

    def notice_signs(self) -> None:
        """Show the signs on the ticket; note a country that was mentioned, and whose telephone it is."""
        signs, noticed = self.reading.signs, self.talk.noticed
        if signs:
            self.change(Noticed(signs))
            kinds = [sign.kind for sign in signs]
            self.fresh = frozenset(sign.kind for sign in signs if not sign.doubtful) - set(noticed)
            device = next((DEVICES[kind] for kind in kinds if kind in DEVICES), self.talk.device)
            self.note(noticed=tuple(dict.fromkeys((*noticed, *kinds)))[:MOST_NOTICED], device=device)
        if country := self.reading.mentions.country:
            named = f"{country} {self.reading.mentions.city}".strip()
            self.note(guessed_place=country, answers=MappingProxyType({**self.talk.answers, NAMED_PLACE: named}))

    def keep(self, service: Service, name: str, value: str, more: bool = False) -> None:
        """Put the person's words into a field of the ticket, and remember which field they went into."""
        answers = self.talk.answers
        if value:
            self.change(Enrich(service, name, value, more))
            if name != SAID and len(value) <= MOST_KEPT_IN_TALK:
                answers = MappingProxyType({**answers, name: value})
        self.note(answers=answers, filled=name)

    def another_person(self) -> None:
        """From here on the words are about another person: what was said of the one before is not theirs (R16)."""
        talk = self.talk
        of_writer = {name: value for name, value in talk.answers.items() if name in OF_THE_WRITER}
        self.note(person=talk.people + 1, people=talk.people + 1, answers=MappingProxyType(of_writer))
        self.note(place="", guessed_place="", numbers_told="", noticed=(), offered=())

    def tell_writer(self, service: Service) -> None:
        """Put what is known of the writer on another person's ticket, too, so that they are not asked again."""
        for name in OF_THE_WRITER[:-1]:
            if value := self.talk.answers.get(name):
                self.change(Enrich(service, name, value))

    def enter(self, target: str) -> None:
        """Go to a scene, say its lines and do its one thing; scenes that only say go straight on."""
        if target in anywhere.SHORT_IN_AN_EVENT and self.short_form_fits():
            self.open_as(target)
            target = anywhere.SHORT_FORM
        for _scene in range(MOST_SCENES_A_TURN):
            if target == RETURN:
                self.go_back_to()
                return
            flow, scene = self.script.find(target, self.talk.flow)
            self.arrive(flow, scene)
            match scene.then:
                case Go(then):
                    target = then
                case HandOver(service, reason, then):
                    self.change(WantPerson(service, reason))
                    target = then
                case Prove(first=True, then=then) if not self.known.profile:
                    target = then
                case Ask(known_safe=then) if then and self.talk.writing is Writing.SAFE:
                    target = then
                case Guess(unknown=then) as guess if not self.guesses(guess):
                    target = then
                case Listen(wants="clock", then=then) if not self.clock_wanted():
                    target = then
                case Listen(field=name, then=then, once=True) if name in self.talk.answers:
                    target = then
                case Ask(topics=True) if page := self.topic_named():
                    target = page
                case Ask(field=name, once=True, answers=(first, *_others)) if name in self.talk.answers:
                    target = first.then
                case Ask(consent=item, answers=(Answer(yes=bool()) as first, *_others)) if item in self.talk.answers:
                    target = first.then
                case _:
                    self.pause(flow, scene)
                    return
        raise RecursionError("scenes lead in a circle")

    def topic_named(self) -> str:
        """The page that was named before; it is asked for once."""
        if NAMED_TOPIC not in self.talk.answers:
            return ""
        left = {name: value for name, value in self.talk.answers.items() if name != NAMED_TOPIC}
        page = self.talk.answers[NAMED_TOPIC]
        self.note(answers=MappingProxyType(left))
        return page

    def short_form_fits(self) -> bool:
        """Is the person part of a declared event, and tells of nothing that a disaster does not bring with it?"""
        if set(self.talk.noticed) - anywhere.OF_A_DISASTER:
            return False
        return self.known.in_event(self.talk.place or self.talk.guessed_place, self.heard.text)

    def open_as(self, target: str) -> None:
        """Open the ticket as urgently as the conversation would that the short form stands for: nothing is lowered."""
        opens = self.script.find(target, "")[1].opens
        if opens:
            self.change(OpenTicket(opens.service, opens.urgency, "event", "disaster"))

    def arrive(self, flow: Flow, scene: Scene) -> None:
        """Stand in a scene: do what entering it does, say its lines."""
        back_to = self.talk.back_to if flow.detour else ""
        if flow.detour and self.here and not self.here[0].detour:
            back_to = f"{self.talk.flow}.{self.talk.scene}"
        self.note(flow=flow.name, scene=scene.name, asked=0, misunderstood=0, back_to=back_to, doubt=None)
        if scene.another:
            self.another_person()
        if scene.opens:
            ticket = scene.opens
            self.change(OpenTicket(ticket.service, ticket.urgency, scene.name, ticket.category))
            if scene.another:
                self.tell_writer(ticket.service)
        if scene.guarded:
            self.change(Guarded(scene.guarded))
        if scene.writing:
            self.allow(scene.writing)
        if isinstance(scene.then, Ask) and scene.then.consent in self.talk.answers:
            # The question was answered before and is left out: so is what explains it.
            return
        for line in scene.lines:
            self.tell(line, scene, flow.service)

    def pause(self, flow: Flow, scene: Scene) -> None:
        """The scene waits for the person: its question stands open, and *kembali* finds it again."""
        if not flow.detour:
            here, trail = f"{flow.name}.{scene.name}", self.talk.trail
            if not trail or trail[-1] != here:
                self.note(trail=(*trail, here)[-TRAIL:])
        if not isinstance(scene.then, Stop):
            self.ask(scene)

    def go_back_to(self) -> None:
        """End a detour: to the scene in which it began, whose question is asked again; else to the menu."""
        back_to = self.talk.back_to
        if not back_to:
            self.enter(anywhere.MENU)
            return
        flow, scene = self.script.find(back_to, "")
        self.note(flow=flow.name, scene=scene.name, asked=0, misunderstood=0, back_to="")
        self.ask(scene)

    def allow(self, writing: Writing) -> None:
        """Note what the person said of writing to them."""
        self.note(writing=writing)
        if writing is Writing.QUIET:
            told_now = any(sign.kind == "confinement" for sign in self.reading.signs)
            self.held_in_silence("confinement" in self.talk.noticed and not told_now)
            self.change(FallSilent("asked"))
        elif writing is Writing.SAFE:
            self.change(MayWrite())

    def held_now(self) -> bool:
        """Does this message tell that somebody is locked in?"""
        return any(sign.kind == "confinement" and sign.urgency >= Urgency.HIGH for sign in self.reading.signs)

    def held_in_silence(self, held: bool) -> None:
        """R5: whoever is locked in and must not be answered is in danger now, as nobody can ask about a doubt."""
        if held:
            self.change(OpenTicket(self.service or Service.EMERGENCY, Urgency.CRITICAL, "do_not_reply"))

    def tell(self, line: SceneLine, scene: Scene, service: Service | None) -> None:
        """Say one line of a scene."""
        match line:
            case State():
                self.says.append(Outgoing("", tells=service or Service.INFORMATION))
            case Numbers() as wanted if self.numbers_due(wanted):
                self.tell_numbers(wanted)
            case OnChannel(channels, text):
                if self.heard.channel in channels:
                    self.says.append(Outgoing(self.in_words(text, scene)))
            case OnceSafe(text):
                if self.talk.writing is Writing.SAFE and (self.world.organisations or WHO not in text):
                    words = self.in_words(text, scene).replace(WHO, self.world.organisations)
                    self.says.append(Outgoing(words))
            case HoursSaid():
                said = hours.opened(self.talk.answers.get("hours", ""))
                if said:
                    self.says.append(Outgoing(hours.shown(said, self.country_said(), self.say_in)))
            case Shown(what):
                code = f"{what} {self.talk.answers.get('code', '')}".strip()
                self.says.append(Outgoing("", shows=code))
            case str():
                self.says.append(Outgoing(self.in_words(line, scene)))

    def clock_wanted(self) -> bool:
        """R6: can the safe hours only hold once it is known in which city they are meant?"""
        answers, country = self.talk.answers, self.talk.place or self.talk.guessed_place
        same_place = country == self.known.hours_in
        code = answers.get("hours", self.known.hours)
        if not country or not code or answers.get("clock") or (same_place and self.known.zone):
            return False
        return self.world.city_wanted(code, country, self.heard.at)

    def country_said(self) -> str:
        """The name of the country in which the person said to be; where nobody knows it, "where you are"."""
        country = self.talk.place or self.talk.guessed_place
        return self.world.country_name(country, self.talk.language) if country else self.say_in(hours.WHERE_YOU_ARE)

    def numbers_due(self, wanted: Numbers) -> bool:
        """A scene says the numbers once a country; where none is known, only what holds anywhere, once a turn."""
        country = self.country_of_numbers()
        if country:
            return country != self.talk.numbers_told
        told_anyway = wanted.life if wanted.unknown is None else wanted.unknown
        return told_anyway and not any(line.life for line in self.says)

    def country_of_numbers(self) -> str:
        """Whose numbers are said: a country that is only guessed counts where we have its numbers (R14)."""
        guessed = self.talk.guessed_place
        return self.talk.place or (guessed if guessed and self.world.numbers(guessed) else "")

    def tell_numbers(self, wanted: Numbers) -> None:
        """Say the numbers; where no country is known yet, what holds anywhere."""
        country = self.country_of_numbers()
        self.says.append(Outgoing(self.numbers(country, wanted), life=wanted.life))
        self.note(numbers_told=country)

    def numbers(self, country: str, wanted: Numbers) -> str:
        """The numbers of the country of the person concerned, or the truth that we have none (R14)."""
        known = self.world.numbers(country) if country else ()
        if not known:
            return self.say_in(anywhere.NO_NUMBER if country else anywhere.NO_COUNTRY)
        ordered = sorted(known, key=lambda number: number.role != wanted.first)
        listed = ", ".join(f"{self.say_in(anywhere.ROLES[number.role])} {number.number}" for number in ordered)
        pattern = anywhere.NUMBERS_SAID if self.talk.place else anywhere.NUMBERS_GUESSED
        name = self.world.country_name(country, self.talk.language)
        told = self.filled_in(anywhere.NUMBERS_ELSEWHERE if wanted.elsewhere else pattern, country=name, numbers=listed)
        careful = self.world.cautious(country) and not wanted.life
        return f"{told}\n{self.say_in(anywhere.FIRST_ASK_US)}" if careful else told

    def filled_in(self, pattern: str, **blanks: str) -> str:
        """A sentence with its blanks filled; where a translation's blanks are faulty, the Indonesian."""
        try:
            return self.say_in(pattern).format(**blanks)
        except (KeyError, IndexError, ValueError):
            return pattern.format(**blanks)

    def guesses(self, guess: Guess) -> tuple[str, ...]:
        """The kinds of signs that may be shown back, the gravest first, as many as there is room for."""
        room = MOST_CHOICES - (len(guess.beside) or 1)
        return tuple(kind for kind in anywhere.GUESSES if kind in self.talk.noticed)[:room]

    def ask(self, scene: Scene) -> None:
        """Ask the scene's question; from now on it stands open."""
        match scene.then:
            case Ask() | Prove() | Listen() | Guess():
                if isinstance(scene.then, Guess):
                    self.note(offered=self.guesses(scene.then))
                question, labels = self.open_question(scene.then)
                self.ask_this(question, labels, scene, waits=isinstance(scene.then, Prove | Listen))
            case _:
                pass

    def open_question(self, then: Then) -> tuple[str, tuple[str, ...]]:
        """What a scene asks now, and its labels, as the flow writes them: of a known place only whether it is right."""
        if isinstance(then, Listen):
            if then.ship and self.told_of_a_ship():
                return then.ship, (then.skip,) if then.skip else ()
            if then.named and self.place_named():
                return then.named, (PLACE_IS_RIGHT, then.skip) if then.skip else (PLACE_IS_RIGHT,)
        return question_of(then, self.talk.offered)

    def told_of_a_ship(self) -> bool:
        """Is somebody aboard a ship, as far as they told?"""
        return "at_sea" in self.talk.noticed or bool(anywhere.ABOARD.search(self.talk.answers.get("what", "")))

    def place_named(self) -> str:
        """The place that was named before, as it is said: the city, then the country."""
        country, _space, city = self.talk.answers.get(NAMED_PLACE, "").partition(" ")
        if country == HOME or "about_to_be_moved" in self.talk.noticed:
            # What was named may be the village that somebody is from, or where they are to be taken.
            return ""
        name = self.world.country_name(country, self.talk.language) if country else ""
        return f"{city}, {name}" if city and city != name else name

    def ask_this(self, question: str, labels: tuple[str, ...], scene: Scene | None = None, waits: bool = False) -> None:
        """Ask this; from now on it stands open, with these choices."""
        names = names_of(question, labels)
        choices = tuple(Choice(self.say_in(label), name) for label, name in zip(labels, names, strict=True))
        words = self.in_words(question, scene)
        words = words.replace(PLACE, self.place_named()) if PLACE in words else words
        self.says.append(Outgoing(words, choices, asks=True, waits=waits))
        self.note(asked=self.talk.turn, shown=" ".join(names))

    def ask_about(self, command: Command, words: str) -> None:
        """Ask whether a command was meant; the talk stays where it stands, and the words are not lost."""
        self.note(doubt=Doubt(command, words))
        self.ask_this(*question_about(command))

    def ask_again(self) -> None:
        """Repeat the open question, so that nobody is left without a way on."""
        if self.here:
            self.ask(self.here[1])


def question_of(then: Then, offered: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What a scene asks, and the labels that it offers, as the flow writes them."""
    match then:
        case Ask(question, answers):
            return question, tuple(answer.label for answer in answers)
        case Prove(question, skip=skip) | Listen(question, skip=skip):
            return question, (skip,) if skip else ()
        case Guess(question, none_of_these=none, beside=beside):
            labels = (*(anywhere.GUESSES[kind] for kind in offered), *(answer.label for answer in beside))
            return question, labels if len(labels) == MOST_CHOICES else (*labels, none)
        case _:
            return "", ()


def question_about(command: Command) -> tuple[str, tuple[str, ...]]:
    """How we ask whether this was meant, and the two answers."""
    question = anywhere.DOUBTS[command]
    return question, tuple(anywhere.SAME_OR_ANOTHER) if question == anywhere.ABOUT_WHOM else YES_OR_NO


def words_of(heard: Heard) -> str:
    """What goes into a field: the words, the place in degrees, or the kind of what was sent in brackets."""
    if heard.point:
        place = f"{heard.point.latitude:.5f}, {heard.point.longitude:.5f}"
        return f"{heard.point.label} ({place})" if heard.point.label else place
    if heard.phone:
        return heard.phone
    if heard.text or heard.kind is Kind.TEXT:
        return heard.text
    return f"[{heard.kind}]"

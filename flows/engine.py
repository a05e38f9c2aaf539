"""The engine: one message heard, one turn. Pure; it reads no clock and touches nothing."""

from dataclasses import dataclass, field, replace
from types import MappingProxyType

from flows import anywhere
from flows.matching import chosen
from flows.script import Answer, Ask, Flow, Go, HandOver, Listen, Numbers, Scene, SceneLine, Script, State, Stop
from flows.words import (
    LIFE_AT_STAKE,
    Choice,
    Command,
    Effect,
    Enrich,
    FallSilent,
    Guarded,
    Heard,
    Holder,
    Kind,
    MayWrite,
    Noticed,
    OpenTicket,
    Outgoing,
    Press,
    Reading,
    Service,
    Talk,
    Turn,
    Urgency,
    WantPerson,
    World,
    Writing,
)

SAID = "said"
"""The field for words that answer no question: they are kept with the ticket, never lost."""
MOST_SCENES_A_TURN = 20
TRAIL = 8
SURE_OF_LANGUAGE = 0.9
OFFER_PERSON_AFTER = 2
ANSWERS_BY_FILE = frozenset({Kind.VOICE, Kind.PHOTO, Kind.VIDEO, Kind.DOCUMENT})


def step(script: Script, talk: Talk, heard: Heard, reading: Reading, seen: bool, world: World) -> Turn:
    """What one message causes. `seen` is whether its writer could have seen the question that stands open."""
    hearing = Hearing(script, replace(talk, turn=talk.turn + 1), heard, reading, seen, world)
    hearing.notice_language()
    for respond in (
        to_do_not_reply,
        to_officers_talk,
        to_silence,
        to_edit,
        to_command,
        to_danger,
        to_burst,
        to_press,
        to_scene,
    ):
        if respond(hearing):
            break
    return Turn(hearing.talk, tuple(hearing.says), tuple(hearing.effects))


@dataclass(slots=True)
class Hearing:
    """One turn while it is worked out."""

    script: Script
    talk: Talk
    heard: Heard
    reading: Reading
    seen: bool
    world: World
    says: list[Outgoing] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def here(self) -> tuple[Flow, Scene] | None:
        """The flow and scene where the talk stands; None before the first word."""
        return self.script.find(self.talk.scene, self.talk.flow) if self.talk.scene else None

    @property
    def service(self) -> Service | None:
        """Whose ticket the present flow completes."""
        return self.here[0].service if self.here else None

    @property
    def danger(self) -> bool:
        """Do the words tell of danger, without doubt?"""
        return any(sign.urgency >= Urgency.HIGH and not sign.doubtful for sign in self.reading.signs)

    def say_in(self, text: str) -> str:
        """A sentence in the contact's language."""
        return self.world.say(self.talk.language, text)

    def say(self, text: str, life: bool = False) -> None:
        """Say one sentence."""
        self.says.append(Outgoing(self.say_in(text), life=life))

    def change(self, effect: Effect) -> None:
        """Ask for one effect."""
        self.effects.append(effect)

    def notice_language(self) -> None:
        """Answer in the language that the person writes, once that is sure, unless they chose one."""
        sure = self.reading.confidence >= SURE_OF_LANGUAGE and self.reading.language in self.world.languages
        if sure and not self.talk.language_chosen:
            self.talk = replace(self.talk, language=self.reading.language)

    def notice_signs(self) -> None:
        """Show the signs on the ticket; note a country that was mentioned."""
        if self.reading.signs:
            self.change(Noticed(self.reading.signs))
        if self.reading.mentions.country:
            self.talk = replace(self.talk, guessed_place=self.reading.mentions.country)

    def keep(self, service: Service, name: str, value: str, more: bool = False) -> None:
        """Put the person's words into a field of the ticket, and remember which field they went into."""
        if value:
            self.change(Enrich(service, name, value, more))
            before = self.talk.answers.get(name, "") if more else ""
            answers = {**self.talk.answers, name: f"{before}\n{value}".strip()}
            self.talk = replace(self.talk, answers=MappingProxyType(answers))
        self.talk = replace(self.talk, filled=name)

    def enter(self, target: str) -> None:
        """Go to a scene, say its lines and do its one thing; scenes that only say go straight on."""
        for _scene in range(MOST_SCENES_A_TURN):
            here_flow, scene = self.script.find(target, self.talk.flow)
            self.talk = replace(
                self.talk,
                flow=here_flow.name,
                scene=scene.name,
                asked=0,
                misunderstood=0,
                trail=(*self.talk.trail, f"{here_flow.name}.{scene.name}")[-TRAIL:],
            )
            self._open(scene)
            for line in scene.lines:
                self.tell(line, here_flow.service)
            match scene.then:
                case Go(then):
                    target = then
                case HandOver(service, reason, then):
                    self.change(WantPerson(service, reason))
                    target = then
                case Ask() | Listen():
                    self.ask(scene)
                    return
                case Stop():
                    return
        raise RecursionError("scenes lead in a circle")

    def _open(self, scene: Scene) -> None:
        if scene.opens:
            ticket = scene.opens
            self.change(OpenTicket(ticket.service, ticket.urgency, scene.name, ticket.category))
        if scene.guarded:
            self.change(Guarded(scene.guarded))
        if scene.writing:
            self.allow(scene.writing)

    def allow(self, writing: Writing) -> None:
        """Note what the person said of writing to them."""
        self.talk = replace(self.talk, writing=writing)
        if writing is Writing.QUIET:
            self.change(FallSilent("asked"))
        elif writing is Writing.SAFE:
            self.change(MayWrite())

    def tell(self, line: SceneLine, service: Service | None) -> None:
        """Say one line of a scene."""
        match line:
            case State():
                self.says.append(Outgoing("", tells=service or Service.INFORMATION))
            case Numbers(first, life):
                self.tell_numbers(first, life)
            case str():
                self.say(line)

    def tell_numbers(self, first: str, life: bool) -> None:
        """Say the numbers once a country; where none is known yet, only what holds anywhere, and only for life."""
        country = self.talk.place or self.talk.guessed_place
        if life or (country and country != self.talk.numbers_told):
            self.says.append(Outgoing(self.numbers(country, first, life), life=life))
            self.talk = replace(self.talk, numbers_told=country)

    def numbers(self, country: str, first: str, life: bool) -> str:
        """The numbers of the country of the person concerned, or the truth that we have none (R14)."""
        known = self.world.numbers(country) if country else ()
        if not known:
            return self.say_in(anywhere.NO_NUMBER)
        ordered = sorted(known, key=lambda number: number.role != first)
        listed = ", ".join(f"{self.say_in(anywhere.ROLES[number.role])} {number.number}" for number in ordered)
        pattern = anywhere.NUMBERS_SAID if self.talk.place else anywhere.NUMBERS_GUESSED
        name = self.world.country_name(country, self.talk.language)
        told = self.say_in(pattern).format(country=name, numbers=listed)
        careful = self.world.cautious(country) and not life
        return f"{told}\n{self.say_in(anywhere.FIRST_ASK_US)}" if careful else told

    def ask(self, scene: Scene) -> None:
        """Ask the scene's question; from now on it stands open."""
        if isinstance(scene.then, Ask):
            choices = tuple(Choice(self.say_in(answer.label)) for answer in scene.then.answers)
            self.says.append(Outgoing(self.say_in(scene.then.question), choices, asks=True))
        elif isinstance(scene.then, Listen):
            skip = (Choice(self.say_in(scene.then.skip)),) if scene.then.skip else ()
            self.says.append(Outgoing(self.say_in(scene.then.question), skip, asks=True, waits=True))
        self.talk = replace(self.talk, asked=self.talk.turn)

    def ask_again(self) -> None:
        """Repeat the open question, so that nobody is left without a way on."""
        if self.here:
            self.ask(self.here[1])


def to_do_not_reply(hearing: Hearing) -> bool:
    """R5: "do not reply" in any message beats every other rule, the first confirmation included."""
    if hearing.reading.command is not Command.DO_NOT_REPLY:
        return False
    hearing.notice_signs()
    service = hearing.service or Service.EMERGENCY
    if hearing.talk.holder is Holder.FLOW:
        hearing.change(OpenTicket(service, Urgency.HIGH, "do_not_reply"))
        hearing.keep(service, SAID, hearing.heard.text, more=True)
    hearing.allow(Writing.QUIET)
    return True


def to_officers_talk(hearing: Hearing) -> bool:
    """While an officer holds the talk the flow is silent; words are passed on, danger still alerts (R12)."""
    if hearing.talk.holder is not Holder.OFFICER:
        return False
    hearing.notice_signs()
    if hearing.reading.command is Command.MAY_REPLY and hearing.talk.writing is not Writing.SAFE:
        hearing.allow(Writing.SAFE)
    if hearing.reading.command is Command.DELETE and hearing.reading.command_exact:
        hearing.change(Guarded("delete"))
    return True


def to_silence(hearing: Hearing) -> bool:
    """After "do not reply" nothing is said until the person says that writing is safe; all of it is kept."""
    if hearing.talk.writing is not Writing.QUIET:
        return False
    hearing.notice_signs()
    service = hearing.service or Service.EMERGENCY
    hearing.keep(service, SAID, words_of(hearing.heard), more=True)
    if hearing.reading.command is Command.MAY_REPLY:
        hearing.allow(Writing.SAFE)
        hearing.enter(anywhere.WRITING_IS_SAFE)
    return True


def to_edit(hearing: Hearing) -> bool:
    """A message that was changed afterwards answers nothing anew; its danger counts, its words are kept."""
    if not hearing.heard.edits:
        return False
    hearing.notice_signs()
    if hearing.service:
        hearing.keep(hearing.service, SAID, hearing.heard.text, more=True)
    elif hearing.danger:
        return False
    return True


def to_command(hearing: Hearing) -> bool:
    """What a person may ask for anywhere: an exact word acts at once."""
    command = hearing.reading.command
    if command is None or not hearing.reading.command_exact:
        return False
    if command is Command.BACK:
        return back(hearing)
    target = anywhere.TARGETS.get(command)
    if target is None:
        return False
    hearing.notice_signs()
    if command is Command.PERSON and hearing.service:
        return person_wanted(hearing, hearing.service)
    hearing.enter(target)
    return True


def person_wanted(hearing: Hearing, service: Service) -> bool:
    """A person is asked for in the middle of a matter: it is passed on, and the talk stays where it stands."""
    hearing.change(WantPerson(service, "asked"))
    hearing.says.append(Outgoing("", tells=service))
    if hearing.talk.asked:
        hearing.ask_again()
    return True


def back(hearing: Hearing) -> bool:
    """To the scene before this one, where there is one."""
    earlier = hearing.talk.trail[:-1]
    if not earlier:
        return False
    hearing.talk = replace(hearing.talk, trail=earlier[:-1])
    hearing.enter(earlier[-1])
    return True


def to_danger(hearing: Hearing) -> bool:
    """Danger opens a ticket from anywhere; where its questions are being asked already, they go on."""
    reading, heard = hearing.reading, hearing.heard
    hearing.notice_signs()
    if LIFE_AT_STAKE & {sign.kind for sign in reading.signs if not sign.doubtful}:
        hearing.tell_numbers(first_role(hearing), life=True)
    if hearing.service is Service.EMERGENCY or not (hearing.danger or reading.asks_first):
        return False
    hearing.enter(anywhere.DANGER if hearing.danger else anywhere.DOUBT)
    hearing.keep(Service.EMERGENCY, "what", words_of(heard), more=True)
    if heard.forwarded:
        hearing.keep(Service.EMERGENCY, "forwarded", "often" if heard.often_forwarded else "once")
        hearing.talk = replace(hearing.talk, filled="what")
    return True


def first_role(hearing: Hearing) -> str:
    """Ambulance before police for illness, injury, poison and thoughts of ending life (R14)."""
    body = {"not_breathing", "poison", "self_harm_done", "drowning"}
    return "ambulance" if body & {sign.kind for sign in hearing.reading.signs} else "police"


def to_burst(hearing: Hearing) -> bool:
    """Words written before the open question could be read stay with the field that was being filled."""
    if hearing.seen or hearing.heard.press or not hearing.talk.asked:
        return False
    if hearing.service and hearing.talk.filled:
        hearing.keep(hearing.service, hearing.talk.filled, words_of(hearing.heard), more=True)
        if hearing.heard.kind is Kind.VOICE:
            hearing.change(WantPerson(hearing.service, "voice"))
        return True
    return hearing.heard.kind is Kind.TEXT and hearing.reading.service is None


def to_press(hearing: Hearing) -> bool:
    """A button answers the question that offered it; an older one is said to be old and the question repeated."""
    press, here = hearing.heard.press, hearing.here
    if press is None:
        return False
    if here is None:
        return False
    if press.turn == hearing.talk.asked and pressed(hearing, here[1], press):
        return True
    if hearing.talk.asked:
        hearing.say(anywhere.OLD_BUTTON)
        hearing.ask_again()
    else:
        hearing.say(anywhere.OLD_BUTTON)
    return True


def pressed(hearing: Hearing, scene: Scene, press: Press) -> bool:
    """Take the button of the open question, if there is one at that place."""
    if isinstance(scene.then, Ask) and 0 <= press.choice < len(scene.then.answers):
        answer(hearing, scene.then, scene.then.answers[press.choice])
        return True
    if isinstance(scene.then, Listen) and scene.then.skip and press.choice == 0:
        hearing.enter(scene.then.then)
        return True
    return False


def to_scene(hearing: Hearing) -> bool:
    """The scene's own way to take what was said."""
    here = hearing.here
    if here is None:
        return to_first_words(hearing)
    match here[1].then:
        case Ask() as ask:
            return to_ask(hearing, ask)
        case Listen() as listen:
            return to_listen(hearing, listen)
        case _:
            return to_stop(hearing)


def to_first_words(hearing: Hearing) -> bool:
    """The first words of all: a voice opens a ticket (R17), a wish leads to its conversation, else the welcome."""
    if hearing.heard.kind is Kind.VOICE:
        return voice_first(hearing)
    wish = hearing.reading.service
    if wish is not None and wish in anywhere.WISHES:
        hearing.enter(anywhere.WISHES[wish])
        if hearing.service:
            hearing.keep(hearing.service, "what", words_of(hearing.heard), more=True)
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
    if picked:
        answer(hearing, ask, picked)
        return True
    if hearing.service is None and hearing.reading.service in anywhere.WISHES:
        return to_first_words(hearing)
    if heard.kind is Kind.VOICE and hearing.service is None:
        return voice_first(hearing)
    keep_by_the_way(hearing)
    if ask.other and heard.kind is not Kind.STICKER:
        hearing.enter(ask.other)
        return True
    if heard.kind in ANSWERS_BY_FILE or hearing.reading.signs:
        hearing.say(anywhere.KEPT_BY_KIND.get(heard.kind, anywhere.KEPT))
        hearing.ask_again()
        return True
    return misunderstood(hearing)


def keep_by_the_way(hearing: Hearing) -> None:
    """Words that answer no question are kept with the ticket; a voice note waits for a listener."""
    if hearing.service is None:
        return
    hearing.keep(hearing.service, SAID, words_of(hearing.heard), more=True)
    if hearing.heard.kind is Kind.VOICE:
        hearing.change(WantPerson(hearing.service, "voice"))


def misunderstood(hearing: Hearing) -> bool:
    """We did not understand: say so, ask again, and after the second time offer a person."""
    times = hearing.talk.misunderstood + 1
    hearing.talk = replace(hearing.talk, misunderstood=times)
    hearing.say(anywhere.OFFER_PERSON if times >= OFFER_PERSON_AFTER else anywhere.NOT_UNDERSTOOD)
    hearing.ask_again()
    return True


def answer(hearing: Hearing, ask: Ask, picked: Answer) -> None:
    """Take one answer and go where it leads."""
    service = hearing.service
    if picked.writing:
        hearing.allow(picked.writing)
    if service and picked.urgency is not None:
        hearing.change(OpenTicket(service, picked.urgency, "answer"))
    if service and ask.field:
        hearing.keep(service, ask.field, picked.value or picked.label)
    hearing.enter(picked.then)


def to_listen(hearing: Hearing, listen: Listen) -> bool:
    """Anything that can be an answer is one: words, a place, a voice, a picture, a contact card."""
    heard = hearing.heard
    if listen.skip and chosen(heard.text, (Answer(listen.skip, listen.then),), hearing.reading, hearing.say_in):
        hearing.enter(listen.then)
        return True
    if heard.kind in (Kind.STICKER, Kind.UNREADABLE):
        return misunderstood(hearing)
    service = hearing.service
    if service:
        hearing.keep(service, listen.field, words_of(heard))
        if heard.kind is Kind.VOICE:
            hearing.change(WantPerson(service, "voice"))
    if listen.wants == "place" and hearing.reading.mentions.country:
        hearing.talk = replace(hearing.talk, place=hearing.reading.mentions.country)
    hearing.enter(listen.then)
    if service:
        hearing.talk = replace(hearing.talk, filled=listen.field)
    return True


def to_stop(hearing: Hearing) -> bool:
    """No question stands open: the words join the matter, or begin a new one."""
    if hearing.service is None:
        return to_first_words(hearing)
    keep_by_the_way(hearing)
    hearing.say(anywhere.KEPT_BY_KIND.get(hearing.heard.kind, anywhere.KEPT))
    if hearing.talk.writing is Writing.SAFE:
        hearing.says.append(Outgoing("", tells=hearing.service))
    return True


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

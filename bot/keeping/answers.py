"""Prepared answers: the ones kept at the desk, or where there are none yet, those that ship with the program."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from bot.keeping.trail import EVERYBODY, Unfit, may_keep, write_change
from bot.language.caution import warnings
from bot.store.keeping_tables import PreparedAnswer
from bot.store.tables import Officer

ACT: Final = "answer.keep"
SOURCE: Final = "id"
PURPOSES: Final = ("reply", "event")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One prepared answer with its words in each language."""

    key: str
    title: str
    texts: dict[str, str]
    purpose: str = "reply"
    active: bool = True


def kept(db: Session) -> list[Prepared]:
    """The answers kept at the desk, in their order; none before the first change."""
    return [prepared(row) for row in db.exec(KEPT)]


KEPT: Final = select(PreparedAnswer).order_by(col(PreparedAnswer.position), col(PreparedAnswer.key))


def prepared(row: PreparedAnswer) -> Prepared:
    """A row, opened."""
    return Prepared(row.key, row.title, json.loads(row.texts), row.purpose, row.active)


def keep(db: Session, admin: Officer, answer: Prepared, shipped: list[Prepared], now: datetime) -> None:
    """Keep a new or a changed answer. Raises Unfit for what has no key or Indonesian, or says what we do not say."""
    may_keep(db, admin, ACT, EVERYBODY)
    take_over(db, shipped)
    fits(answer)
    row = db.get(PreparedAnswer, answer.key, with_for_update=True)
    before = state(prepared(row)) if row else {}
    if row is None:
        last = db.exec(select(PreparedAnswer.position).order_by(col(PreparedAnswer.position).desc())).first() or 0
        row = PreparedAnswer(key=answer.key, title="", texts="{}", position=last + 1)
    row.title, row.texts, row.purpose = answer.title, json.dumps(answer.texts, ensure_ascii=False), answer.purpose
    row.active = answer.active
    db.add(row)
    write_change(db, admin, (EVERYBODY, "answer", answer.key), before, state(answer), now)


def take_over(db: Session, shipped: list[Prepared]) -> None:
    """Before the first change: what ships with the program is kept at the desk from now on."""
    if db.exec(select(PreparedAnswer.key)).first() is None:
        for place, one in enumerate(shipped):
            texts = json.dumps(one.texts, ensure_ascii=False)
            db.add(PreparedAnswer(key=one.key, title=one.title, texts=texts, purpose=one.purpose, position=place))
        db.flush()


def fits(answer: Prepared) -> None:
    """Raises Unfit for an answer that cannot be kept."""
    if not answer.key.replace("_", "").isalnum() or not answer.key.isascii():
        raise Unfit("key", "answer_key")
    if not answer.title:
        raise Unfit("title", "needed")
    if not answer.texts.get(SOURCE):
        raise Unfit("text_id", "needed")
    if answer.purpose not in PURPOSES:
        raise Unfit("purpose", "needed")
    for language, text in answer.texts.items():
        if any(one.kind == "words" for one in warnings(text)):
            raise Unfit(f"text_{language}", "not_said")


def state(answer: Prepared) -> dict[str, object]:
    """An answer as the trail shows it."""
    words = {f"text ({language})": text for language, text in answer.texts.items()}
    return {"title": answer.title, "purpose": answer.purpose, "active": answer.active} | words

"""A form: its fields, what was filled in, and what is wrong with it, field by field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bot.desk.frame import Visit
from bot.desk.keep.words import WRONG

T = TypeVar("T")
TEXT, LONG, CHOICE, MANY, YES, DATE, NUMBER, MOMENT = (
    "text",
    "long",
    "choice",
    "many",
    "yes",
    "date",
    "number",
    "moment",
)
Choices = Sequence[tuple[str, str]]
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its label and help (Indonesian sentences), and what kind it is.

    `choices` are (value, Indonesian words); a choice of something that people have named is shown as it is.
    """

    name: str
    label: str
    kind: str = TEXT
    choices: Choices = ()
    help: str = ""
    needed: bool = False
    fixed: bool = False


@dataclass(slots=True)
class Filled:
    """What stands in a form's fields, and what is wrong with it."""

    values: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed or chosen."""
        return self.values.get(name, "")

    def many(self, name: str) -> frozenset[str]:
        """What was ticked."""
        return self.chosen.get(name, frozenset())

    def yes(self, name: str) -> bool:
        """Was it ticked?"""
        return self.values.get(name) == "yes"

    def wrong(self, name: str, why: str) -> None:
        """This field cannot be kept: the code of the reason."""
        self.errors.setdefault(name, WRONG.get(why, WRONG["other"]))

    def parsed(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """What `parse` makes of a field; where it raises ValueError, its code stands at the field."""
        try:
            return parse(self.text(name))
        except ValueError as why:
            self.wrong(name, str(why))
            return default


def filled(fields: Iterable[Field], visit: Visit) -> Filled:
    """What was posted, and which needed fields are empty or chosen from nowhere."""
    found = Filled()
    for one in fields:
        if one.kind == MANY:
            ticked = frozenset(str(value) for value in visit.form.getlist(one.name))
            found.chosen[one.name] = ticked
            if not ticked <= {value for value, _words in one.choices}:
                found.wrong(one.name, "choose")
            continue
        found.values[one.name] = visit.field(one.name, LONGEST)
        if one.needed and not found.text(one.name):
            found.wrong(one.name, "needed")
        if one.kind == CHOICE and found.text(one.name) not in {value for value, _words in one.choices}:
            found.wrong(one.name, "choose")
    return found


def standing(values: Mapping[str, str], chosen: Mapping[str, frozenset[str]] | None = None) -> Filled:
    """A form filled with how things stand."""
    return Filled(dict(values), dict(chosen or {}))

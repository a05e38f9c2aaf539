"""What Telegram refuses: names and types by aiogram's models of the methods, contents by teremok's rules."""

import json
import typing
from collections.abc import Mapping
from functools import lru_cache

from aiogram import Bot, methods
from aiogram.methods import TelegramMethod
from pydantic import ValidationError
from teremok import ApiRuleViolation
from teremok.validation import validate_method

METHODS: Mapping[str, type[TelegramMethod[object]]] = {
    method.__api_method__.lower(): method
    for method in vars(methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}


class Rejected(Exception):
    """Telegram's answer to a request that it does not take."""

    def __init__(self, status: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@lru_cache
def of_token(token: str) -> Bot:
    """The bot whose requests are checked; it calls nobody. Made once, for making one reads all certificates."""
    return Bot(token)


def checked(name: str, given: Mapping[str, object], token: str) -> TelegramMethod[object]:
    """The request as aiogram's model of the method; raises Rejected where Telegram would, and for unknown names."""
    model = METHODS.get(name.lower())
    if model is None:
        raise Rejected(404, "Not Found")
    unknown = set(given) - set(model.model_fields)
    if unknown:
        raise Rejected(400, f"Bad Request: unknown parameters {sorted(unknown)}")
    try:
        method = model.model_validate({field: _typed(model, field, value) for field, value in given.items()})
        validate_method(of_token(token), method)
    except ValidationError as error:
        wrong = sorted({str(place["loc"][0]) for place in error.errors()})
        raise Rejected(400, f"Bad Request: wrong or missing parameters {wrong}") from None
    except ApiRuleViolation as violation:
        raise Rejected(400, violation.description) from None
    return method


def _typed(model: type[TelegramMethod[object]], field: str, value: object) -> object:
    """A form carries only text: numbers and JSON are read from it where the method's model wants them."""
    if not isinstance(value, str):
        return value
    wanted = set(typing.get_args(model.model_fields[field].annotation)) or {model.model_fields[field].annotation}
    if int in wanted and value.lstrip("-").isdigit():
        return int(value)
    if str in wanted or value[:1] not in "[{":
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Rejected(400, f"Bad Request: can't parse {field} as JSON object") from None

"""Templates of one language: their sentences are put into it when a template is compiled, not each time it is drawn."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


class SpokenEnvironment(Environment):
    """Draws in one language, whose sentences `say` gives."""

    def __init__(self, say: Callable[[str], str], **settings: Any) -> None:
        super().__init__(**settings)
        self.say = say

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        read = super()._parse(source, name, filename)
        _Speaker(self.say).visit(read)
        return read


class _Speaker(NodeTransformer):
    """Puts `_("...")` into words; its named blanks are filled, and escaped, where the page is drawn."""

    def __init__(self, say: Callable[[str], str]) -> None:
        self.say = say

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  (the name by which Jinja calls it)
        """A sentence that stands in the template, in our language; every other call as it is."""
        self.generic_visit(call)
        sentence = sentence_of(call)
        if sentence is None:
            return call
        said = Markup(self.say(sentence))  # noqa: S704  (the catalogue's, as the template's own words)
        if not call.kwargs:
            return nodes.Const(said % {}, lineno=call.lineno)
        blanks = [nodes.Pair(nodes.Const(one.key), one.value, lineno=call.lineno) for one in call.kwargs]
        filled = nodes.Dict(blanks, lineno=call.lineno)
        return nodes.Mod(nodes.Const(said), filled, lineno=call.lineno)


def sentence_of(call: nodes.Call) -> str | None:
    """The sentence of a call of `_`, where it stands there as it is."""
    named = isinstance(call.node, nodes.Name) and call.node.name == "_"
    if not named or call.dyn_args or call.dyn_kwargs or len(call.args) != 1:
        return None
    (only,) = call.args
    return only.value if isinstance(only, nodes.Const) and isinstance(only.value, str) else None

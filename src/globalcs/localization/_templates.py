"""
Message templates: a small part of Jinja, checked on the syntax tree before anything is compiled.

A template may print declared variables through the library's own filters, choose with `if`, and go
through the lines of an order with `for`. It can't call, compute, import, include, define, index or
reach an attribute that is not declared. What a customer said is never template source.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import TemplateError
from globalcs.localization import _filters
from globalcs.localization._contracts import ITEM_FIELDS
from globalcs.localization._values import Ready, Shown, Url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment, nodes

    from globalcs.localization._contracts import Variable

__all__ = ["Compiled", "Slots", "check", "compile_template", "environment", "render_text"]

LONGEST_SOURCE = 20_000
MOST_NODES = 2_000
DEEPEST_LOOP = 2
LONGEST_OUTPUT = 256 * 1024

_ALLOWED = frozenset(
    (
        "Template", "Output", "TemplateData", "Name", "Getattr", "Filter", "Keyword", "Const", "If",
        "For", "Compare", "Operand", "And", "Or", "Not", "Test",
    )
)  # fmt: skip
_COMPARISONS = frozenset(("eq", "ne", "lt", "lteq", "gt", "gteq"))
_PLAIN_WORDS = {
    "Add": "arithmetic", "Sub": "arithmetic", "Mul": "arithmetic", "Div": "arithmetic",
    "FloorDiv": "arithmetic", "Mod": "arithmetic", "Pow": "arithmetic", "Neg": "arithmetic",
    "Pos": "arithmetic", "Concat": "joining text with ~", "Call": "a call",
    "CallBlock": "a call block",
    "Getitem": "an index", "Macro": "a macro", "Import": "an import", "FromImport": "an import",
    "Include": "an include", "Extends": "extends", "Block": "a block", "Assign": "set",
    "AssignBlock": "set", "FilterBlock": "a filter block", "With": "with",
    "Scope": "autoescape",
    "ScopedEvalContextModifier": "autoescape", "List": "a list", "Tuple": "a tuple",
    "Dict": "a dict",
    "CondExpr": "an inline if", "Slice": "a slice", "NSRef": "a namespace",
}  # fmt: skip


class Slots(NamedTuple):
    """
    The names a template may use.

    Attributes:
        types: name and type of every variable.
        optional: those that may be missing, which a template has to ask about first.
        words: the names under `say`, the words of the register.
    """

    types: Mapping[str, str]
    optional: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, variables: Mapping[str, Variable], words: frozenset[str]) -> Slots:
        """
        The slots of a message, with those that every message has.
        """
        types: dict[str, str] = {name: found.type for name, found in variables.items()}
        optional = frozenset(name for name, found in variables.items() if not found.needed)
        own = {"salutation": "text", "closing": "text", "formal": "flag", "say": "words"}
        return cls({**types, **own}, optional, words)


class Compiled(NamedTuple):
    """
    A checked template, ready to run.
    """

    name: str
    run: Callable[[Mapping[str, Any]], Iterator[str]]


# The check.


def check(source: str, slots: Slots, name: str) -> nodes.Template:
    """
    Parse a template and refuse what is not allowed, with the construct and the line.

    Raises:
        TemplateError: a syntax error, a construct outside the grammar, a name that is not declared,
            an optional variable printed without asking `is given`, or a source beyond the caps.
    """
    if len(source) > LONGEST_SOURCE:
        raise TemplateError(f"longer than {LONGEST_SOURCE} characters", template=name)
    tree = _parsed(source, name)
    _Checker(slots, name).template(tree)
    return tree


def _parsed(source: str, name: str) -> nodes.Template:
    from jinja2 import TemplateSyntaxError

    try:
        return environment("en", html=False).parse(source)
    except TemplateSyntaxError as error:
        raise TemplateError("the syntax is wrong here", template=name, line=error.lineno) from None
    except RecursionError:
        raise TemplateError("nested too deeply", template=name) from None


class _Checker:
    """
    Walks the tree with what is known at each place: loop variables and what was asked for.
    """

    def __init__(self, slots: Slots, name: str) -> None:
        self.slots = slots
        self.name = name
        self.count = 0

    def refuse(self, what: str, node: nodes.Node) -> TemplateError:
        return TemplateError(what, template=self.name, line=node.lineno)

    def template(self, tree: nodes.Template) -> None:
        self.all(tree.body, frozenset(), ())

    def all(self, found: list[Any], given: frozenset[str], loops: tuple[str, ...]) -> None:
        for node in found:
            self.node(node, given, loops)

    def node(self, node: nodes.Node, given: frozenset[str], loops: tuple[str, ...]) -> None:
        kind = type(node).__name__
        self.count += 1
        if self.count > MOST_NODES:
            raise self.refuse(f"more than {MOST_NODES} parts", node)
        if kind not in _ALLOWED:
            raise self.refuse(f"{_PLAIN_WORDS.get(kind, kind)} is not allowed", node)
        visit = getattr(self, f"visit_{kind.lower()}", None)
        if visit is not None:
            visit(node, given, loops)
        else:
            self.all(list(node.iter_child_nodes()), given, loops)

    def visit_output(
        self, node: nodes.Output, given: frozenset[str], loops: tuple[str, ...]
    ) -> None:
        for child in node.nodes:
            self.node(child, given, loops)
            self.printable(child, given, loops)

    def printable(self, node: Any, given: frozenset[str], loops: tuple[str, ...]) -> None:
        """
        Only text and links are printed as they are; amounts, days and numbers go through a filter.
        """
        kind = type(node).__name__
        if kind in ("TemplateData", "Filter"):
            return
        found = self.type_of(node, loops)
        if found not in ("text", "url"):
            raise self.refuse(f"a value of type {found} needs a filter to be printed", node)

    def visit_name(self, node: nodes.Name, given: frozenset[str], loops: tuple[str, ...]) -> None:
        if node.ctx != "load":
            raise self.refuse("setting a name is not allowed", node)
        self.type_of(node, loops)
        if node.name in self.slots.optional - given and node.name not in loops:
            raise self.refuse(f"{node.name} may be missing; ask {node.name} is given first", node)

    def visit_getattr(
        self, node: nodes.Getattr, given: frozenset[str], loops: tuple[str, ...]
    ) -> None:
        self.type_of(node, loops)

    def visit_filter(
        self, node: nodes.Filter, given: frozenset[str], loops: tuple[str, ...]
    ) -> None:
        if node.name not in _filters.ACCEPTED:
            raise self.refuse(f"there is no filter {node.name}", node)
        if node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self.refuse("a filter takes plain arguments", node)
        self.node(node.node, given, loops)
        found = self.type_of(node.node, loops)
        if found not in _filters.ACCEPTED[node.name]:
            raise self.refuse(f"the filter {node.name} takes no {found}", node)
        self.arguments(node)

    def arguments(self, node: nodes.Filter) -> None:
        names = {keyword.key for keyword in node.kwargs}
        values = [*node.args, *(keyword.value for keyword in node.kwargs)]
        if any(type(value).__name__ != "Const" for value in values):
            raise self.refuse("the argument of a filter is a plain text", node)
        if node.name != "plural" and values:
            raise self.refuse(f"the filter {node.name} takes no argument", node)
        if node.name == "plural" and (
            node.args or "other" not in names or names - _filters.PLURALS
        ):
            raise self.refuse("plural takes zero, one, two, few, many and other", node)

    def visit_test(self, node: nodes.Test, given: frozenset[str], loops: tuple[str, ...]) -> None:
        if node.name != "given" or type(node.node).__name__ != "Name" or node.args or node.kwargs:
            raise self.refuse("the only test is: NAME is given", node)
        self.type_of(node.node, loops)

    def visit_compare(
        self, node: nodes.Compare, given: frozenset[str], loops: tuple[str, ...]
    ) -> None:
        self.node(node.expr, given, loops)
        for operand in node.ops:
            if operand.op not in _COMPARISONS:
                raise self.refuse(f"comparing with {operand.op} is not allowed", node)
            self.node(operand.expr, given, loops)

    def visit_if(self, node: nodes.If, given: frozenset[str], loops: tuple[str, ...]) -> None:
        self.node(node.test, given | _asked(node.test), loops)
        self.all(node.body, given | _asked(node.test), loops)
        self.all(node.elif_, given, loops)
        self.all(node.else_, given, loops)

    def visit_for(self, node: nodes.For, given: frozenset[str], loops: tuple[str, ...]) -> None:
        if node.recursive or node.test is not None or node.else_:
            raise self.refuse("a loop has no condition, else or recursion", node)
        if len(loops) >= DEEPEST_LOOP:
            raise self.refuse(f"loops are nested deeper than {DEEPEST_LOOP}", node)
        target = getattr(node.target, "name", None)
        if target is None or target in self.slots.types or target in loops:
            raise self.refuse("a loop needs one new name", node)
        self.node(node.iter, given, loops)
        if self.type_of(node.iter, loops) != "items":
            raise self.refuse("a loop goes through the lines of an order only", node)
        self.all(node.body, given, (*loops, target))

    def type_of(self, node: Any, loops: tuple[str, ...]) -> str:
        kind = type(node).__name__
        if kind == "Name":
            return self.type_of_name(node, loops)
        if kind == "Getattr":
            return self.type_of_attribute(node, loops)
        if kind == "Const":
            return "text" if isinstance(node.value, str) else "count"
        return "flag"

    def type_of_name(self, node: nodes.Name, loops: tuple[str, ...]) -> str:
        if node.name in loops:
            return "item"
        if node.name not in self.slots.types:
            raise self.refuse(f"{_plain_name(node.name)} is not declared for this message", node)
        return self.slots.types[node.name]

    def type_of_attribute(self, node: nodes.Getattr, loops: tuple[str, ...]) -> str:
        owner = self.type_of(node.node, loops)
        if owner == "item" and node.attr in ITEM_FIELDS:
            return ITEM_FIELDS[node.attr]
        if owner == "words" and node.attr in self.slots.words:
            return "text"
        raise self.refuse(f"the attribute {_plain_name(node.attr)} is not declared", node)


def _plain_name(name: str) -> str:
    return name if len(name) <= 40 else "a name"


def _asked(test: Any) -> frozenset[str]:
    """
    The names that are surely given where a condition holds.
    """
    kind = type(test).__name__
    if kind == "And":
        return _asked(test.left) | _asked(test.right)
    if kind == "Test" and type(test.node).__name__ == "Name":
        return frozenset({test.node.name})
    return frozenset()


# Compiling and running.


@lru_cache(maxsize=256)
def environment(locale: str, *, html: bool, rtl: bool = False) -> Environment:
    """
    A Jinja environment that holds only this library's filters, for one formatting locale.
    """
    from jinja2 import Environment, StrictUndefined
    from jinja2.runtime import Undefined

    class Fenced(Environment):
        """
        Reads attributes of rows only, and only by their keys.
        """

        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if isinstance(obj, dict) else self.undefined(name=attribute)

    def finalize(value: Any) -> Any:
        if isinstance(value, Undefined) or value is None:
            raise TemplateError("a value is printed that is not there")
        return shown(value)

    shown = partial(_in_html if html else _in_text, rtl=rtl)
    made = Fenced(
        autoescape=html,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=0,
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update(_filters.bound(locale))
    made.tests.clear()
    made.tests["given"] = _is_given
    return made


def _is_given(value: object) -> bool:
    return value is not None


def _in_text(value: Any, *, rtl: bool) -> str:
    """
    A value for plain text, isolated where its direction could mix with that of the sentence.
    """
    if isinstance(value, (Ready, Url)) or not _needs_isolation(str(value), rtl):
        return str(value)
    return f"\u2068{value}\u2069"


def _in_html(value: Any, *, rtl: bool) -> Any:
    from markupsafe import Markup

    if isinstance(value, (Markup, Url)):
        return value
    if isinstance(value, Shown) and not _needs_isolation(value, rtl):
        return str(value)
    return Markup("<bdi>{}</bdi>").format(str(value))


@lru_cache(maxsize=1024)
def _needs_isolation(text: str, rtl: bool) -> bool:
    other = ("L", "EN") if rtl else ("R", "AL", "AN")
    return any(unicodedata.bidirectional(letter) in other for letter in text)


def compile_template(
    source: str, slots: Slots, name: str, locale: str, *, html: bool = False, rtl: bool = False
) -> Compiled:
    """
    Check and compile a template for one formatting locale.
    """
    tree = check(source, slots, name)
    template = environment(locale, html=html, rtl=rtl).from_string(tree)

    def run(values: Mapping[str, Any]) -> Iterator[str]:
        return template.root_render_func(template.new_context(dict(values)))

    return Compiled(name, run)


def render_text(compiled: Compiled, values: Mapping[str, Any]) -> str:
    """
    Run a template; its output is cut off by an error when it grows beyond any message.

    Raises:
        TemplateError: the output is longer than 256 KiB.
    """
    pieces: list[str] = []
    size = 0
    for piece in compiled.run(values):
        size += len(piece)
        if size > LONGEST_OUTPUT:
            raise TemplateError(
                f"the message grows beyond {LONGEST_OUTPUT} characters", template=compiled.name
            )
        pieces.append(piece)
    return "".join(pieces)


_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def tidy(text: str) -> str:
    """
    Text without the empty lines that conditions leave behind.
    """
    return _BLANK_LINES.sub("\n\n", text).strip()

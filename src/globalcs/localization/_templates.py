"""
Message templates: a small part of Jinja, checked on the syntax tree before anything is compiled.

A template may print declared variables through the library's own filters, choose with `if`, and go
through the lines of an order with `for`. It can't call, compute, import, include, define, index or
reach an attribute that is not declared. What a customer said is never template source.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from functools import lru_cache, partial
from html import escape
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import TemplateError
from globalcs.localization import _filters
from globalcs.localization._contracts import ITEM_FIELDS
from globalcs.localization._particles import PAIRS
from globalcs.localization._values import Lines, Ready, Shown, Url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2 import Environment, nodes

    from globalcs.localization._contracts import Variable

    Run = Callable[[Mapping[str, Any]], str]

__all__ = ["Compiled", "Slots", "check", "compile_template", "render_text"]

LONGEST_SOURCE = 20_000
MOST_NODES = 2_000
LONGEST_OUTPUT = 256 * 1024

_ALLOWED = frozenset(
    (
        "Template", "Output", "TemplateData", "Name", "Getattr", "Filter", "Keyword", "Const", "If",
        "For", "Compare", "Operand", "And", "Or", "Not", "Test",
    )
)  # fmt: skip
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "eq": operator.eq,
        "ne": operator.ne,
        "lt": operator.lt,
        "lteq": operator.le,
        "gt": operator.gt,
        "gteq": operator.ge,
    }
)
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

_TYPES_OF_CONSTANTS = {str: "text", int: "count", bool: "flag"}


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
        flags = dict.fromkeys(("formal", "elaborate", "indirect"), "flag")
        own = {"salutation": "text", "closing": "text", "say": "words", **flags}
        return cls({**types, **own}, optional, words)


class Compiled(NamedTuple):
    """
    A checked template, ready to run.
    """

    name: str
    run: Run


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
        return _environment().parse(source)
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
        before = ""
        for child in node.nodes:
            self.node(child, given, loops)
            self.printable(child, given, loops)
            if before.endswith('href="') and self.type_of(child, loops) != "url":
                raise self.refuse("a link goes to a variable of type url", node)
            before = getattr(child, "data", "")

    def printable(self, node: Any, given: frozenset[str], loops: tuple[str, ...]) -> None:
        """
        Only text and links are printed as they are; amounts, days and numbers go through a filter.
        """
        kind = type(node).__name__
        if kind in ("TemplateData", "Filter"):
            return
        found = self.type_of(node, loops)
        if found not in ("text", "lines", "url"):
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
        if node.name == "particle":
            if [getattr(value, "value", None) in PAIRS for value in values] != [True]:
                raise self.refuse('particle takes one pair, such as "이/가"', node)
            return
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
            found = {self.type_of(node.expr, loops), self.type_of(operand.expr, loops)}
            if len(found) > 1:
                raise self.refuse(f"{' and '.join(sorted(found))} can't be compared", node)

    def visit_if(self, node: nodes.If, given: frozenset[str], loops: tuple[str, ...]) -> None:
        self.node(node.test, given | _asked(node.test), loops)
        self.all(node.body, given | _asked(node.test), loops)
        self.all(node.elif_, given, loops)
        self.all(node.else_, given, loops)

    def visit_for(self, node: nodes.For, given: frozenset[str], loops: tuple[str, ...]) -> None:
        if node.recursive or node.test is not None or node.else_:
            raise self.refuse("a loop has no condition, else or recursion", node)
        if loops:
            raise self.refuse("a loop inside a loop is not allowed", node)
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
            return _TYPES_OF_CONSTANTS.get(type(node.value), "nothing")
        if kind == "Filter":
            return "text"
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


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """
    Jinja's reader of templates. Nothing is evaluated by Jinja: what was read runs in `_Maker`.
    """
    from jinja2 import Environment

    return Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=0,
        autoescape=True,
    )


@lru_cache(maxsize=256)
def _shows(locale: str) -> Mapping[str, Callable[..., Shown]]:
    return _filters.bound(locale)


def _in_text(value: Any, *, rtl: bool) -> str:
    """
    A value for plain text, isolated where its direction could mix with that of the sentence.
    """
    if isinstance(value, Lines):
        return "\n".join(_isolated(line, rtl) for line in value.split("\n"))
    return str(value) if isinstance(value, (Ready, Url)) else _isolated(str(value), rtl)


def _isolated(text: str, rtl: bool) -> str:
    return f"\u2068{text}\u2069" if _needs_isolation(text, rtl) else text


def _in_html(value: Any, *, rtl: bool) -> str:
    """
    A value as HTML: escaped, and isolated where somebody outside wrote it.
    """
    if isinstance(value, Ready):
        return str(value)
    escaped = escape(str(value))
    if isinstance(value, Lines):
        escaped = escaped.replace("\n", "<br>")
    if isinstance(value, Url) or (isinstance(value, Shown) and not _needs_isolation(value, rtl)):
        return escaped
    return f"<bdi>{escaped}</bdi>"


@lru_cache(maxsize=1024)
def _needs_isolation(text: str, rtl: bool) -> bool:
    other = ("L", "EN") if rtl else ("R", "AL", "AN")
    return any(unicodedata.bidirectional(letter) in other for letter in text)


class _Maker:
    """
    Turns a checked tree into functions from values to text, for one formatting locale.
    """

    def __init__(self, locale: str, name: str, *, html: bool, rtl: bool) -> None:
        self.filters = _shows(locale)
        self.present = partial(_in_html if html else _in_text, rtl=rtl)
        self.name = name

    def block(self, found: list[Any]) -> Run:
        """
        Several nodes one after the other.
        """
        steps = tuple(_merged(step for node in found for step in self.steps(node)))
        if any(_loops(node) for node in found):
            return partial(_run_counted, steps, self.name)
        return partial(_run, steps)

    def steps(self, node: Any) -> Iterator[str | Run]:
        kind = _kind(node)
        if kind == "Output":
            for child in node.nodes:
                yield child.data if _kind(child) == "TemplateData" else self.slot(child)
        elif kind == "If":
            yield self.choice(node)
        else:
            yield self.loop(node)

    def slot(self, node: Any) -> Run:
        value, present, name = self.value(node), self.present, self.name

        def run(values: Mapping[str, Any]) -> str:
            found = value(values)
            if found is None:
                raise TemplateError("a value is printed that is not there", template=name)
            return present(found)

        return run

    def choice(self, node: Any) -> Run:
        branches = [(node.test, node.body), *((part.test, part.body) for part in node.elif_)]
        compiled = tuple((self.value(test), self.block(body)) for test, body in branches)
        otherwise = self.block(node.else_)

        def run(values: Mapping[str, Any]) -> str:
            for test, body in compiled:
                if test(values):
                    return body(values)
            return otherwise(values)

        return run

    def loop(self, node: Any) -> Run:
        target, lines, body = node.target.name, self.value(node.iter), self.block(node.body)
        name = self.name

        def run(values: Mapping[str, Any]) -> str:
            inner = dict(values)
            pieces, size = [], 0
            for inner[target] in lines(values) or ():
                pieces.append(body(inner))
                size += len(pieces[-1])
                _check_size(size, name)
            return "".join(pieces)

        return run

    def value(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        return getattr(self, f"value_{_kind(node).lower()}")(node)  # type: ignore[no-any-return]

    def value_name(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        return itemgetter(node.name)

    def value_getattr(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        owner, attribute = node.node.name, node.attr
        return lambda values: values[owner][attribute]

    def value_const(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        constant = node.value
        return lambda values: constant

    def value_filter(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        value, show = self.value(node.node), self.filters[node.name]
        if node.args:
            pair = node.args[0].value
            return lambda values: show(value(values), pair)
        if not node.kwargs:
            return lambda values: None if (found := value(values)) is None else show(found)
        forms = {keyword.key: keyword.value.value for keyword in node.kwargs}
        return lambda values: show(value(values), **forms)

    def value_test(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        name = node.node.name
        return lambda values: values[name] is not None

    def value_not(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        value = self.value(node.node)
        return lambda values: not value(values)

    def value_and(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        left, right = self.value(node.left), self.value(node.right)
        return lambda values: left(values) and right(values)

    def value_or(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        left, right = self.value(node.left), self.value(node.right)
        return lambda values: left(values) or right(values)

    def value_compare(self, node: Any) -> Callable[[Mapping[str, Any]], Any]:
        first = self.value(node.expr)
        rest = tuple((_COMPARISONS[part.op], self.value(part.expr)) for part in node.ops)

        def holds(values: Mapping[str, Any]) -> bool:
            left = first(values)
            for compare, value in rest:
                right = value(values)
                if not compare(left, right):
                    return False
                left = right
            return True

        return holds


def _loops(node: Any) -> bool:
    """
    Whether there is a loop in it: only then is the text counted while it grows.
    """
    from jinja2 import nodes

    return isinstance(node, nodes.For) or next(node.find_all(nodes.For), None) is not None


def _kind(node: Any) -> str:
    return type(node).__name__


def _merged(steps: Iterable[str | Run]) -> Iterator[str | Run]:
    """
    The steps, with neighbouring pieces of plain text made one.
    """
    held = ""
    for step in steps:
        if isinstance(step, str):
            held += step
            continue
        if held:
            yield held
            held = ""
        yield step
    if held:
        yield held


def _run(steps: tuple[str | Run, ...], values: Mapping[str, Any]) -> str:
    return "".join([step if step.__class__ is str else step(values) for step in steps])  # type: ignore[operator]


def _run_counted(steps: tuple[str | Run, ...], name: str, values: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    size = 0
    for step in steps:
        pieces.append(step if isinstance(step, str) else step(values))
        size += len(pieces[-1])
        _check_size(size, name)
    return "".join(pieces)


def _check_size(size: int, name: str) -> None:
    if size > LONGEST_OUTPUT:
        raise TemplateError(f"the message grows beyond {LONGEST_OUTPUT} characters", template=name)


def compile_template(
    source: str, slots: Slots, name: str, locale: str, *, html: bool = False, rtl: bool = False
) -> Compiled:
    """
    Check and compile a template for one formatting locale.
    """
    tree = check(source, slots, name)
    return Compiled(name, _Maker(locale, name, html=html, rtl=rtl).block(tree.body))


def render_text(compiled: Compiled, values: Mapping[str, Any]) -> str:
    """
    Run a template; its output is cut off by an error when it grows beyond any message.

    Raises:
        TemplateError: the output is longer than 256 KiB.
    """
    text = compiled.run(values)
    _check_size(len(text), compiled.name)
    return text


_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def tidy(text: str) -> str:
    """
    Text without the empty lines that conditions leave behind.
    """
    return _BLANK_LINES.sub("\n\n", text).strip()

"""
One body, two templates: text and HTML are derived from one source before either is compiled.

Paragraphs stand between empty lines. A line that starts with "- " is a point of a list, a line
like ``| label | value |`` a row of a table, and ``[label](variable)`` a link to an address among
the values. Since the structure is taken from the template's own lines, no value can add to it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Bodies", "bodies"]

_CONTROL_LINE = re.compile(r"\s*(?:\{%(?:(?!%\}).)*%\}\s*)+")
_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})")
_LINK = re.compile(r"\[([^\]\[{}]+)\]\(([a-z_][a-z0-9_]*)\)")


class Bodies(NamedTuple):
    """
    The sources of the text and of the HTML of a message.
    """

    text: str
    html: str


def bodies(source: str, colon: str) -> Bodies:
    """
    Derive both; the lines of the text are those of the source, so that errors name the right line.
    """
    lines = source.strip("\n").split("\n")
    text = "\n".join(_text_line(line, colon) for line in lines)
    html = "\n".join(part for block in _blocks(lines) for part in _html_block(block))
    return Bodies(text + "\n", html + "\n")


def _text_line(line: str, colon: str) -> str:
    cells = _cells(line)
    plain = f"{cells[0]}{colon}{cells[1]}" if cells else line
    return _LINK.sub(rf"\1{colon}{{{{ \2 }}}}", plain)


def _cells(line: str) -> list[str]:
    stripped = line.strip()
    if not (stripped.startswith("| ") and stripped.endswith(" |")):
        return []
    parts = [cell.strip() for cell in stripped.strip("|").split(" | ")]
    return parts if len(parts) == 2 else []


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _html_block(block: list[str]) -> list[str]:
    content = [line for line in block if not _CONTROL_LINE.fullmatch(line)]
    if not content:
        return block
    if _cells(content[0]):
        return ['<table role="presentation">', *map(_row, block), "</table>"]
    if content[0].lstrip().startswith("- "):
        return ["<ul>", *map(_point, block), "</ul>"]
    return _paragraph(block)


def _row(line: str) -> str:
    if _CONTROL_LINE.fullmatch(line):
        return line
    label, value = _cells(line) or (line, "")
    return f"<tr><td>{_inline(label)}</td><td>{_inline(value)}</td></tr>"


def _point(line: str) -> str:
    if _CONTROL_LINE.fullmatch(line):
        return line
    return f"<li>{_inline(line.strip().removeprefix('- '))}</li>"


def _paragraph(block: list[str]) -> list[str]:
    """
    Lines of one paragraph; each after the first starts with a line break.
    """
    lines = ["<p>"]
    first = True
    for line in block:
        if _CONTROL_LINE.fullmatch(line):
            lines.append(line)
        else:
            lines.append(_inline(line) if first else "<br>" + _inline(line))
            first = False
    return [*lines, "</p>"]


def _inline(text: str) -> str:
    """
    Literal text escaped, expressions kept, links made.
    """
    return "".join(
        part if index % 2 else _linked(part) for index, part in enumerate(_JINJA.split(text))
    )


def _linked(text: str) -> str:
    return _LINK.sub(r'<a href="{{ \2 }}">\1</a>', escape(text, quote=False))

"""
How a decision looks in a notebook: a card with its headline, values, reasons and sources.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from globalcs.decision import Decision, FactRef, Reason

__all__ = ["decision_html", "table_html"]

_COLOURS = {"complete": "#1a7f37", "estimated": "#9a6700", "unknown": "#cf222e"}
_CELL = "padding:1px 14px 1px 0"
_MARKS = {"step": "", "assumption": "assumed: ", "warning": "⚠ "}


def decision_html(decision: Decision) -> str:
    """
    The card of a decision; a room may add its own tables in `_tables_html`.
    """
    tables = getattr(decision, "_tables_html", lambda: "")()
    return (
        '<div style="border:1px solid #d0d7de;border-radius:8px;padding:12px;max-width:60em">'
        f"{_head(decision)}{tables}{_reasons(decision.reasons)}{_sources(decision.sources)}</div>"
    )


def _head(decision: Decision) -> str:
    colour = _COLOURS[decision.status]
    badge = (
        f'<span style="background:{colour};color:#fff;border-radius:9px;padding:1px 8px;'
        f'font-size:85%">{decision.status}</span>'
    )
    missing = ", ".join(map(escape, decision.missing))
    needs = f"<div>needs: <code>{missing}</code></div>" if missing else ""
    days = f"on {decision.on}, law of {decision.law_day}"
    return (
        f"<div><b>{escape(decision.headline().text())}</b> {badge} "
        f'<span style="color:#656d76">{days}</span></div>{needs}'
    )


def _reasons(reasons: Iterable[Reason]) -> str:
    said = dict.fromkeys(f"<li>{_MARKS[r.level]}{escape(r.text())}</li>" for r in reasons)
    return f"<details><summary>why</summary><ol>{''.join(said)}</ol></details>" if said else ""


def _sources(sources: Iterable[FactRef]) -> str:
    rows = "".join(f"<li>{_source(ref)}</li>" for ref in sources)
    return f"<details><summary>sources</summary><ul>{rows}</ul></details>" if rows else ""


def _source(ref: FactRef) -> str:
    title = escape(ref.title)
    if ref.url and ref.url.startswith(("https://", "http://")):
        title = f'<a href="{escape(ref.url, quote=True)}">{title}</a>'
    since = f" since {ref.since}" if ref.since else ""
    return (
        f"<code>{escape(ref.subject)} {escape(ref.key)}</code>{since}: {title} ({ref.confidence})"
    )


def table_html(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """
    A plain table; every cell is escaped, and a column of numbers stands to the right.
    """
    titles, cells = list(head), [[str(cell) for cell in row] for row in rows]
    sides = ["right" if _numeric(column) else "left" for column in zip(*cells, strict=True)]
    sides = sides or ["left"] * len(titles)
    body = "".join(_row("td", row, sides) for row in cells)
    return f"<table><thead>{_row('th', titles, sides)}</thead><tbody>{body}</tbody></table>"


def _numeric(column: Iterable[str]) -> bool:
    told = [cell for cell in column if cell not in ("", "?")]
    return bool(told) and all(cell.lstrip("-")[:1].isdigit() for cell in told)


def _row(tag: str, cells: Iterable[str], sides: Iterable[str]) -> str:
    pairs = zip(cells, sides, strict=True)
    return f"<tr>{''.join(_cell(tag, text, side) for text, side in pairs)}</tr>"


def _cell(tag: str, text: str, side: str) -> str:
    return f'<{tag} style="{_CELL};text-align:{side}">{escape(text)}</{tag}>'

"""
Writes the pages of `facts/` from the book itself, so that they cannot drift from it.

One table shows how well each place is covered in each room; one page a place lists what stands
in the book for it on the day, each fact with its sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from globalcs.facts import Fact, Facts
    from sphinx.application import Sphinx

ROOMS = ("payments", "pricing", "landed_cost", "returns", "localization")


def write_pages(app: Sphinx) -> None:
    """
    Write all pages anew; a page that would not change is left alone, so that it is not built again.
    """
    from globalcs.facts import bundled

    book, on = bundled(), app.config.facts_pages_on
    folder = Path(app.srcdir, "facts", "_generated")
    pages = {"coverage.md": coverage_page(book, on)} | {
        f"places/{place}.md": place_page(book, place, on) for place in places(book)
    }
    (folder / "places").mkdir(parents=True, exist_ok=True)
    for stale in {
        path.relative_to(folder).as_posix() for path in folder.rglob("*.md")
    } - pages.keys():
        (folder / stale).unlink()
    for name, text in pages.items():
        write(folder / name, text)


def write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def coverage_page(book: Facts, on: date) -> str:
    """
    The table of places and rooms: full, partial or none.
    """
    rows = [
        [f"[{place}](places/{place}.md)", *(book.covers(place, room, on).level for room in ROOMS)]
        for place in places(book)
    ]
    return "\n".join(
        [
            "# Coverage",
            "",
            f"What the book knows on {on}. *Full*: every fact a room reads is there and dated. "
            "*Partial*: an answer comes, but it may be estimated. *None*: the room answers *unknown*.",
            "",
            *table(["Place", *ROOMS], rows),
            "",
        ]
    )


def place_page(book: Facts, place: str, on: date) -> str:
    """
    Everything the book says about one place on the day.
    """
    missing = [
        f"- {room}: {coverage.level}; missing {', '.join(map(str, coverage.missing))}"
        for room in ROOMS
        if (coverage := book.covers(place, room, on)).missing
    ]
    rows = [fact_row(fact) for fact in facts_of(book, place, on)]
    return "\n".join(
        [
            f"# {place}",
            "",
            *([*missing, ""] if missing else []),
            *table(["Key", "Since", "Confidence", "Sources"], rows),
            "",
        ]
    )


def fact_row(fact: Fact) -> list[str]:
    since = "not dated" if fact.since is None else str(fact.since)
    return [f"`{fact.key}`", since, fact.confidence, "; ".join(map(source_link, fact.sources))]


def source_link(source: object) -> str:
    title, url = cell(source.title), source.url
    return f"[{title}]({url})" if url else title


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """
    A Markdown table.
    """
    body = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(row) + " |" for row in body]


def cell(text: str) -> str:
    """
    Text that neither ends a table's cell nor opens a link.
    """
    for mark in "\\|[]<>":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("facts_pages_on", None, "env", [date])
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}

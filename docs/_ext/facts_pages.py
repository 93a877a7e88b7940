"""
Writes the pages of `facts/` from the book itself, so that they cannot drift from it.

One table shows how well each place is covered in each room; one page a place lists all that the
book holds of it, with days, confidence and sources.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx

    from globalcs.facts import Fact, Facts, Source

ROOMS = ("payments", "pricing", "landed_cost", "returns", "localization")
PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

LEVELS = """\
`full`
: Every fact the room needs is there, with at least medium confidence.

`partial`
: Some are missing, or rest on low confidence or doubtful days. Answers may be *estimated* or
  *unknown*, and say so.

`none`
: The book has nothing; the room answers *unknown*.
"""


def write_pages(app: Sphinx) -> None:
    """
    Bring the generated pages up to date.
    """
    from globalcs.facts import bundled

    pages = pages_of(bundled(), app.config.facts_pages_on)
    bring_up_to_date(Path(app.srcdir, "facts", "_generated"), pages)


def bring_up_to_date(folder: Path, pages: Mapping[str, str]) -> None:
    """
    Write the pages of a folder, and remove those that are no longer among them.
    """
    for stale in {file.relative_to(folder).as_posix() for file in folder.rglob("*.md")} - set(
        pages
    ):
        (folder / stale).unlink()
    for name, text in pages.items():
        write(folder / name, text)


def pages_of(book: Facts, on: date) -> dict[str, str]:
    """
    Every page by its path.
    """
    pages = {f"places/{place}.md": place_page(book, place, on) for place in places(book)}
    return {"coverage.md": coverage_page(book, on), **pages}


def write(path: Path, text: str) -> None:
    """
    Leave a page alone that would not change, so that Sphinx does not read it again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def places(book: Facts) -> list[str]:
    """
    The subjects that are places, not methods or currencies.
    """
    return [subject for subject in book.subjects() if PLACE.fullmatch(subject)]


def coverage_page(book: Facts, on: date) -> str:
    """
    The table of places and rooms.
    """
    rows = [
        [
            f"[{titled(place)}](places/{place}.md)",
            *(book.covers(place, room, on).level for room in ROOMS),
        ]
        for place in places(book)
    ]
    return page(f"Coverage on {on}", LEVELS, table(["Place", *ROOMS], rows))


def place_page(book: Facts, place: str, on: date) -> str:
    """
    How well one place is covered, and everything the book itself says of it.
    """
    return page(
        titled(place),
        table(["Room", f"On {on}", "Missing", "In doubt"], coverage_rows(book, place, on)),
        "## Facts\n",
        *fact_tables(book, place),
    )


def fact_tables(book: Facts, subject: str) -> Iterator[str]:
    """
    All that the book itself says of a subject, a table a key, the oldest first.
    """
    for key in book.keys_of(subject):
        rows = [fact_row(fact) for fact in book.history(subject, key)]
        yield f"### {key}\n"
        yield table(["Value", "When", "Days", "Confidence", "Sources"], rows)


def titled(place: str) -> str:
    """
    The code with the English name that CLDR has for it, if any.
    """
    name = Locale("en").territories.get(place)
    return f"{place}, {name}" if name else place


def coverage_rows(book: Facts, place: str, on: date) -> Iterator[list[str]]:
    for room in ROOMS:
        coverage = book.covers(place, room, on)
        yield [room, coverage.level, codes(coverage.missing), codes(coverage.weak)]


def fact_row(fact: Fact[Any]) -> list[str]:
    return [
        cell(plain(fact.raw)),
        cell(", ".join(f"{n}{' not' if no else ''} {plain(words)}" for n, words, no in fact.when)),
        days(fact),
        fact.confidence,
        "; ".join(map(source_link, fact.sources)),
    ]


def days(fact: Fact[Any]) -> str:
    since = f"from {fact.since}" if fact.since else f"not dated, seen {fact.verified}"
    return f"{since} until {fact.until}" if fact.until else since


def source_link(source: Source) -> str:
    title = cell(source.title)
    return f"[{title}](<{source.url}>)" if source.url else f"{title} ({source.kind})"


def plain(value: object) -> str:
    """
    A value of the file as one line of text.
    """
    from globalcs.facts._show import value_text

    return value_text(list(value) if isinstance(value, tuple) else value)


def codes(names: Iterable[str]) -> str:
    return ", ".join(map(code, names))


def code(text: str) -> str:
    """
    Text as code in a table's cell, whatever it contains.
    """
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}".replace("|", "\\|") if text else ""


def cell(text: str) -> str:
    """
    Text that neither ends a table's cell nor opens a link.
    """
    return re.sub(r"([\\|\[\]<>*_`])", r"\\\1", " ".join(text.split()))


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def page(title: str, *parts: str) -> str:
    return "\n".join([f"# {title}\n", *parts])


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("facts_pages_on", None, "env", [date])
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}

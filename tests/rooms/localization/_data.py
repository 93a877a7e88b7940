"""
Unicode's own test files, read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class MatchCase(NamedTuple):
    """
    One line of the matcher's test file: what is wanted, what is offered, what should come out.
    """

    group: str
    supported: tuple[str, ...]
    default: str | None
    wanted: tuple[str, ...]
    expected: tuple[str, ...]


def match_cases() -> Iterator[MatchCase]:
    """
    The cases of the normal mode.
    """
    group, options = "", {}
    for raw in (DATA / "localeMatcherTest.txt").read_text(encoding="utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("**"):
            group, options = line.partition("test:")[2].strip(), {}
        elif line.startswith("@"):
            name, _, value = line[1:].partition("=")
            options[name] = value.strip()
        elif ">>" in line and is_normal(options):
            yield match_case(group, options, line)


def is_normal(options: dict[str, str]) -> bool:
    return options.get("favor", "normal") == "normal" and not options.get("threshold")


def match_case(group: str, options: dict[str, str], line: str) -> MatchCase:
    wanted, _, expected = line.partition(">>")
    return MatchCase(
        group,
        split(options.get("supported", ""), ","),
        options.get("default") or None,
        split(wanted, ","),
        tuple(part.strip() for part in expected.split("|")),
    )


def split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


class NameCase(NamedTuple):
    """
    One name with one set of options, and what it should look like.
    """

    locale: str
    fields: dict[str, str]
    name_locale: str | None
    order: str | None
    length: str
    usage: str
    formality: str
    expected: str


ORDERS = {
    "givenFirst": "given-first",
    "surnameFirst": "surname-first",
    "sorting": "sorting",
    "none": None,
}


def name_cases() -> Iterator[NameCase]:
    """
    Every parameter line of every file.
    """
    for path in sorted((DATA / "person_names").glob("*.txt")):
        if not path.name.startswith("_"):
            yield from cases_of(path)


def cases_of(path: Path) -> Iterator[NameCase]:
    name: dict[str, str] = {}
    expected = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(";")
        parts = [part.strip(" ") for part in rest.split(";")]
        match kind.strip():
            case "name":
                name[parts[0]] = parts[1]
            case "expectedResult":
                expected = rest.strip(" ")
            case "parameters":
                yield name_case(path.stem, name, parts, expected)
            case "endName":
                name = {}


def name_case(locale: str, name: dict[str, str], parts: list[str], expected: str) -> NameCase:
    fields = {key: value for key, value in name.items() if key != "locale"}
    order, length, usage, formality = parts
    return NameCase(
        locale, fields, name.get("locale"), ORDERS[order], length, usage, formality, expected
    )


def money_rows() -> Iterator[list[str]]:
    """
    Locale, currency, style, amount and ICU's text.
    """
    text = (DATA / "money_golden.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        yield line.split("\t")

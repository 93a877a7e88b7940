"""
Case files: worked examples as data, one TOML table a case.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from globalcs.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CALLS", "GIVEN", "KINDS", "Case", "load_cases"]

#: The public functions a case may name in `call`; the first of a room is the one it means else.
CALLS: Mapping[str, tuple[str, ...]] = {
    "payments": ("select", "coverage"),
    "pricing": ("price", "cash_total", "announce_reduction", "unit_price"),
    "landed_cost": ("quote",),
    "returns": ("decide", "promise"),
    "localization": (
        "render",
        "format_money",
        "parse_money",
        "format_date",
        "format_name",
        "match_locale",
    ),
}
KINDS = ("official", "secondary", "vendor", "formula")
GIVEN = ("facts", "rates", "customs_rates", "tariffs", "holidays")
_NEEDED = {"id": str, "on": date, "kind": str, "source": str, "request": dict, "expect": dict}
_OPTIONAL = {"given": dict, "note": str, "room": str, "call": str}


class Case(NamedTuple):
    """
    One worked example.

    `request` is what the public function takes; `given` what the source fixes besides (facts,
    rates, tariffs, holidays); `expect` names the fields that are compared.
    """

    file: str
    id: str
    room: str
    call: str
    on: date
    kind: str
    source: str
    request: Mapping[str, Any]
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    note: str

    @property
    def name(self) -> str:
        """
        Room and id, as reports show it.
        """
        return f"{self.room}/{self.id}"


def load_cases(path: str | os.PathLike[str]) -> tuple[Case, ...]:
    """
    The cases of a file, or of all TOML files below a folder, by file and in their order.

    The room of a case is the folder its file lies in, unless the case or the file says `room`.

    Raises:
        DataError: no such file, no TOML, or a case is malformed or named twice; with file and case.
    """
    cases = [case for file in _files(os.fspath(path)) for case in _read_file(file)]
    seen: set[str] = set()
    for case in cases:
        if case.name in seen:
            raise DataError(
                "there are two cases of that name", file=case.file, entry=f"case {case.id}"
            )
        seen.add(case.name)
    return tuple(cases)


def _files(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
    elif os.path.isdir(path):
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(".toml"))
    else:
        raise DataError("there is no such file or folder", file=path)


def _read_file(path: str) -> Iterator[Case]:
    data = _parse(path)
    tables = data.pop("case", None)
    room = data.pop("room", os.path.basename(os.path.dirname(os.path.abspath(path))))
    if data:
        raise DataError(f"unknown {min(data)}; a file holds [[case]] tables", file=path)
    if not isinstance(tables, list) or not tables:
        raise DataError("the file holds no [[case]]", file=path)
    for number, table in enumerate(tables):
        yield _read_case(path, number, table, room)


def _parse(path: str) -> dict[str, Any]:
    import tomllib

    def refuse(text: str) -> NoReturn:
        raise DataError(f'{text} is a float; write it as text, such as "{text}"', file=path)

    try:
        with open(path, encoding="utf-8") as file:
            return tomllib.loads(file.read(), parse_float=refuse)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"no valid TOML: {error}", file=path) from None
    except UnicodeDecodeError:
        raise DataError("is not UTF-8", file=path) from None
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror}", file=path) from None


def _read_case(path: str, number: int, table: Any, room: str) -> Case:
    entry = f"case {number + 1}"
    if isinstance(table, dict) and isinstance(table.get("id"), str):
        entry = f"case {table['id']}"

    def fail(message: str) -> NoReturn:
        raise DataError(message, file=path, entry=entry)

    if problem := _shape_problem(table):
        fail(problem)
    room = table.get("room", room)
    if room not in CALLS:
        fail(f"no room {room}; put the file into the folder of one, or say room = ...")
    call = table.get("call", CALLS[room][0])
    if call not in CALLS[room]:
        fail(f"{room} has no call {call} for cases; it has {', '.join(CALLS[room])}")
    return Case(
        path,
        table["id"],
        room,
        call,
        table["on"],
        table["kind"],
        table["source"],
        table["request"],
        table.get("given", {}),
        table["expect"],
        table.get("note", ""),
    )


def _shape_problem(table: Any) -> str:
    """
    What is wrong with the form of a case; "" when nothing is.
    """
    if not isinstance(table, dict):
        return "a table is needed"
    fields = {**_NEEDED, **_OPTIONAL}
    if unknown := sorted(set(table) - set(fields)):
        return f"unknown field {unknown[0]}; a case has {', '.join(fields)}"
    if missing := [name for name in _NEEDED if name not in table]:
        return f"field {missing[0]} is missing"
    if wrong := [n for n, kind in fields.items() if n in table and not _is(table[n], kind)]:
        return f"{wrong[0]} is no {_word(fields[wrong[0]])}"
    if not table["source"]:
        return "the source is empty; say where the expected values come from"
    if table["kind"] not in KINDS:
        return f"kind is one of {', '.join(KINDS)}"
    if unknown := sorted(set(table.get("given", {})) - set(GIVEN)):
        return f"given knows no {unknown[0]}; it knows {', '.join(GIVEN)}"
    return "" if table["expect"] else "nothing is expected"


def _is(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, datetime)


def _word(kind: type) -> str:
    return {str: "text", date: "day", dict: "table"}[kind]

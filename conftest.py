"""
Runs what the documentation says: code blocks in README.md and docs/, examples in docstrings.

Every Markdown page and every module has a namespace of its own. In Markdown,

- a `python` block runs; when an `output` block follows, it must be what was printed;
- a `console` block's `$ globalcs ...` lines run, and must print what stands below them;
- a `toml` or `json` block must parse.
"""

import contextlib
import io
import json
import os
import shlex
import time
import tomllib
from collections.abc import Callable
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

# Tests run where few of their writers live, so that nothing leans on the locale or the zone of
# the process. It happens before anything imports Babel, which reads its default once.
os.environ["LANGUAGE"] = "ar_EG"
os.environ["TZ"] = "Pacific/Kiritimati"
if hasattr(time, "tzset"):
    time.tzset()

from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

PRINTED = "printed_by_the_last_block"


class PrintingEvaluator(PythonEvaluator):
    """
    Runs a block and keeps what it printed.
    """

    def __call__(self, example: Example) -> None:
        """
        Run one block.
        """
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            super().__call__(example)
        example.namespace[PRINTED] = printed.getvalue()


class PythonBlocks(PythonCodeBlockParser):
    """
    `python` blocks, as a session with `>>>` or as plain code.
    """

    def __init__(self) -> None:
        super().__init__(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
        self.codeblock_parser = CodeBlockParser("python", PrintingEvaluator())


def check_output(example: Example) -> str | None:
    """
    An `output` block is what the block before it printed.
    """
    return difference(example.parsed, example.namespace.get(PRINTED, ""))


def check_console(example: Example) -> str | None:
    """
    Each `$ globalcs ...` line of a `console` block prints the lines below it.
    """
    for command, expected in sessions(example.parsed):
        if command[0] == "globalcs" and (told := difference(expected, run(command[1:]))):
            return told
    return None


def sessions(text: str) -> list[tuple[list[str], str]]:
    """
    The commands of a console session, each with what it should print.
    """
    return [
        (shlex.split(command), printed)
        for command, _, printed in (
            part.partition("\n") for part in ("\n" + text).split("\n$ ")[1:]
        )
    ]


def run(arguments: list[str]) -> str:
    """
    What `globalcs ARGUMENTS` prints.
    """
    from globalcs.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main(arguments)
    return printed.getvalue()


def difference(expected: str, actual: str) -> str | None:
    """
    None when both are the same but for white space at line ends.
    """
    if lines(expected) == lines(actual):
        return None
    return f"expected:\n{expected}\n\nprinted:\n{actual}"


def lines(text: str) -> list[str]:
    """
    The lines of `text` without white space at their ends, and without empty ones around.
    """
    return [line.rstrip() for line in text.strip().splitlines()]


def parses(read: Callable[[str], object]) -> Callable[[Example], None]:
    """
    An evaluator that only asks whether a block can be read.
    """

    def evaluate(example: Example) -> None:
        read(example.parsed)

    return evaluate


pages = Sybil(
    parsers=[
        PythonBlocks(),
        CodeBlockParser("output", check_output),
        CodeBlockParser("console", check_console),
        CodeBlockParser("toml", parses(tomllib.loads)),
        CodeBlockParser("json", parses(json.loads)),
        SkipParser(),
    ],
    pattern="*.md",
    exclude="_generated/*.md",
    name="page",
)

docstrings = Sybil(
    parsers=[DocTestParser(ELLIPSIS | NORMALIZE_WHITESPACE)],
    path="src/globalcs",
    pattern="*.py",
    document_types={".py": PythonDocStringDocument},
    name="docstring",
)

pytest_collect_file = (pages + docstrings).pytest()

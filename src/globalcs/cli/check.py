"""
globalcs check PATH: runs case files through the public functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.cli._common import add_command, write

if TYPE_CHECKING:
    import argparse
    from typing import Any

    from globalcs._cases import Result

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """
    Add `check` to the command line.
    """
    about = "run case files: worked examples through the public functions; 1 when one differs"
    parser = add_command(commands, "check", about)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a case file, or a folder of them")
    parser.add_argument("--load", metavar="PATH", help="newer facts in front: a file or a folder")
    parser.add_argument("--json", action="store_true", help="print every result as JSON")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from globalcs._case_files import load_cases
    from globalcs._cases import run_case, tally
    from globalcs.facts import bundled

    facts = bundled().load(args.load) if args.load else bundled()
    cases = [case for path in args.paths for case in load_cases(path)]
    results = [run_case(case, facts) for case in cases]
    if args.json:
        _print_json(results)
    else:
        for result in results:
            _print_differences(result)
        write(tally(results).text())
    return 0 if all(result.passed for result in results) else 1


def _print_differences(result: Result) -> None:
    if result.passed:
        return
    write(f"{result.case.name} ({result.case.file})")
    for path, expected, actual in result.differences:
        write(f"  {path}: expected {expected}, got {actual}")


def _print_json(results: list[Result]) -> None:
    import json

    objects = [
        {
            "case": result.case.name,
            "file": result.case.file,
            "passed": result.passed,
            "given": bool(result.case.given),
            "differences": [difference._asdict() for difference in result.differences],
        }
        for result in results
    ]
    write(json.dumps(objects, ensure_ascii=False, indent=2))

"""
Reads the source of the package without importing it.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tests

ROOT = Path(tests.__file__).parent.parent
PACKAGE = ROOT / "src" / "globalcs"


class Import(NamedTuple):
    """
    One import of one module: the whole dotted name, and whether loading the importer runs it.
    """

    importer: str
    imported: str
    line: int
    at_load: bool


@cache
def modules() -> dict[str, Path]:
    """
    Every module of the package by its dotted name, sorted.
    """
    return {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def public_modules() -> list[str]:
    """
    The modules without an underscore anywhere in their name.
    """
    return [name for name in modules() if not any(part.startswith("_") for part in name.split("."))]


@cache
def imports() -> tuple[Import, ...]:
    """
    Every import of the package but those under `TYPE_CHECKING`.
    """
    return tuple(
        Import(importer, resolve(imported), line, at_load)
        for importer, path in modules().items()
        for imported, line, at_load in imports_of(importer, path)
    )


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def resolve(name: str) -> str:
    """
    A module of ours for `globalcs.money.Money`; other names as they are.
    """
    while name.startswith("globalcs.") and name not in modules():
        name = name.rpartition(".")[0]
    return name


def imports_of(importer: str, path: Path) -> Iterator[tuple[str, int, bool]]:
    package = importer if path.name == "__init__.py" else importer.rpartition(".")[0]
    for node, at_load in statements(ast.parse(path.read_text(encoding="utf-8")), at_load=True):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, at_load
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno, at_load


def absolute(node: ast.ImportFrom, package: str) -> str:
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def statements(node: ast.AST, *, at_load: bool) -> Iterator[tuple[ast.AST, bool]]:
    """
    Every node that runs, and whether it runs when the module is loaded.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and is_type_checking(child.test):
            for other in child.orelse:
                yield other, at_load
                yield from statements(other, at_load=at_load)
            continue
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield child, at_load
        yield from statements(child, at_load=at_load and not function)


def is_type_checking(test: ast.expr) -> bool:
    return "TYPE_CHECKING" in {
        getattr(test, "id", None),
        getattr(test, "attr", None),
    }

"""The project's own sources, parsed once for all tests of the architecture."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("archive_office", "dossiers", "transfers", "lending", "destruction")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its lines, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def parts(self) -> list[str]:
        return self.module.split(".")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def _read(folders: tuple[str, ...]) -> tuple[Source, ...]:
    found = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            path = file.relative_to(ROOT).as_posix()
            found.append(Source(path, text, ast.parse(text, filename=path)))
    return tuple(found)


@cache
def code() -> tuple[Source, ...]:
    """Every module of the application that people wrote; migrations are another kind of text."""
    return tuple(source for source in _read(PACKAGES) if "migrations" not in source.parts)


@cache
def suite() -> tuple[Source, ...]:
    return _read(("tests",))


def templates() -> list[Path]:
    folders = (ROOT / "templates", *(ROOT / package for package in PACKAGES))
    return [page for folder in folders for page in sorted(folder.rglob("*.html"))]


def docstrings(tree: ast.AST) -> set[int]:
    """Identities of the nodes that only explain: docstrings and strings after an attribute."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute chain; calls and subscripts in it are skipped over."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def stale(exceptions: dict[str, str], needed: set[str]) -> set[str]:
    """Exceptions nobody needs any more: the list may only shrink."""
    return set(exceptions) - needed

"""Where each clause lives: read from the sources, never written by hand.

A place answers for a clause when it uses the member (``Clause.TRF_06``) or when its docstring names
the clause (``Source: TRF-06``). A test shows a clause when it bears ``pytest.mark.clause``.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from archive_office.regulation.clauses import Clause

Places: TypeAlias = Mapping[str, tuple[str, ...]]
_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

ID: Final = re.compile(r"\b(?:" + "|".join(sorted({c[:3] for c in Clause})) + r")-\d{2,3}\b")
CODE: Final = ("archive_office", "dossiers", "transfers", "lending", "destruction")
# Naming a clause there says what a clause is, not who carries it out.
BESIDES: Final = ("archive_office/regulation/", "/migrations/")


@dataclass(frozen=True, slots=True)
class Traces:
    """For each clause ID, the places in the code and the tests that name it."""

    code: Places
    tests: Places


def trace(root: Path) -> Traces:
    """Read every source under the root of the project."""
    code: dict[str, set[str]] = defaultdict(set)
    tests: dict[str, set[str]] = defaultdict(set)
    for path, tree in sources(root, CODE):
        for clause, place in _answers(tree, path):
            code[clause].add(place)
    for path, tree in sources(root, ("tests",)):
        for clause, place in _marks(tree, path):
            tests[clause].add(place)
    return Traces(_sorted(code), _sorted(tests))


def sources(root: Path, packages: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """Every module of these packages with its path from the root, in order of the path."""
    for package in packages:
        for file in sorted((root / package).rglob("*.py")):
            path = file.relative_to(root).as_posix()
            if not any(besides in path for besides in BESIDES):
                yield path, ast.parse(file.read_text(encoding="utf-8"), filename=path)


def members_in(node: ast.AST) -> Iterator[str]:
    """IDs of the members of ``Clause`` used under this node."""
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.Attribute)
            and isinstance(inner.value, ast.Name)
            and inner.value.id == "Clause"
            and inner.attr in Clause.__members__
        ):
            yield Clause[inner.attr].value


def _all_members(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        yield from members_in(node)


def _sorted(found: Mapping[str, set[str]]) -> Places:
    return {clause: tuple(sorted(places)) for clause, places in sorted(found.items())}


def _answers(tree: ast.Module, path: str) -> Iterator[tuple[str, str]]:
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for node, name in _definitions(tree, module):
        for clause in {*members_in(node), *ID.findall(ast.get_docstring(node) or "")}:
            yield clause, name
    own = [node for node in tree.body if not isinstance(node, _Definition)]
    for clause in {*ID.findall(ast.get_docstring(tree) or ""), *_all_members(own)}:
        yield clause, module


def _definitions(tree: ast.Module, module: str) -> Iterator[tuple[_Definition, str]]:
    """Functions and classes with their full names; a class only for what its own lines say."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, _Definition):
                    yield inner, f"{module}.{node.name}.{inner.name}"
            yield _shell(node), f"{module}.{node.name}"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, f"{module}.{node.name}"


def _shell(node: ast.ClassDef) -> ast.ClassDef:
    own = [inner for inner in node.body if not isinstance(inner, _Definition)]
    return ast.ClassDef(
        name=node.name,
        bases=node.bases,
        keywords=node.keywords,
        body=own,
        decorator_list=node.decorator_list,
    )


def _marks(tree: ast.Module, path: str) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _assigns(statement, "pytestmark"):
            for clause in _marked(statement.value):
                yield clause, path
    for node in ast.walk(tree):
        if isinstance(node, _Definition):
            for decorator in node.decorator_list:
                for clause in _marked(decorator):
                    yield clause, f"{path}::{node.name}"


def _assigns(statement: ast.Assign, name: str) -> bool:
    return any(isinstance(t, ast.Name) and t.id == name for t in statement.targets)


def _marked(node: ast.AST) -> Iterator[str]:
    """IDs inside ``clause(…)`` or ``pytest.mark.clause(…)`` anywhere under the node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _called(call) == "clause":
            yield from members_in(call)


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

"""Who may write, who may read the clock, and who may let rows go."""

import ast

from django.db import models

from tests.architecture.sources import code, dotted, stale
from tests.architecture.test_history import own_models

# Where rows are written: the acts, and what stands beneath all acts.
WRITING_LAYERS = {"procedures", "migrations"}
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
WRITES_OF_MANAGERS = {"create", "update", "create_user", "create_superuser", "raw_delete"}
WRITERS: dict[str, str] = {
    "archive_office.journal.acts": "The journal entry of an act is written when the act ends.",
    "archive_office.journal.sealing": "Seals stand above the acts: they seal what acts wrote.",
    "archive_office.notices.tasks": "The queue forgets minutes that were sealed; no record goes.",
    "archive_office.organisation.codes": "A code is used up although the act it was typed for fails.",
    "archive_office.organisation.logins": "The login log is a record of its own; sessions are none.",
    "archive_office.organisation.signing": "A failed password is kept although the act fails.",
    "archive_office.management.costing": "Sets back the count of a measured account's questions.",
    "archive_office.management.generated_office": "Furnishes an office to be measured, in one act.",
    "archive_office.management.measured_manifest": "Saves a page of a PDF, no row.",
    "archive_office.shell.habits": "How somebody looked at a list last is no record.",
    "archive_office.printing.sheet": "Saves a page of a PDF, no row.",
}

# Time enters as today or now; these are the edges where it is read.
CLOCK_LAYERS = {"views", "admin", "management", "tasks", "receivers", "urls", "shell"}
CLOCK_READERS: dict[str, str] = {
    "archive_office.journal.acts": "The moment of an entry is that of its writing.",
    "archive_office.journal.running": "The moment of an act belongs to the act itself.",
    "archive_office.organisation.passwords": "Django and axes ask for the rules without a moment.",
    "archive_office.organisation.models.people": "Rights are those of the moment of asking.",
    "archive_office.organisation.scope": "Rights are those of the moment of asking.",
    "archive_office.workbench.leaving": "A page, as views are.",
    "archive_office.workbench.originals": "A page, as views are.",
    "archive_office.workbench.seal_register": "A page, as views are.",
    "archive_office.workbench.verifying": "A page, as views are.",
    "dossiers.models.access": "A grant ends at its minute, whoever asks.",
}

# Rows that may go with their owner.
GUARDIAN = "guardian's own abstract table: a grant means nothing without both of its ends."
CASCADES: dict[str, str] = {
    "organisation.DepartmentUserObjectPermission.user": GUARDIAN,
    "organisation.DepartmentUserObjectPermission.permission": GUARDIAN,
    "dossiers.DossierUserObjectPermission.user": GUARDIAN,
    "dossiers.DossierUserObjectPermission.permission": GUARDIAN,
}


def test_only_acts_write():
    found = {
        source.module: call
        for source in code()
        if not WRITING_LAYERS & set(source.parts)
        for call in _writes(source.tree)
    }
    unexplained = {module: call for module, call in found.items() if module not in WRITERS}
    assert unexplained == {}
    assert stale(WRITERS, set(found)) == set()


def _writes(tree: ast.AST):
    acts = {id(inner) for act in ast.walk(tree) if _is_act(act) for inner in ast.walk(act)}
    for node in ast.walk(tree):
        if id(node) in acts:
            continue
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        chain = dotted(node.func)
        of_rows = ".objects." in chain or "_default_manager" in chain
        # save() and delete() of a record take no positional argument; those of a file do.
        of_record = node.func.attr in WRITES and not node.args
        if of_record or (of_rows and node.func.attr in WRITES | WRITES_OF_MANAGERS):
            yield f"{chain} (line {node.lineno})"


def _is_act(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        dotted(decorator) in {"act", "acts.act"} for decorator in node.decorator_list
    )


def test_only_the_edges_read_the_clock():
    found = {
        source.module
        for source in code()
        if not CLOCK_LAYERS & set(source.parts) and _reads_clock(source.tree)
    }
    assert found - set(CLOCK_READERS) == set()
    assert stale(CLOCK_READERS, found) == set()


def _reads_clock(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (
            (node.module == "archive_office.clock" and {a.name for a in node.names} != {"day_of"})
            or (node.module == "archive_office" and "clock" in {a.name for a in node.names})
        )
        for node in ast.walk(tree)
    )


def test_rows_protect_what_they_stand_on():
    cascades = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    }
    assert cascades - set(CASCADES) == set()
    assert stale(CASCADES, cascades) == set()


def test_constraints_have_names_that_say_what_they_hold():
    """Django's made-up names say nothing in an error message."""
    for model in own_models():
        for constraint in model._meta.constraints:
            assert not constraint.name.endswith("_uniq"), constraint.name

"""Whatever a person reads can be read in both languages."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, code, docstrings, dotted, stale, templates

# Chinese stands in the translations. What stays Chinese in every language of the screen:
CHINESE_LAYERS = {
    "papers": "The official form is Chinese.",
    "printing": "The official form is Chinese.",
    "ledgers": "Ledgers are kept in Chinese; their words are recognised, not shown.",
    "regulation": "The regulation is quoted.",
    "policy": "Settings carry both languages in one row.",
    "management": "The demo office is a Chinese one.",
}
CHINESE_MODULES: dict[str, str] = {
    "archive_office.organisation.models.people": "A language is called by its own name.",
    "archive_office.shell.undertaking_paper": "Fills the official form, which is Chinese.",
    "dossiers.procedures.title_counts": "As the words of transfers: what is signed.",
    "dossiers.rules.touched": "The finance department is recognised by its name.",
    "dossiers.rules.words": "Reads what clerks type; their words for places are Chinese.",
    "transfers.rules.words": "The content that is signed is worded as the official form prints it.",
    "destruction.rules.words": "As the words of transfers: what is signed, as the form prints it.",
    "destruction.rules.register_words": "As the words of transfers.",
    "destruction.rules.register_content": "As the words of transfers.",
    "destruction.rules.record": "As the words of transfers.",
    "destruction.rules.proposals": "Terms as ledgers write them are compared, not shown.",
    "destruction.rules.witnessing": "The finance department is recognised by its name.",
    "destruction.views.evaluating": "Fills the official form, which is Chinese.",
    "lending.rules.pages": "Page numbers as people write them are recognised, not shown.",
    "dossiers.procedures.form_papers": "Fills the official forms, which are Chinese.",
    "dossiers.rules.definitions": "A definition carries both languages.",
    "dossiers.rules.seen": "The words of the form a resident is given.",
    "dossiers.views.readings_register": "Fills the official form, which is Chinese.",
    "dossiers.views.rights": "Fills the official form, which is Chinese.",
    "dossiers.forms.move_in": "Examples of how rooms are written here.",
    "dossiers.models.naming": "How Chinese rooms and names are written is what it knows.",
}

WORDS_OF = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label"}
ASKING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
NAMES_OF = {"verbose_name", "verbose_name_plural", "help_text"}
SAYING = {"ValidationError": 0, "Refusal": 1, "FormError": 0}
SAYING |= {f"messages.{tone}": 1 for tone in ("success", "error", "warning", "info")}

HAN = re.compile(r"[一-鿿]")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
CODE = re.compile(r"<(script|style|code|kbd)\b.*?</\1>", re.S | re.I)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.S)
SPOKEN = re.compile(r"\b(?:title|alt|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
DJANGO = re.compile(r"{%.*?%}|{{.*?}}", re.S)
TAG = re.compile(r"<[^>]*>", re.S)
WORD = re.compile(r"[A-Za-z]{3,}|[一-鿿]+")
OWN_CLASS = re.compile(r"\bao-[\w-]+")  # a class name that a block hands to the page
CLAUSE = re.compile(r"\b[A-Z]{3}-\d\d\b")  # a clause is called the same in every language
SAME_IN_BOTH = {"PDF", "CSV", "Excel", "SHA", "English", "中文", "简体中文"}
IN_BOTH_LANGUAGES = {"templates/500.html": "Shown when nothing works: no language is known then."}


@pytest.mark.parametrize("path", [page.relative_to(ROOT).as_posix() for page in templates()])
def test_templates_hold_no_words_outside_translation(path):
    if path in IN_BOTH_LANGUAGES:
        return
    text = (ROOT / path).read_text(encoding="utf-8")
    for pattern in (COMMENT, CODE, TRANSLATED, DJANGO, OWN_CLASS, CLAUSE):
        text = pattern.sub(" ", text)
    spoken = " ".join(SPOKEN.findall(text))
    words = WORD.findall(re.sub(r"&\w+;", " ", f"{TAG.sub(' ', text)} {spoken}"))
    assert [word for word in words if word not in SAME_IN_BOTH] == []


def test_what_code_says_to_people_can_be_translated():
    bare = [
        f"{source.path}:{node.lineno}"
        for source in code()
        for node in _said(source.tree)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and _word(node.value))
    ]
    assert bare == []


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(WORD.search(value))


def _said(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (k.value for k in node.keywords if k.arg in WORDS_OF)
            position = SAYING.get(dotted(node.func))
            if position is not None and len(node.args) > position:
                yield node.args[position]
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in NAMES_OF for target in node.targets
        ):
            yield node.value


def test_chinese_stands_in_translations_and_papers_only():
    found = {
        source.module
        for source in code()
        if not CHINESE_LAYERS.keys() & set(source.parts) and _speaks_chinese(source.tree)
    }
    assert found - set(CHINESE_MODULES) == set()
    assert stale(CHINESE_MODULES, found) == set()


def _speaks_chinese(tree: ast.AST) -> bool:
    explained = docstrings(tree)
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in explained
        and HAN.search(node.value)
        for node in ast.walk(tree)
    )


def test_translations_are_called_by_names_that_extraction_knows():
    """A text said under another name would be found by nobody and stay English."""
    renamed = {
        f"{source.path}: {alias.asname}"
        for source in code()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in (None, "_")
    }
    assert renamed == set()


def test_no_text_is_asked_for_inside_another():
    """Extraction does not read what stands in the braces of an f-string."""
    inside = {
        f"{source.path}:{call.lineno}"
        for source in code()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and dotted(call.func) in ASKING and call.args
    }
    assert inside == set()

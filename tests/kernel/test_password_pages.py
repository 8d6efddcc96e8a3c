"""Wherever a password is asked for, guessing is slow, and nothing makes a password by itself."""

import ast
import importlib
import pkgutil

import pytest
from django import forms
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import ProofAttempt, User
from archive_office.organisation.roles import Role
from archive_office.policy import number
from archive_office.regulation import Clause
from archive_office.shell.entering import LoginForm
from archive_office.shell.forms import ProofForm
from archive_office.workbench.admin.accounts import AccountForm
from tests.architecture.sources import PACKAGES, code, dotted
from tests.factories import PASSWORD, person
from tests.kernel.test_second_factor import PAGE, code_at, equipped
from tests.steps import clause

# Forms with a password that prove nobody's identity by it, each with its guard.
UNPROVEN = {
    LoginForm: "axes counts wrong logins by name and address",
    AccountForm: "the administrator sets a new password and never types an old one",
}
# Where passwords are made; everything else hands on what a person typed.
MAKERS = {
    "archive_office.management.furnishing": "the demo, whose password is printed for everybody",
}


def every_form(base=forms.BaseForm):
    for child in base.__subclasses__():
        yield child
        yield from every_form(child)


def loaded():
    """Every module of ours, so that every form is known."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        ):
            if not {"settings", "migrations", "wsgi", "asgi"} & set(found.name.split(".")):
                importlib.import_module(found.name)


@clause(Clause.SEC_42)
def test_every_form_that_asks_for_a_password_is_guarded_against_guessing():
    loaded()
    asking = {
        form
        for form in every_form()
        if form.__module__.split(".")[0] in PACKAGES
        and any(
            isinstance(field.widget, forms.PasswordInput)
            for field in getattr(form, "base_fields", {}).values()
        )
    }
    assert asking >= {*UNPROVEN, ProofForm}
    assert {form for form in asking if not issubclass(form, ProofForm)} == set(UNPROVEN)


@clause(Clause.SEC_42)
def test_pages_prove_identity_by_that_form_alone():
    called = {
        source.module
        for source in code()
        if "management" not in source.parts
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "prove_identity"
    }
    assert called == {"archive_office.shell.forms"}


def test_every_page_that_signs_asks_for_the_code_beside_the_password():
    for name in (
        "shell/_sign.html",
        "shell/undertaking.html",
        "destruction/approve.html",
        "account/recovery_codes.html",
        "account/give_up.html",
        "account/password.html",
    ):
        assert '"shell/_proof.html"' in get_template(name).template.source, name
    asked = [
        path
        for folder in ("account", "destruction", "dossiers", "lending", "shell", "transfers")
        for path in (settings.BASE_DIR / "templates" / folder).rglob("*.html")
        if "form.password" in path.read_text(encoding="utf-8")
    ]
    assert {path.name for path in asked} == {"_proof.html", "set_up.html"}


@clause(Clause.SEC_42)
def test_nothing_makes_a_password_outside_the_demo():
    made = set()
    for source in code():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                named = any("PASSWORD" in dotted(target).upper() for target in targets)
                plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
                if named and plain and node.value.value:
                    made.add(source.module)
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in {
                "set_password", "make_password", "make_random_password", "open_account",
                "create_user", "create_superuser",
            }:  # fmt: skip
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                if any(_is_word(value) for value in given) and _says_password(node):
                    made.add(source.module)
    assert made == set(MAKERS)


def _says_password(call):
    """Whether a plain word of the program becomes a password in this call."""
    named = [k.value for k in call.keywords if k.arg == "password"]
    return any(_is_word(value) for value in (named or call.args[:1]))


def _is_word(value):
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def changing(browser, **fields):
    asked = {"password": PASSWORD, "new_password": "Quite-New-2026", "again": "Quite-New-2026"}
    return browser.post(reverse("admin:password_change"), {**asked, **fields})


def at(user):
    browser = Client(headers=PAGE)
    browser.force_login(user)
    return browser


@clause(Clause.SEC_42)
@pytest.mark.django_db
def test_somebody_changes_the_own_password_as_an_act():
    clerk = person(Role.EMPLOYEE)
    here, elsewhere = at(clerk), at(clerk)
    answer = changing(here)
    assert answer.url == reverse("admin:password_change_done")
    assert User.objects.get(pk=clerk.pk).check_password("Quite-New-2026")
    assert here.get(reverse("account:home")).status_code == 200
    assert elsewhere.get(reverse("account:home")).status_code == 302, "sessions elsewhere end"
    entry = JournalEntry.objects.get(act="organisation.password_changed")
    assert entry.by == clerk
    assert entry.subjects.get().after == {"password": "***"}


@clause(Clause.SEC_42)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"again": "Quite-Other-2026"}, {"new_password": "short", "again": "short"}]
)
def test_a_new_password_keeps_the_rules(wrong):
    clerk = person(Role.EMPLOYEE)
    assert changing(at(clerk), **wrong).status_code == 422
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)


@clause(Clause.SEC_42)
@pytest.mark.django_db
def test_an_open_screen_does_not_help_to_guess_the_password():
    clerk = person(Role.EMPLOYEE)
    browser = at(clerk)
    most = number("lockout_failures", on=clock.today())
    for _attempt in range(most):
        assert changing(browser, password="wrong").status_code == 422
    assert changing(browser).status_code == 422
    assert ProofAttempt.objects.filter(user=clerk).count() == most


@clause(Clause.SEC_42)
@pytest.mark.django_db
def test_with_a_second_factor_the_password_alone_changes_nothing():
    clerk = person(Role.EMPLOYEE)
    generator, codes = equipped(clerk)
    browser = at(clerk)
    assert 'name="code"' in browser.get(reverse("admin:password_change")).text
    assert changing(browser).status_code == 422
    type(generator).objects.update(throttling_failure_timestamp=None)
    assert changing(browser, code=code_at(generator, clock.now())).status_code == 302
    assert len(codes) == 10

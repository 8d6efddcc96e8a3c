"""Invariant 11: what somebody else has makes no difference to what a person is shown.

The pages are asked before and after the other centre got more of everything: dossiers, drafts,
loans, requests, a longer handover. Counts, totals, lists, prints, books, suggestions and errors
read the same. (That no name or number is told: `test_no_number_leaks`.)
"""

import re

import pytest
from django.urls import reverse

from archive_office.management.furnishing import Office as Furnished
from archive_office.management.story import Home
from archive_office.organisation.models import Department, QuestionCount, User
from archive_office.regulation import Clause
from dossiers.models import Estate, Holding, HoldingState
from lending.rules.asking import AskedLine
from tests.steps import clause
from tests.whole.lent import Lending, Manner
from tests.whole.readable import read
from tests.whole.standing import NOW, Fiction, Tale
from tests.whole.states import undone
from tests.whole.table import asks
from tests.whole.walking import SEARCHED, STAYS_HERE, asked

OF_THE_OWN_CENTRE = ("front", "archivist", "head")
OF_NO_CENTRE = ("depthead", "employee", "admin")
UNKNOWN = "H:77777777"
DRAWN_ANEW = ("account:set_up",)
"""A key for a second factor is another one each time."""
TOKEN = re.compile(
    r'(csrf-token" content="|csrfmiddlewaretoken" value="|X-CSRFToken&quot;: &quot;)[0-9A-Za-z]+'
)
ONCE = re.compile(r'(value|data-key)="[0-9a-f]{8}-[0-9a-f-]{27}"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
"""What a page says differently each time it is drawn, and the second a workbook was written."""


class Invented(Fiction):
    """More people, with accounts."""

    def account(self):
        return f"6222{self.random.randrange(10**15):015}"


def grow(office):
    """The other centre gets more of everything, by its own people's hands."""
    people = {user.username: user for user in User.objects.all()}
    centre = Department.objects.get(pk=office.foreign["centre"].pk)
    story = Tale(Furnished({}, people, {}), Invented(7), NOW)
    estate = Estate.objects.get(centre=centre)
    brought = []
    for floor in (21, 22, 23, 24):
        home = Home("88栋", f"{floor}01", floor)
        brought.append(story.bring_move_in("front2", estate, home, story.fiction.person()))
    for submission in brought[:3]:
        story.send(submission, "front2")
    dossiers = [story.accept(submission, "archivist2") for submission in brought[:2]]
    holdings = Holding.objects.filter(dossier=dossiers[0]).select_related("keeper")
    story.shelve(list(holdings), "archivist2")
    here = Lending(story, centre, "2")
    shelved = holdings.get(part="main", state=HoldingState.ON_SHELF)
    here.lent(shelved)
    here.request(AskedLine(wanted="竣工图", manner=Manner.READ))
    return dossiers


def questions(username):
    """Every list, board, count, form, book and print that names nothing of anybody's."""
    for ask in asks():
        free = not any(str(arg).startswith("@") for arg in (*ask.args, *ask.query.values()))
        if ask.method != "GET" or ask.name in (*STAYS_HERE, *DRAWN_ANEW):
            continue
        if free and ask.expected.get(username) == 200:
            yield ask.name, ask.args, dict(ask.query)
    for name, field in SEARCHED.items():
        for words in ("栋", "KH", "W001", "2026"):
            yield name, (), {field: words}
    for field, term in (("person", ""), ("department", "中心")):
        chosen = {"app_label": "organisation", "model_name": "membership"}
        yield "admin:autocomplete", (), {**chosen, "field_name": field, "term": term}


def shown(client, username):
    """What somebody reads in answer to every question, in full pages and in parts of pages."""
    found = {}
    for name, args, query in questions(username):
        QuestionCount.objects.all().delete()  # what is asked here in a minute takes others a day
        for part in (False, True):
            answer = asked(client, reverse(name, args=args), query, part=part)
            kind = answer.headers.get("Content-Type", "")
            said = [said_of(text) for _medium, text in read(answer.body, kind)]
            found[name, args, str(query), part] = (answer.status_code, said)
    return found


def said_of(text):
    return ONCE.sub("", TOKEN.sub("", text))


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", [*OF_THE_OWN_CENTRE, *OF_NO_CENTRE])
def test_nothing_changes_for_somebody_when_another_centre_gets_more(office, username):
    client = office.client(username)
    with undone():
        before = shown(client, username)
        grow(office)
        after = shown(client, username)
    assert len(before) > 60
    assert [what for what, said in before.items() if after[what] != said] == []


def test_the_control_whoever_sees_all_centres_is_told_of_more(office):
    """What grew is shown to those who may see it: on the lists, in counts, in the palette."""
    client = office.client("hq")
    with undone():
        before = shown(client, "hq")
        grow(office)
        after = shown(client, "hq")
    changed = {what[0] for what, said in before.items() if after[what] != said}
    assert changed >= {
        "admin:index",
        "dossiers:units",
        "admin:dossiers_dossier_changelist",
        "admin:journal_journalentry_changelist",
        "lending:register",
    }


# Errors: somebody else's thing and nothing at all look the same


def refusals(username):
    """Addresses of things of the other centre that do not exist for somebody."""
    for ask in asks():
        named = any(arg.startswith("@") for arg in ask.args)
        if ask.foreign and named and ask.expected.get(username) == 404:
            yield ask


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", OF_THE_OWN_CENTRE)
def test_what_belongs_to_another_centre_is_as_unknown_as_what_never_was(office, username):
    client = office.client(username)
    told = []
    for ask in refusals(username):
        sent = ask.sent(office, username)
        nothing = [99999999 if arg.startswith("@") else arg for arg in ask.args]
        both = [
            asked(client, address, sent, method=ask.method.lower())
            for address in (ask.address(office, username), reverse(ask.name, args=nothing))
        ]
        real, none = ((a.status_code, without_ids(a.body.decode())) for a in both)
        told += [str(ask)] if real != none else []
    assert told == []


def without_ids(page):
    """A page without tokens and without the numbers of the address that was asked for."""
    return re.sub(r"(?<=/)\d+(?=/|\.pdf)", "", said_of(page))


SCANNERS = {
    "archivist": (
        "dossiers:placement",
        "dossiers:verify",
        "dossiers:condition_scan",
        "lending:desk_scan",
        "lending:batch",
    ),
    "front": ("lending:reserve",),
}


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize(
    ("username", "name"), [(who, name) for who, names in SCANNERS.items() for name in names]
)
def test_a_code_of_another_centre_is_as_unknown_as_a_code_that_was_never_given(
    office, username, name
):
    client, code = office.client(username), office.foreign["volume"].barcode
    said = []
    for scanned in (code, UNKNOWN):
        fields = {"code": scanned, "holding": scanned}
        answer = asked(client, reverse(name), fields, method="post")
        page = answer.body.decode().replace(scanned, "")
        heads = {name: value.replace(scanned, "") for name, value in answer.headers.items()}
        heads |= {"Expires": "", "Content-Length": ""}
        said.append((answer.status_code, without_ids(page), heads))
    assert said[0] == said[1]

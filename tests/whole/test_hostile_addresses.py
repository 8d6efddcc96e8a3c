"""Addresses that somebody makes up: foreign things, things that are not there, ways out."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.contrib.admin import site
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from archive_office.http import inside
from archive_office.notices.models import Notice
from archive_office.regulation import Clause
from tests.steps import clause
from tests.whole.table import asks

NOBODY = 987_654_321
"""A number no thing of the office has."""
SEE_LITTLE = ("front", "archivist", "head", "employee")
SEE_NOTHING = ("employee", "admin")
TOKEN = re.compile(r"[A-Za-z0-9]{64}")
LEAVES = ("admin:logout", "set_language")
OUTSIDE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/admin/",
    "HTTPS://evil.example",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://[::1",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\t//evil.example",
    " //evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "\u3000//evil.example",
    "//evil。example",
)
WORST = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\t//evil.example",
    "http://[::1",
)
HARMLESS = (
    "%2f%2fevil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/admin/?x=//evil.example",
)
"""No browser decodes these before it goes there: they are odd addresses of the office itself."""
HERE = "http://testserver/admin/"


def hidden_from(username):
    """Every question about a thing that this person may not see."""
    for ask in asks():
        status = ask.expected.get(username)
        named = any(arg.startswith("@") for arg in ask.args)
        kept = status == 404 or (status == 403 and username in SEE_NOTHING)
        if named and kept and ask.name not in LEAVES:
            yield ask


def told(client, ask, address, *, part):
    """All that an answer tells, less what was asked and what differs every time."""
    headers = {"HX-Request": "true"} if part else {}
    with transaction.atomic():
        answer = getattr(client, ask.method.lower())(address, headers=headers)
        body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    text = body.decode().replace(address, "HERE")
    where = answer.headers.get("Location", "").replace(address, "HERE")
    kind, lines = answer.headers.get("Content-Type"), answer.headers.get("Allow")
    return answer.status_code, where, kind, lines, TOKEN.sub("TOKEN", text)


def made_up(ask, office, username):
    """The address of the thing, of one that is not there, and of none that could be there."""
    real = ask.address(office, username)
    missing = reverse(ask.name, args=[NOBODY if a.startswith("@") else a for a in ask.args])
    return real, missing


@clause(Clause.SEC_29, Clause.ORG_01)
@pytest.mark.parametrize("username", SEE_LITTLE)
def test_what_one_may_not_see_looks_like_what_is_not_there(office, username):
    client, wrong, seen = office.client(username), [], 0
    whole = set()
    for ask in hidden_from(username):
        real, missing = made_up(ask, office, username)
        part = ask.name in whole
        whole.add(ask.name)
        answers = {told(client, ask, address, part=part) for address in (real, missing)}
        seen += 1
        if len(answers) > 1:
            wrong.append(f"{ask}: {sorted(str(a[:4]) for a in answers)}")
    assert not wrong, "\n".join(["", *wrong])
    assert seen > 30


@clause(Clause.SEC_29)
def test_what_cannot_be_a_number_is_not_there_either(office):
    client, statuses = office.client("archivist"), {}
    for ask in hidden_from("archivist"):
        if ask.method != "GET" or ask.name in statuses or ask.name.startswith("admin:"):
            continue
        real, missing = made_up(ask, office, "archivist")
        nowhere = told(client, ask, missing, part=True)
        for odd in ("x", "-1", "0", "1.5", "%00", "1'", "9" * 30):
            answer = told(client, ask, missing.replace(str(NOBODY), odd), part=True)
            statuses.setdefault(ask.name, set()).add(answer[0])
            assert answer[4] == nowhere[4], f"{ask} with {odd}"
        assert told(client, ask, real, part=True)[4] == nowhere[4], ask
    assert len(statuses) > 20
    assert set.union(*statuses.values()) == {404}


def leads_out(location):
    """Whether a browser that is told to go there leaves the office; it reads more than one way."""
    as_read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return urlsplit(urljoin(HERE, as_read)).netloc != "testserver"


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_no_way_out_is_followed(wanted):
    request = RequestFactory().get("/")
    assert inside(request, wanted, "/admin/") == "/admin/"


@pytest.mark.parametrize("wanted", ["/admin/", "/dossiers/?q=1#a", "?page=2", *HARMLESS])
def test_the_way_inside_is_followed(wanted):
    assert inside(RequestFactory().get("/"), wanted, "/other/") == wanted
    assert not leads_out(wanted)


def test_over_a_safe_line_nobody_is_led_to_an_unsafe_one():
    request = RequestFactory().get("/", secure=True)
    assert inside(request, "http://testserver/admin/", "/") == "/"
    assert inside(request, "https://testserver/admin/", "/") != "/"


def redirected(answer):
    """Where an answer sends a browser, in whichever header."""
    for header in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"):
        if header in answer.headers:
            yield answer.headers[header]


@pytest.mark.parametrize("wanted", WORST)
def test_login_language_and_undertaking_lead_nowhere_else(office, wanted):
    stranger, clerk = office.client("stranger"), office.client("archivist")
    language = {"language": "en", "next": wanted}
    login = {"username": "archivist", "password": "demo-office-2026", "next": wanted}
    answers = [
        clerk.get(reverse("admin:login"), {"next": wanted}),
        clerk.get(reverse("undertaking"), {"next": wanted}),
        clerk.post(reverse("set_language"), language),
        stranger.post(reverse("set_language"), language),
        stranger.post(reverse("set_language"), {"language": "en"}, headers={"Referer": wanted}),
        stranger.post(reverse("admin:login"), login),
    ]
    for answer in answers:
        assert not any(leads_out(to) for to in redirected(answer)), dict(answer.headers)
        assert answer.status_code < 500


@pytest.mark.parametrize("wanted", WORST)
def test_whoever_was_signed_out_in_a_part_of_a_page_comes_back_inside(office, wanted):
    headers = {"HX-Request": "true", "HX-Current-URL": wanted}
    answer = office.client("stranger").get(reverse("dossiers:list"), headers=headers)
    (to,) = redirected(answer)
    assert not leads_out(to)
    (back,) = parse_qs(urlsplit(to).query)["next"]
    come = office.client("archivist").get(reverse("admin:login"), {"next": back})
    assert not any(leads_out(there) for there in redirected(come))


@pytest.mark.parametrize("wanted", WORST)
def test_a_notice_and_a_reservation_lead_nowhere_else(office, wanted):
    client, told = office.client("archivist"), office.own["notice of archivist"]
    with transaction.atomic():
        Notice.objects.filter(pk=told.pk).update(link=wanted)
        address = reverse("workbench:notice", args=[told.pk])
        answer = client.post(address, {"follow": "1", "next": wanted})
        transaction.set_rollback(True)
    (to,) = redirected(answer)
    assert not leads_out(to)


def test_no_page_at_all_follows_a_parameter_out_of_the_office(office):
    """Every page and every button of the table, asked with somebody else's address in each name."""
    names = ("next", "back", "return", "return_to", "redirect", "url", "to", "from", "referer")
    strayed, asked = [], 0
    for ask in asks():
        who = next((p for p, status in ask.expected.items() if status in (200, 302, 422)), None)
        if who in (None, "stranger") or ask.foreign or ask.name == "admin:logout":
            continue
        address, sent = ask.address(office, who), dict.fromkeys(names, "//evil.example/")
        with transaction.atomic():
            client = office.client(who)
            request = getattr(client, ask.method.lower())
            answer = request(address, {**ask.sent(office, who), **sent})
            answer.close()
            transaction.set_rollback(True)
        asked += 1
        strayed += [f"{ask}: {to}" for to in redirected(answer) if leads_out(to)]
    assert strayed == []
    assert asked > 200


def test_an_address_that_begins_with_two_slashes_is_no_other_host(office):
    for path in ("//evil.example/admin", "//evil.example/..%2f", "/admin//evil.example"):
        answer = office.client("archivist").get(path)
        assert not any(leads_out(to) for to in redirected(answer)), path


@clause(Clause.SEC_15)
@pytest.mark.parametrize(
    ("who", "model", "lookup"),
    [
        ("admin", "organisation_user", "password__startswith"),
        ("admin", "organisation_user", "memberships__person__password__startswith"),
        ("admin", "organisation_user", "email__contains"),
        ("admin", "organisation_user", "is_superuser__exact"),
        ("archivist", "dossiers_holding", "title__startswith"),
        ("archivist", "dossiers_holding", "keeper_id__exact"),
        ("archivist", "dossiers_dossier", "occupancy__customer__name__startswith"),
        ("archivist", "dossiers_dossier", "occupancy_id__exact"),
        ("archivist", "dossiers_unit", "estate__id__exact"),
        ("auditor", "journal_journalentry", "by__password__startswith"),
        ("auditor", "journal_journalentry", "reason__contains"),
    ],
)
def test_a_list_of_the_admin_is_filtered_by_its_own_filters_alone(office, who, model, lookup):
    address = reverse(f"admin:{model}_changelist")
    client = office.client(who)
    assert client.get(address).status_code == 200
    assert client.get(address, {lookup: "1"}).status_code in (302, 400)


@clause(Clause.SEC_29, Clause.ORG_01)
def test_popups_and_orders_of_the_admin_show_no_more_than_its_lists(office):
    client = office.client("archivist")
    users = reverse("admin:organisation_user_changelist")
    assert office.client("admin").get(users, {"_to_field": "password"}).status_code == 400
    units = reverse("admin:dossiers_unit_changelist")
    for query in (
        {"_popup": "1"},
        {"_to_field": "id", "_popup": "1"},
        {"o": "1.-2.9"},
        {"all": ""},
    ):
        text = client.get(units, query).content.decode()
        assert str(office.foreign["unit"].code) not in text
    foreign = reverse("admin:dossiers_unit_change", args=[office.foreign["unit"].pk])
    for query in ({"_popup": "1"}, {"_to_field": "id", "_popup": "1"}):
        assert client.get(foreign, query).status_code == 302


@clause(Clause.SEC_29, Clause.ORG_01)
@pytest.mark.parametrize("username", ["front", "archivist", "head", "employee"])
def test_suggestions_of_every_field_name_nothing_foreign(office, username):
    """Any field that leads to another record may be asked, not only those a form suggests for."""
    client, told, answered = office.client(username), [], 0
    for model in site._registry:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model in site._registry):
                continue
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
                "term": "",
            }
            with transaction.atomic():
                answer = client.get(reverse("admin:autocomplete"), query)
                transaction.set_rollback(True)
            assert answer.status_code in (200, 403, 404), query
            answered += answer.status_code == 200
            secrets = [*office.foreign.codes, *office.foreign.names]
            told += [f"{query}: {s}" for s in secrets if s in answer.content.decode()]
    assert told == []
    assert answered > 0 or username == "employee"

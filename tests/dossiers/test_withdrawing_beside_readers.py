"""Access ends while somebody is reading: what is asked after the commit, or the minute, is refused.

The reader sits at a browser of their own, on a connection of their own, and asks again and again.
"""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.exceptions import withdraw_exception
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierGrant, ElectronicFile
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.files import attach_scan
from dossiers.procedures.grants import grant_access, withdraw_grant
from dossiers.procedures.submissions import submit
from dossiers.rules.access import Access
from tests.dossiers.steps import NOW, Centre, accept_all, bring, draft, image
from tests.factories import TODAY, DepartmentFactory, opened_to, person
from tests.steps import clause

pytestmark = pytest.mark.race
BACKEND = "archive_office.organisation.backends.MembershipBackend"
AFTER = 2
"""How many rounds somebody goes on asking when it is over."""
LEFT = timedelta(seconds=1)
"""How long the grant has still to run when the office's clock begins to."""


@pytest.fixture
def centre(own_database, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = Centre()
    made.head = person(Role.CENTRE_HEAD, made.department)
    return made


@pytest.fixture
def dossier(centre):
    submission, by = draft(centre), centre.front_line
    for paper in bring(submission, "C1", "C3"):
        attach_scan(paper, image(f"{paper.type.code}.jpg"), by=by, now=NOW)
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Dossier.objects.get(pk=done.dossier_id)


@dataclass
class Look:
    """One question: when it was asked, and whether the dossier was in the answer."""

    page: str
    began: float
    told: bool


class Reader:
    """Somebody from elsewhere who has the addresses, and goes on using them."""

    def __init__(self, dossier):
        self.dossier = dossier
        self.user = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
        self.client = Client()
        self.client.force_login(self.user, backend=BACKEND)
        self.looks, self.began, self.over = [], threading.Event(), None
        files = ElectronicFile.objects.filter(document__holding__dossier=dossier)
        scan = files.filter(document__holding__part="main").first()
        self.pages = {
            "dossier": (reverse("dossiers:dossier", args=[dossier.pk]), {}),
            "scan": (reverse("dossiers:file", args=[scan.pk]), {}),
            "card": (reverse("dossiers:paper_card", args=[dossier.pk]), {}),
            "list": (reverse("dossiers:list"), {"q": dossier.code}),
            "admin": (reverse("admin:dossiers_dossier_change", args=[dossier.pk]), {}),
            "palette": (reverse("admin:search"), {"s": dossier.code}),
        }

    def round(self):
        """Every page once; whether the dossier exists in it."""
        for page, (address, query) in self.pages.items():
            began = time.monotonic()
            answer = self.client.get(address, query)
            body = b"".join(answer) if answer.streaming else answer.content
            listed = page not in ("list", "palette") or self.address in body
            self.looks.append(Look(page, began, answer.status_code == 200 and listed))

    @property
    def address(self):
        return reverse("dossiers:dossier", args=[self.dossier.pk]).encode()

    def read(self):
        """On and on, until it is over, and then some rounds more."""
        left = AFTER
        while left:
            left -= self.over is not None
            self.round()
            self.began.set()

    def before(self):
        return {look.page for look in self.looks if look.told}

    def told_after(self, moment):
        late = [look for look in self.looks if look.began > moment]
        assert {look.page for look in late} == set(self.pages), "they went on asking"
        return [look.page for look in late if look.told]


def granted(reader, centre, until=None):
    wanted = Access(starts_at=NOW, until=until or NOW + timedelta(hours=2), reason="联合检查")
    return grant_access(reader.dossier, reader.user, wanted, by=centre.archivist)


def by_grant(reader, centre):
    given = granted(reader, centre)
    return lambda: withdraw_grant(given, by=centre.archivist, now=NOW, reason="不再需要")


def by_exception(reader, centre):
    given = opened_to(reader.user, centre.department)
    return lambda: withdraw_exception(given, reason="检查结束", by=centre.head, now=NOW)


@clause(Clause.SEC_29, Clause.LND_21)
@pytest.mark.parametrize("given", [by_grant, by_exception])
def test_after_the_withdrawal_is_committed_nobody_reads(centre, dossier, side_by_side, given):
    reader = Reader(dossier)
    withdraw = given(reader, centre)

    def withdrawing():
        assert reader.began.wait(timeout=60)
        withdraw()
        reader.over = time.monotonic()

    for future in side_by_side(reader.read, withdrawing):
        future.result()
    assert reader.before() == set(reader.pages), "it stood open until then"
    assert reader.told_after(reader.over) == []


@clause(Clause.SEC_29, Clause.LND_14)
def test_a_grant_ends_at_its_minute_though_nobody_does_anything(
    centre, dossier, side_by_side, monkeypatch
):
    """The office's clock runs; nothing is written, no task runs."""
    reader = Reader(dossier)
    begun = {}

    def ticking():
        return NOW + timedelta(seconds=time.monotonic() - begun["at"] if begun else 0)

    given = granted(reader, centre, until=NOW + LEFT)
    monkeypatch.setattr(clock, "now", ticking)

    def waiting():
        assert reader.began.wait(timeout=60)
        begun["at"] = time.monotonic()
        time.sleep(LEFT.total_seconds())
        reader.over = time.monotonic()

    for future in side_by_side(reader.read, waiting):
        future.result()
    assert reader.before() == set(reader.pages), "it stood open until then"
    assert reader.told_after(begun["at"] + LEFT.total_seconds()) == []
    assert DossierGrant.objects.get(pk=given.pk).withdrawn_at is None

"""Title documents are counted like cash: by two persons, who both sign."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from archive_office import clock
from archive_office.custody.models import Cabinet
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from dossiers.models import TitleCount, TitleCountSignature
from dossiers.procedures.title_counts import (
    count_thing,
    freeze_count,
    open_count,
    sign_count,
)
from dossiers.rules.title_counts import due_safes
from dossiers.tasks import tell_of_title_counts
from tests.custody.rooms import NOW
from tests.factories import PASSWORD, TODAY, DepartmentFactory, HoldingFactory, box_of, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


class Safe:
    """A safe with title documents, its archivist and the centre's head."""

    def __init__(self):
        self.centre = DepartmentFactory(centre=True)
        self.box = box_of(self.centre, safe=True)
        self.cabinet = self.box.shelf.cabinet
        self.clerk = person(Role.CENTRE_ARCHIVIST, self.centre)
        self.head = person(Role.CENTRE_HEAD, self.centre)

    def title(self, **facts):
        return HoldingFactory(
            keeper=self.centre,
            is_title_document=True,
            on_shelf=True,
            present_slot=self.box,
            **facts,
        )

    def sign(self, count, by, *, seen=None, proof=None):
        fresh = TitleCount.objects.get(pk=count.pk)
        proof = proof or prove_identity(by, PASSWORD, now=NOW)
        return sign_count(fresh, proof, seen or fresh.content_hash, by=by, now=NOW)

    def desk(self, who):
        client = Client()
        client.force_login(who)
        return client

    def post(self, name, pk, *, by=None, **fields):
        address = reverse(f"dossiers:{name}", args=[pk])
        return self.desk(by or self.clerk).post(address, fields).status_code


@pytest.fixture
def safe():
    return Safe()


def closed(safe, **facts):
    count = open_count(safe.cabinet, by=safe.clerk, today=TODAY)
    for line in count.lines.all():
        count_thing(count, line.holding, by=safe.clerk)
    return freeze_count(count, remark="", by=safe.clerk, now=NOW, **facts)


@clause(Clause.STO_10)
def test_two_different_persons_sign_what_was_counted(safe):
    safe.title()
    count = closed(safe)
    assert (count.expected, count.counted) == (1, 1)
    with refused(Clause.STO_10):
        safe.sign(count, safe.clerk, seen="0" * 64)
    with refused(Clause.SEC_42):
        safe.sign(count, safe.clerk, proof=prove_identity(safe.head, PASSWORD, now=NOW))
    safe.sign(count, safe.clerk)
    with refused(Clause.STO_10):
        safe.sign(count, safe.clerk)
    assert TitleCount.objects.get().finished_at is None
    with refused(Clause.ORG_01):
        safe.sign(count, Safe().clerk)
    safe.sign(count, safe.head)
    assert TitleCount.objects.get().finished_at == NOW


@clause(Clause.STO_10)
def test_the_database_finishes_no_count_with_one_signature(safe):
    count = closed(safe)
    safe.sign(count, safe.clerk)
    with pytest.raises(IntegrityError, match="two persons sign it"), transaction.atomic():
        TitleCount.objects.filter(pk=count.pk).update(finished_at=NOW)
    with pytest.raises(IntegrityError, match="what was counted stays"), transaction.atomic():
        TitleCount.objects.filter(pk=count.pk).update(counted=9)
    with pytest.raises(IntegrityError, match="what was signed stays"), transaction.atomic():
        TitleCountSignature.objects.update(signer=safe.head)


@clause(Clause.STO_10)
def test_a_difference_is_explained(safe):
    missing, lent, strange = safe.title(), safe.title(), HoldingFactory(is_title_document=True)
    count = open_count(safe.cabinet, by=safe.clerk, today=TODAY)
    with refused(Clause.STO_10):
        open_count(safe.cabinet, by=safe.head, today=TODAY)
    count_thing(count, lent, by=safe.clerk)
    count_thing(count, strange, by=safe.head)
    with refused(Clause.STO_10):
        count_thing(count, HoldingFactory(), by=safe.head)
    with refused(Clause.STO_10):
        freeze_count(count, remark=" ", by=safe.clerk, now=NOW)
    done = freeze_count(count, remark=f"{missing.code} 送税务", by=safe.clerk, now=NOW)
    assert (done.expected, done.counted) == (2, 2)
    with refused(Clause.STO_10):
        count_thing(count, missing, by=safe.clerk)


@clause(Clause.STO_10)
def test_a_safe_is_counted_every_month(safe):
    safe.title()
    safes = Cabinet.objects.filter(pk=safe.cabinet.pk)
    for _again in range(2):
        tell_of_title_counts(clock.now())
    assert Notice.objects.filter(to=safe.clerk, clause="STO-10").count() == 1
    count = closed(safe)
    safe.sign(count, safe.clerk)
    safe.sign(count, safe.head)
    assert not due_safes(safes, on=TODAY + timedelta(days=29)).exists()
    assert due_safes(safes, on=TODAY + timedelta(days=30)).exists()


@clause(Clause.STO_10)
def test_a_count_from_the_list_of_safes_to_its_record(safe):
    title = safe.title()
    desk, post = safe.desk(safe.clerk), safe.post
    assert safe.cabinet.number in desk.get(reverse("dossiers:title_counts")).content.decode()
    assert post("title_count_open", safe.cabinet.pk) == 302
    assert post("title_count_open", safe.cabinet.pk) == 422
    count = TitleCount.objects.get()
    assert post("title_count_scan", count.pk, code="H:0") == 422
    assert post("title_count_close", count.pk) == 422
    assert post("title_count_scan", count.pk, code=title.barcode) == 302
    assert post("title_count_scan", count.pk, code=title.barcode, absent="1") == 302
    assert not count.lines.get().is_there
    assert post("title_count_scan", count.pk, code=title.barcode) == 302
    assert post("title_count_close", count.pk) == 302
    count.refresh_from_db()
    sign = {"password": PASSWORD, "content_hash": count.content_hash}
    assert post("title_count_sign", count.pk, **sign | {"password": "wrong"}) == 422
    for who in (safe.clerk, safe.head):
        page = safe.desk(who).get(reverse("dossiers:title_count", args=[count.pk]))
        assert count.content_hash in page.content.decode()
        assert post("title_count_sign", count.pk, by=who, **sign) == 302
    paper = desk.get(reverse("dossiers:title_count_paper", args=[count.pk])).content
    text = "".join(PdfReader(BytesIO(paper)).pages[0].extract_text().split())
    for said in (title.code, str(safe.clerk), str(safe.head)):
        assert said in text
    assert "尚未生效" not in text

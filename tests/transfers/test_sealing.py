"""Copies are printed, sealed on paper by the seal's keeper, and scanned (TRF-07, TRF-08)."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile

from archive_office.regulation import Clause
from tests.factories import SealFactory, UserFactory
from tests.steps import clause, refused
from tests.transfers.road import NOW, TODAY, again, office
from transfers.models import Side
from transfers.procedures.sealing import attach_sealed_scan, record_print, record_seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


@pytest.fixture
def copy(here):
    """The centre's copy of a manifest handed over today."""
    return here.completed(here.volume()).copies.get(number=1)


@pytest.fixture
def seal(here):
    return SealFactory(department=here.centre, keeper=here.centre_head)


def pdf(name="扫描件.pdf"):
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file)
    return ContentFile(file.getvalue(), name=name)


def sealed(copy, seal, **when):
    days = {"on": TODAY, "now": NOW, **when}
    return record_seal(copy, seal, by=days.pop("by", seal.keeper), **days)


@clause(Clause.TRF_08)
def test_a_print_is_put_down_with_the_copy(here, copy):
    printed = record_print(copy, by=here.clerk, now=NOW)
    assert (printed.printed_by, printed.printed_at) == (here.clerk, NOW)


@clause(Clause.TRF_07)
def test_there_is_no_copy_to_seal_before_the_last_signature(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    assert not manifest.copies.exists()


@clause(Clause.TRF_07)
def test_the_keeper_records_the_departments_seal(here, copy, seal):
    done = sealed(copy, seal)
    assert (done.seal, done.sealed_by, done.sealed_on) == (seal, here.centre_head, TODAY)
    with refused(Clause.TRF_07):
        sealed(copy, seal)


@clause(Clause.TRF_07)
def test_only_the_registered_keeper_applies_it(here, copy, seal):
    with refused(Clause.TRF_07):
        sealed(copy, seal, by=here.clerk)


@clause(Clause.TRF_07)
def test_another_partys_seal_does_not_fit(here, copy):
    with refused(Clause.TRF_07):
        sealed(copy, SealFactory(department=here.receiver, keeper=here.chief))


@pytest.mark.parametrize(
    "validity",
    [
        {"valid_from": TODAY + timedelta(days=1)},
        {"valid_from": date(2020, 1, 1), "valid_until": TODAY - timedelta(days=1)},
    ],
)
@clause(Clause.TRF_07)
def test_a_seal_is_applied_while_it_is_valid(here, copy, validity):
    with refused(Clause.TRF_07):
        sealed(copy, SealFactory(department=here.centre, keeper=here.clerk, **validity))


@clause(Clause.TRF_07)
def test_a_seal_is_applied_after_the_signatures_and_not_tomorrow(copy, seal):
    with refused(Clause.TRF_07):
        sealed(copy, seal, on=TODAY - timedelta(days=1))
    with refused(Clause.TRF_07):
        sealed(copy, seal, on=TODAY + timedelta(days=1))


@clause(Clause.TRF_07)
def test_the_scan_of_the_sealed_copy_is_kept(here, copy, seal):
    with refused(Clause.TRF_07):
        attach_sealed_scan(copy, pdf(), by=here.clerk)
    sealed(copy, seal)
    kept = attach_sealed_scan(copy, pdf(), by=here.clerk)

    assert kept.scan.name == f"manifests/{kept.scan_sha256}.pdf"
    with kept.scan.open() as file:
        assert file.read().startswith(b"%PDF")
    with refused(Clause.TRF_07):
        attach_sealed_scan(copy, pdf(), by=here.clerk)
    attach_sealed_scan(copy, pdf(), by=here.clerk, reason="漏扫一页")
    assert copy.history.filter(scan_sha256=kept.scan_sha256).exists()


@clause(Clause.TRF_07, Clause.FIL_27)
def test_the_scan_is_judged_by_its_content(here, copy, seal):
    sealed(copy, seal)
    with refused(Clause.TRF_07):
        attach_sealed_scan(copy, ContentFile(b"MZ\x90 no paper", name="a.pdf"), by=here.clerk)
    with refused(Clause.FIL_27):
        attach_sealed_scan(copy, ContentFile(b"%PDF-1.7 broken", name="a.pdf"), by=here.clerk)
    with refused(Clause.FIL_27):
        attach_sealed_scan(copy, ContentFile(b"", name="a.pdf"), by=here.clerk)
    assert not again(copy).scan


@clause(Clause.ORG_01)
def test_strangers_handle_no_copies(copy):
    with refused(Clause.ORG_01):
        record_print(copy, by=UserFactory(), now=NOW)

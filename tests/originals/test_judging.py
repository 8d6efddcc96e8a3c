"""What the seals in a file are worth: pyHanko decides, pdfsig is asked as well."""

import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from archive_office.originals import judging
from archive_office.originals.judging import Fault, Judged, Trust, heard, judge, told
from archive_office.originals.verifying import judged_apart
from archive_office.regulation import Clause
from tests.originals.files import (
    NOW,
    TEXT,
    blank,
    bomb,
    edited,
    house,
    one_seal,
    signed,
    turned,
    two_seals,
)
from tests.steps import clause

needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs pdfsig")


def look(content, *, now=NOW):
    return judge(content, [house()["root"].der], now=now)


@pytest.fixture(scope="session")
def trusting(tmp_path_factory):
    """A store of certificates in which the house's root is trusted, where one can be made."""
    if not shutil.which("certutil"):
        return None
    folder = tmp_path_factory.mktemp("nss")
    root = folder / "root.der"
    root.write_bytes(house()["root"].der)
    at = ["-d", f"sql:{folder}"]
    subprocess.run(["certutil", *at, "-N", "--empty-password"], check=True)
    added = ["-A", "-n", "root", "-t", "C,C,C", "-i", str(root)]
    subprocess.run(["certutil", *at, *added], check=True)
    return folder


def pdfsig(content, folder, store):
    """What poppler says of each signature."""
    path = folder / "signed.pdf"
    path.write_bytes(content)
    asked = ["pdfsig", *(["-nssdir", f"sql:{store}"] if store else []), str(path)]
    out = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return [said for said in out.split("Signature #")[1:] if "is not signed" not in said]


@clause(Clause.TRF_07)
def test_one_seal_and_two_are_intact():
    for content, names in (
        (one_seal(), ["客户服务中心"]),
        (two_seals(), ["客户服务中心", "公司档案室"]),
    ):
        judged = look(content)
        assert judged.unaltered
        assert [each.signer for each in judged.signatures] == names
        assert {each.trust for each in judged.signatures} == {Trust.TRUSTED}
        assert {each.unit for each in judged.signatures} == {"某部"}


@needs_pdfsig
@pytest.mark.parametrize(
    ("make", "valid", "trusted"),
    [
        (one_seal, True, True),
        (two_seals, True, True),
        (lambda: turned(two_seals(), two_seals().index(TEXT) + 9), False, True),
        (lambda: signed(blank(), "stranger", "Seal1"), True, False),
        (lambda: signed(blank(), "old", "Seal1"), True, False),
    ],
    ids=["one", "two", "changed", "foreign", "expired"],
)
def test_pdfsig_agrees(make, valid, trusted, tmp_path, trusting):
    content = make()
    judged, said = look(content), pdfsig(content, tmp_path, trusting)
    assert len(said) == len(judged.signatures)
    for own, other in zip(judged.signatures, said, strict=True):
        assert own.intact is valid is ("Signature is Valid" in other)
        assert (own.trust == Trust.TRUSTED) is trusted
        assert own.trust != Trust.EXPIRED or "Certificate has Expired" in other
        if valid and trusting:
            assert trusted is ("Certificate is Trusted" in other)
    assert judged.unaltered is valid
    assert ("Total document signed" in said[-1]) is True


@needs_pdfsig
@clause(Clause.TRF_07)
def test_a_page_edited_behind_the_seals_is_valid_to_pdfsig_and_refused_here(tmp_path, trusting):
    content = edited(two_seals())
    said = pdfsig(content, tmp_path, trusting)
    assert all("Signature is Valid" in each for each in said)
    assert "Not total document signed" in said[-1]
    judged = look(content)
    assert judged.appended
    assert not judged.unaltered
    assert [each.intact for each in judged.signatures] == [True, True]
    assert [each.left_alone for each in judged.signatures] == [False, False]


@clause(Clause.TRF_07)
def test_nothing_may_be_added_behind_before_or_between_the_seals():
    between = signed(edited(one_seal()), "room", "Seal2")
    for content in (two_seals() + b"\n% a word", edited(one_seal()), between):
        assert look(content).unaltered is False


@clause(Clause.TRF_07)
def test_one_changed_bit_anywhere_in_the_content_is_found():
    content = two_seals()
    gap = content.index(b"/Contents <")
    places = [*range(200, gap, 331)]
    assert len(places) > 5
    for place in places:
        assert look(turned(content, place)).unaltered is False, place


def test_a_foreign_and_an_expired_certificate_are_told_apart():
    [foreign] = look(signed(blank(), "stranger", "Seal1")).signatures
    [old] = look(signed(blank(), "old", "Seal1")).signatures
    assert (foreign.intact, foreign.trust) == (True, Trust.STRANGER)
    assert (old.intact, old.trust) == (True, Trust.EXPIRED)
    [early] = look(one_seal(), now=NOW - timedelta(days=100)).signatures
    assert early.trust == Trust.EARLY
    assert judge(one_seal(), [], now=NOW).signatures[0].trust == Trust.STRANGER


def test_what_the_file_was_after_each_seal_is_remembered():
    first, second = look(two_seals()).signatures
    assert first.sha256 == look(one_seal()).sha256
    assert second.sha256 == look(two_seals()).sha256


def with_password():
    target = BytesIO()
    with pikepdf.open(BytesIO(one_seal())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NO_PDF),
        (b"MZ" * 5000, Fault.NO_PDF),
        (b"%PDF-1.7\n", Fault.BROKEN),
        (b"%PDF-1.7\n" + b"[" * 200_000, Fault.BROKEN),
        (b"%PDF-1.7\n" + b"/ByteRange" * 5000, Fault.TOO_MANY),
        (b"%PDF-1.7\n" + b"%%EOF\n" * 5000, Fault.TOO_MANY),
        (two_seals, Fault.BROKEN),
        (with_password, Fault.ENCRYPTED),
    ],
    ids=["empty", "program", "head", "deep", "signatures", "versions", "half", "password"],
)
def test_a_hostile_file_is_refused_in_plain_words(content, fault):
    made = content() if callable(content) else content
    judged = look(made[: len(made) // 2] if content is two_seals else made)
    assert judged.fault == fault
    assert not judged.unaltered


def test_a_file_too_large_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr(judging, "MOST_BYTES", 1000)
    assert look(one_seal()) == Judged(fault=Fault.TOO_LARGE)


@clause(Clause.SEC_42)
def test_a_file_is_judged_in_a_process_of_its_own():
    roots = [house()["root"].der]
    assert judged_apart(two_seals(), roots, now=NOW) == look(two_seals())
    assert judged_apart(b"%PDF-1.7\n", roots, now=NOW).fault == Fault.BROKEN


@clause(Clause.SEC_42)
def test_a_file_that_unpacks_without_end_harms_nobody_but_its_judge():
    judged = judged_apart(bomb(), [house()["root"].der], now=NOW)
    assert judged.fault in (Fault.BROKEN, Fault.TOO_LONG)
    assert not judged.unaltered


def test_the_other_process_tells_everything():
    for content in (two_seals(), edited(one_seal()), b"nothing"):
        assert heard(told(look(content))) == look(content)

"""A manifest that both parties signed becomes a file that both keepers seal."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError, transaction
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from archive_office.management import seal_keys
from archive_office.organisation.signing import Proof
from archive_office.originals import signing
from archive_office.originals.models import ElectronicOriginal, OriginalState, SealUse
from archive_office.originals.procedures.certificates import withdraw_certificate
from archive_office.originals.procedures.making import (
    make_original,
    void_original,
    void_original_of,
)
from archive_office.originals.procedures.sealing import seal_original
from archive_office.originals.providers import Identity, Pkcs12Files, trusted_roots
from archive_office.regulation import Clause
from tests.factories import SealFactory, arranged
from tests.originals.keys import (
    FIVE_YEARS,
    SINCE,
    content_of,
    give_key,
    pdfsig,
    root,
    set_seal,
    signing_seal,
)
from tests.steps import clause, refused
from tests.transfers.road import NOW, TITLE, again, another_centre, office
from transfers.models import Side
from transfers.papers import manifest as form

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


@pytest.fixture
def manifest(here):
    return here.completed(here.volume(), here.volume())


@pytest.fixture
def seals(here):
    """The centre's seal, kept by its head, and the archive room's."""
    return (
        signing_seal(here.centre, here.centre_head),
        signing_seal(here.receiver, here.chief),
    )


@pytest.fixture
def original(here, manifest):
    return make_original(manifest, by=here.clerk, now=NOW)


def judged(content, *, now=NOW):
    """pyHanko's own word on each signature, in order."""
    roots = [x509.Certificate.load(each) for each in trusted_roots()]
    context = ValidationContext(trust_roots=roots, moment=now)
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return [validate_pdf_signature(each, context) for each in found]


@clause(Clause.TRF_07)
def test_both_keepers_seal_what_both_parties_signed(here, original, seals, tmp_path):
    first, second = (set_seal(original, seal, now=NOW) for seal in seals)
    content = content_of(original)
    assert original.state == OriginalState.COMPLETE
    assert original.completed_at == NOW
    assert (first.signer, second.signer) == (here.clerk, here.checker)
    assert (first.sealed_by, second.sealed_by) == (here.centre_head, here.chief)
    assert second.sha256 == original.sha256 == signing.checksum(content)
    one, two = judged(content)
    assert one.bottom_line
    assert two.bottom_line
    assert one.modification_level == ModificationLevel.FORM_FILLING
    assert two.modification_level == ModificationLevel.NONE
    said = pdfsig(content, tmp_path)
    assert ["Signature is Valid" in each for each in said] == [True, True]
    assert ["Total document signed" in each for each in said] == [False, True]
    assert pikepdf.open(io.BytesIO(content)).pdf_version == "1.7"  # no part of PDF 2.0


@clause(Clause.TRF_07)
def test_a_signature_says_whose_word_it_confirms(here, original, seals):
    made = set_seal(original, seals[0], now=NOW)
    assert made.reason.startswith(f"移交方{here.clerk}确认：")
    [found] = PdfFileReader(io.BytesIO(content_of(original))).embedded_signatures
    assert str(found.sig_object["/Reason"]) == made.reason
    assert found.self_reported_timestamp == NOW


def test_the_seals_may_be_set_in_either_order(original, seals):
    for seal in reversed(seals):
        set_seal(original, seal, now=NOW)
    assert all(each.bottom_line for each in judged(content_of(original)))
    assert original.state == OriginalState.COMPLETE


def test_the_seal_stands_on_the_place_the_paper_left_for_it(original, seals):
    set_seal(original, seals[0], now=NOW)
    reader = PdfReader(io.BytesIO(content_of(original)))
    widgets = [each.get_object() for page in reader.pages for each in page.get("/Annots", [])]
    boxes = {str(each["/T"]): [float(edge) for edge in each["/Rect"]] for each in widgets}
    left, low, right, high = boxes["Seal1"]
    assert right - left == pytest.approx(40 * 72 / 25.4, abs=1)
    assert high - low == pytest.approx(40 * 72 / 25.4, abs=1)
    assert boxes["Seal2"] != boxes["Seal1"]


@clause(Clause.TRF_07)
def test_one_changed_byte_breaks_the_signatures(original, seals):
    for seal in seals:
        set_seal(original, seal, now=NOW)
    content = bytearray(content_of(original))
    place = content.index(b"/MediaBox") + 12
    content[place] ^= 1
    assert not any(each.bottom_line for each in judged(bytes(content)))


@clause(Clause.TRF_07)
def test_the_verdict_on_the_file_is_kept_from_before_the_first_seal(original):
    assert original.pdfa_verdict["passed"] is True
    assert original.pdfa_verdict["profile"] == "2b"
    assert original.pdfa_verdict["version"] == pikepdf.__version__
    with original.unsigned_file.open("rb") as kept:
        assert signing.checksum(kept.read()) == original.unsigned_sha256


@clause(Clause.TRF_07)
def test_what_is_no_pdfa_is_refused_with_what_was_found(here, manifest, monkeypatch):
    def with_a_foreign_font(facts):
        paper = draw(facts)
        with pikepdf.open(io.BytesIO(paper.content)) as pdf:
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page = pdf.pages[0]
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F99)
            page.contents_add(b"BT /F99 12 Tf 9 9 Td (x) Tj ET")
            out = io.BytesIO()
            pdf.save(out)
        return type(paper)(out.getvalue(), paper.places)

    draw = form.manifest_original
    monkeypatch.setattr(form, "manifest_original", with_a_foreign_font)
    with refused(Clause.TRF_07) as caught:
        make_original(manifest, by=here.clerk, now=NOW)
    assert "PDF/A-2b" in str(caught.value.refusals[0].reason)
    assert "not embedded" in str(caught.value.refusals[0].reason)
    assert not ElectronicOriginal.objects.exists()


@clause(Clause.TRF_07)
def test_an_original_is_made_once_and_of_what_everybody_signed(here, manifest, original):
    with refused(Clause.TRF_07):
        make_original(manifest, by=here.clerk, now=NOW)
    frozen = here.frozen(here.volume())
    here.sign(frozen, Side.TRANSFERRING, here.clerk)
    with refused(Clause.TRF_07):
        make_original(frozen, by=here.clerk, now=NOW)


@clause(Clause.ORG_01)
def test_strangers_make_no_original(here, manifest):
    with refused(Clause.ORG_01):
        make_original(manifest, by=another_centre(here).clerk, now=NOW)


@clause(Clause.TRF_07)
def test_only_the_registered_keeper_sets_a_seal(here, original, seals):
    with refused(Clause.TRF_07):
        set_seal(original, seals[0], by=here.clerk, now=NOW)
    with refused(Clause.TRF_07):  # the keeper, in another party's place
        set_seal(original, seals[0], field="Seal2", now=NOW)
    assert not original.signatures.exists()


@clause(Clause.SEC_42)
def test_a_seal_needs_the_keepers_own_fresh_password(here, original, seals):
    stale = Proof(here.centre_head, NOW - timedelta(minutes=6))
    for proof in (stale, Proof(here.clerk, NOW)):
        with refused(Clause.SEC_42):
            seal_original(original, seals[0], "Seal1", proof, by=here.centre_head, now=NOW)


@clause(Clause.TRF_07)
def test_a_place_is_sealed_once(original, seals):
    set_seal(original, seals[0], now=NOW)
    with refused(Clause.TRF_07):
        set_seal(original, seals[0], field="Seal1", now=NOW)
    with refused(Clause.TRF_07):
        set_seal(original, seals[0], field="Seal9", now=NOW)


@clause(Clause.TRF_07)
def test_a_seal_out_of_date_is_refused(here, original):
    ended = signing_seal(here.centre, here.centre_head, valid_until=NOW.date() - timedelta(days=1))
    with refused(Clause.TRF_07):
        set_seal(original, ended, now=NOW)
    future = signing_seal(here.centre, here.centre_head, valid_from=date(2026, 12, 1))
    with refused(Clause.TRF_07):
        set_seal(original, future, now=NOW)


@clause(Clause.TRF_07)
def test_a_certificate_out_of_date_is_refused(here, original):
    old = signing_seal(here.centre, here.centre_head, now=SINCE - FIVE_YEARS)
    with refused(Clause.TRF_07) as caught:
        set_seal(original, old, now=NOW)
    assert "2026" in str(caught.value.refusals[0].reason)


@clause(Clause.TRF_07)
def test_a_withdrawn_or_unknown_certificate_is_refused(here, original, seals):
    withdraw_certificate(seals[0].certificates.get(), reason="密钥遗失", by=here.chief, now=NOW)
    with refused(Clause.TRF_07):
        set_seal(original, seals[0], now=NOW)
    unknown = SealFactory(department=here.centre, keeper=here.centre_head)
    give_key(unknown)
    with refused(Clause.TRF_07):
        set_seal(original, unknown, now=NOW)
    without = SealFactory(department=here.centre, keeper=here.centre_head)
    with refused(Clause.TRF_07):
        set_seal(original, without, now=NOW)


@clause(Clause.TRF_07)
def test_a_key_on_a_curve_does_not_sign(here, original, monkeypatch):
    """pyHanko would make the file PDF 2.0, which is no PDF/A-2."""
    seal = SealFactory(department=here.centre, keeper=here.centre_head)
    curve = ec.generate_private_key(ec.SECP256R1())
    certificate = seal_keys.issue(seal, "翠湖", root(), key=curve, now=SINCE)
    der = certificate.public_bytes(seal_keys.Encoding.DER)
    monkeypatch.setattr(Pkcs12Files, "identity", lambda *_: Identity(der, (), "pkcs12"))
    with refused(Clause.TRF_07) as caught:
        set_seal(original, seal, now=NOW)
    assert "3072" in str(caught.value.refusals[0].reason)


@clause(Clause.TRF_06)
def test_a_seal_confirms_what_its_own_signer_signed(original, seals):
    with arranged():
        original.places[0]["content_hash"] = "0" * 64
        original.save()
    with refused(Clause.TRF_06):
        set_seal(original, seals[0], now=NOW)


@clause(Clause.TRF_07)
def test_a_void_original_makes_room_for_another(here, manifest, original, seals):
    set_seal(original, seals[0], now=NOW)
    with refused(Clause.TRF_07):
        void_original(original, reason=" ", by=here.clerk, now=NOW)
    void_original(original, reason="印章盖错", by=here.clerk, now=NOW)
    with refused(Clause.TRF_07):
        set_seal(again(original), seals[1], now=NOW)
    second = make_original(manifest, by=here.clerk, now=NOW)
    assert second.state == OriginalState.OPEN
    assert again(original).signatures.count() == 1  # what was sealed stays on record


@clause(Clause.TRF_05)
def test_an_original_falls_with_the_signatures(here, manifest, original):
    void_original_of(manifest, reason="发现错页", by=here.chief, now=NOW)
    assert again(original).state == OriginalState.VOID


@clause(Clause.TRF_07)
def test_each_seal_stands_in_the_seal_register_at_once(here, manifest, original, seals):
    for seal in seals:
        set_seal(original, seal, now=NOW)
    first, second = SealUse.objects.order_by("serial")
    assert [first.number, second.number] == ["SY-2026-00001", "SY-2026-00002"]
    assert first.electronic
    assert first.subject == manifest
    assert (first.seal, first.keeper, first.applicant) == (seals[0], here.centre_head, here.clerk)
    assert first.approving_act == "transfers.manifest_signed"
    assert first.document == f"档案移交清单 {manifest.number}"


@clause(Clause.TRF_07)
def test_a_refused_seal_uses_up_no_number(here, original, seals):
    with refused(Clause.TRF_07):
        set_seal(original, seals[0], by=here.clerk, now=NOW)
    set_seal(original, seals[0], now=NOW)
    assert SealUse.objects.get().serial == 1


@pytest.mark.parametrize("kept", ["originalsignature", "sealuse"])
def test_what_was_sealed_cannot_be_rewritten(original, seals, kept):
    set_seal(original, seals[0], now=NOW)
    model = {"originalsignature": original.signatures.model, "sealuse": SealUse}[kept]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(seal=seals[1])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@clause(Clause.TRF_14)
def test_title_documents_bear_the_archivists_seal_too(here, seals):
    deed = here.deed()
    manifest = here.frozen(deed, kind=TITLE)

    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    here.sign(manifest, Side.RECEIVING, here.chief)
    here.sign(manifest, Side.ARCHIVIST, here.checker)
    original = make_original(again(manifest), by=here.checker, now=NOW)
    assert [place["party"] for place in original.places] == ["移交方", "接收方", "档案员"]
    for seal in (seals[0], seals[1], seals[1]):
        set_seal(original, seal, now=NOW)
    assert content_of(original)
    assert original.state == OriginalState.COMPLETE
    assert len(judged(content_of(original))) == 3

"""The life of an electronic original through its pages: made, sealed twice, sent, declared void."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from archive_office.originals.models import ElectronicOriginal, OriginalState, SealUse
from archive_office.regulation import Clause
from dossiers.models import ViewLog
from tests.factories import PASSWORD
from tests.originals.keys import signing_seal
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, another_centre, office
from transfers.models import Manifest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


@pytest.fixture
def manifest(here):
    return here.completed(here.volume())


@pytest.fixture
def seals(here):
    return (
        signing_seal(here.centre, here.centre_head),
        signing_seal(here.receiver, here.chief),
    )


def made(desk, manifest):
    kind = ("transfers", "manifest", manifest.pk)
    answer = desk.client.post(reverse("workbench:make_original", args=kind))
    return answer, ElectronicOriginal.objects.last()


def sealing(desk, original, field, **fields):
    address = reverse("workbench:seal_original", args=[original.pk, field])
    content = {"password": PASSWORD, "content_hash": original.sha256, **fields}
    return desk.client.post(address, content)


@clause(Clause.TRF_07)
def test_an_original_lives_through_its_pages(here, manifest, seals):
    centre, keeper, chief = Desk(here.clerk), Desk(here.centre_head), Desk(here.chief)
    page = centre.get("manifest", manifest.pk)
    assert "Make the electronic original" in text(page)
    answer, original = made(centre, manifest)
    assert answer.status_code == 302
    assert answer.url == original.get_absolute_url()
    assert "Seals missing" in text(centre.get("manifest", manifest.pk))
    assert "Set the seal" not in text(centre.get("manifest", manifest.pk))

    page = text(keeper.get("manifest", manifest.pk))
    assert "Set the seal" in page
    address = reverse("workbench:seal_original", args=[original.pk, "Seal1"])
    page = text(keeper.client.get(address))
    assert f"移交方{here.clerk}确认" in page
    assert sealing(keeper, original, "Seal1", password="wrong").status_code == 422
    assert sealing(keeper, original, "Seal1").status_code == 302
    assert sealing(keeper, again(original), "Seal1").status_code == 404
    assert sealing(chief, again(original), "Seal2").status_code == 302

    original = again(original)
    assert original.state == OriginalState.COMPLETE
    page = text(centre.client.get(original.get_absolute_url()))
    assert "Complete" in page
    assert "passed before the first seal" in page
    assert "The house vouches for itself" in page
    assert seals[0].certificates.get().fingerprint in page


@clause(Clause.TRF_07)
def test_who_keeps_no_seal_finds_no_page_to_set_one(here, manifest, seals):
    _answer, original = made(Desk(here.clerk), manifest)
    assert sealing(Desk(here.clerk), original, "Seal1").status_code == 404
    assert sealing(Desk(here.chief), original, "Seal1").status_code == 404
    assert not SealUse.objects.exists()
    assert seals


@clause(Clause.ORG_01)
def test_an_original_exists_for_whom_its_record_exists(here, manifest):
    _answer, original = made(Desk(here.clerk), manifest)
    stranger = Desk(another_centre(here).clerk)
    for name in ("original", "original_file", "void_original"):
        address = reverse(f"workbench:{name}", args=[original.pk])
        sent = stranger.client.post if name == "void_original" else stranger.client.get
        assert sent(address).status_code == 404
    assert made(stranger, manifest)[0].status_code == 404


@clause(Clause.SEC_41)
def test_an_original_that_was_given_out_stands_in_the_view_log(here, manifest):
    _answer, original = made(Desk(here.clerk), manifest)
    answer = Desk(here.chief).client.get(reverse("workbench:original_file", args=[original.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    seen = ViewLog.objects.get(user=here.chief, what=ViewLog.What.PRINTED)
    assert seen.detail == f"{manifest.number} electronic original {original.sha256[:12]}"


def test_an_original_that_cannot_be_made_says_why(here):
    frozen = here.frozen(here.volume())
    answer, original = made(Desk(here.clerk), frozen)
    assert answer.status_code == 422
    assert original is None
    assert "when everybody has signed" in text(answer)


def test_only_papers_that_are_sealed_have_originals(here):
    desk = Desk(here.clerk)
    for kind in (("dossiers", "holding"), ("transfers", "nothing")):
        address = reverse("workbench:make_original", args=[*kind, 1])
        assert desk.client.post(address).status_code == 404


@clause(Clause.TRF_07)
def test_an_original_is_declared_void_with_a_reason(here, manifest):
    desk = Desk(here.clerk)
    _answer, original = made(desk, manifest)
    address = reverse("workbench:void_original", args=[original.pk])
    assert desk.client.post(address, {"reason": ""}).status_code == 422
    assert desk.client.post(address, {"reason": "装订有误"}).status_code == 302
    page = text(desk.client.get(original.get_absolute_url()))
    assert "装订有误" in page
    assert desk.client.post(address, {"reason": "再次"}).status_code == 422
    assert "Make the electronic original" in text(desk.get("manifest", manifest.pk))


def test_the_use_of_a_seal_on_paper_stands_in_the_same_register(here, manifest, seals):
    copy = manifest.copies.get(number=1)
    Desk(here.centre_head).post("seal", copy.pk, seal=seals[0].pk, on=NOW.date().isoformat())
    use = SealUse.objects.get()
    assert not use.electronic
    assert use.subject_type == ContentType.objects.get_for_model(Manifest)
    assert (use.applicant, use.keeper, use.on) == (here.clerk, here.centre_head, NOW.date())

"""Appraisal sheets and destruction registers: one seal for each of those who signed."""

import io

import pytest
from pypdf import PdfReader

from archive_office.organisation.models import Department, Seal, User
from archive_office.originals.judging import judge
from archive_office.originals.models import OriginalState
from archive_office.originals.procedures.making import make_original
from archive_office.originals.providers import trusted_roots
from archive_office.regulation import Clause
from tests.destruction.registers import destroying_office
from tests.destruction.world import DESTROY, NOW, again, room
from tests.originals.keys import content_of, pdfsig, set_seal, signing_seal
from tests.steps import clause

pytestmark = pytest.mark.django_db


def sealed(record, *, by, now):
    """An original with every seal set, each by the keeper of its department's only seal."""
    original = make_original(record, by=by, now=now)
    for place in original.places:
        seal = seals_of(place, now)
        set_seal(original, seal, field=place["field"], now=now)
        original = again(original)
    return original


def seals_of(place, now):
    department = Department.objects.get(pk=place["department"])
    found = Seal.objects.filter(department=department).first()
    return found or signing_seal(department, User.objects.get(pk=place["signer"]))


@clause(Clause.TRF_07, Clause.APR_25)
def test_each_signatory_of_an_appraisal_has_a_seal(tmp_path):
    here = room()
    appraisal = here.approved(here.volume(), said=(DESTROY,))
    original = sealed(appraisal, by=here.archivist, now=NOW)
    assert original.state == OriginalState.COMPLETE
    assert original.label == f"档案鉴定意见书 {appraisal.number}"
    content = content_of(original)
    assert judge(content, trusted_roots(), now=NOW).unaltered
    assert all("Signature is Valid" in each for each in pdfsig(content, tmp_path))
    last = PdfReader(io.BytesIO(content)).pages[-1].extract_text()
    assert "电子签章页" in last
    assert original.signatures.count() == appraisal.signatures.count()


@clause(Clause.TRF_07, Clause.DES_10)
def test_approvers_executor_and_witnesses_of_a_destruction_have_their_seals(tmp_path):
    here = destroying_office()
    register = here.closed(here.volume())
    now = here.after_the_wait(register, days=1)
    original = sealed(register, by=here.archivist, now=now)
    assert original.state == OriginalState.COMPLETE
    parties = [place["party"] for place in original.places]
    assert parties.count("监销人") == 2
    assert parties.count("执行人") == 1
    assert len(parties) == 3 + register.decisions.count()
    content = content_of(original)
    assert judge(content, trusted_roots(), now=now).unaltered
    assert "Total document signed" in pdfsig(content, tmp_path)[-1]
    assert original.content_hash == register.record_hash

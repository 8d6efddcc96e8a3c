"""Where the keys of seals come from: files of the house, or a service outside."""

import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from archive_office.management import seal_keys
from archive_office.originals.judging import judge
from archive_office.originals.models import SealCertificate
from archive_office.originals.procedures.certificates import register_certificate
from archive_office.originals.procedures.making import make_original
from archive_office.originals.providers import Identity, NoKeyError, provider, trusted_roots
from archive_office.regulation import Clause
from archive_office.settings import env
from tests.factories import SealFactory
from tests.originals.keys import (
    COMPANY,
    SINCE,
    content_of,
    give_key,
    key,
    root,
    set_seal,
    signing_seal,
)
from tests.steps import clause, refused
from tests.transfers.road import NOW, office

pytestmark = pytest.mark.django_db


class OutsideService:
    """A signing service as one would write it: the key never leaves it."""

    asked = 0

    def identity(self, seal):
        made = seal_keys.issue(seal, COMPANY, root(), key=key(), now=SINCE)
        first = self.made.setdefault(seal.pk, made)
        chain = (root().certificate.public_bytes(Encoding.DER),)
        return Identity(first.public_bytes(Encoding.DER), chain, "provider")

    def sign(self, seal, data):
        type(self).asked += 1
        return key().sign(data, PKCS1v15(), SHA256())

    made: dict = {}


@pytest.fixture
def here():
    return office()


@clause(Clause.TRF_07)
def test_an_outside_service_signs_without_giving_its_key(here, settings):
    settings.ARCHIVE_SIGNING_PROVIDER = f"{__name__}.OutsideService"
    original = make_original(here.completed(here.volume()), by=here.clerk, now=NOW)
    seal = SealFactory(department=here.centre, keeper=here.centre_head)
    made = register_certificate(seal, provider().identity(seal), by=None, now=NOW)
    assert made.origin == SealCertificate.Origin.PROVIDER
    set_seal(original, seal, now=NOW)
    assert OutsideService.asked == 1
    [signature] = judge(content_of(original), trusted_roots(), now=NOW).signatures
    assert signature.intact
    assert signature.fingerprint == made.fingerprint


@clause(Clause.TRF_07)
def test_a_short_key_is_not_registered():
    seal = SealFactory()
    short = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    give_key(seal, own_key=short)
    with refused(Clause.TRF_07):
        register_certificate(seal, provider().identity(seal), by=None, now=NOW)


@clause(Clause.TRF_07)
def test_a_certificate_belongs_to_one_seal():
    seal, other = signing_seal(*_at()), SealFactory()
    identity = provider().identity(seal)
    assert register_certificate(seal, identity, by=None, now=NOW) == seal.certificates.get()
    with refused(Clause.TRF_07):
        register_certificate(other, identity, by=None, now=NOW)


def _at():
    seal = SealFactory()
    return seal.department, seal.keeper


def test_a_key_file_is_readable_by_nobody_else():
    path = give_key(SealFactory())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_wrong_passphrase_is_said_without_the_passphrase(settings):
    seal = SealFactory()
    give_key(seal)
    settings.ARCHIVE_SEAL_PASSPHRASES = {seal.number: "other"}
    with pytest.raises(NoKeyError) as caught:
        provider().identity(seal)
    assert "other" not in str(caught.value)
    settings.ARCHIVE_SEAL_PASSPHRASES = {}
    with pytest.raises(NoKeyError, match="no passphrase"):
        provider().identity(seal)


def test_passphrases_come_from_the_environment_or_a_file(monkeypatch, tmp_path):
    assert env.pairs("SOME_PHRASES") == {}
    monkeypatch.setenv("SOME_PHRASES", "印-1=one\n*=two=2")
    assert env.pairs("SOME_PHRASES") == {"印-1": "one", "*": "two=2"}
    for wrong in ("one", "a=1\na=2", "=x"):
        monkeypatch.setenv("SOME_PHRASES", wrong)
        with pytest.raises(ImproperlyConfigured):
            env.pairs("SOME_PHRASES")
    monkeypatch.delenv("SOME_PHRASES")
    (tmp_path / "phrases").write_text("*=three\n")
    monkeypatch.setenv("SOME_PHRASES_FILE", str(tmp_path / "phrases"))
    assert env.pairs("SOME_PHRASES") == {"*": "three"}


def test_certificates_for_the_demo_are_made_once(settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(seal_keys, "new_key", key)
    settings.ARCHIVE_SEALS_DIR = tmp_path
    seal = SealFactory()
    call_command("make_demo_certificates")
    call_command("make_demo_certificates")
    made = seal.certificates.get()
    assert made.origin == SealCertificate.Origin.DEMO
    assert made.self_issued
    certificate = x509.load_pem_x509_certificate(made.certificate.encode())
    assert seal.name in certificate.subject.rfc4514_string()
    assert capsys.readouterr().out.splitlines()[1].startswith("0 made")


def test_the_office_in_earnest_makes_no_certificates_of_its_own(settings):
    settings.ARCHIVE_DEMO_SEALS = False
    with pytest.raises(CommandError, match="prove nothing"):
        call_command("make_demo_certificates")


def test_certificates_are_registered_by_command(settings, capsys):
    settings.ARCHIVE_DEMO_SEALS = False
    seal, without = SealFactory(), SealFactory()
    give_key(seal)
    call_command("register_certificates")
    assert seal.certificates.get().origin == SealCertificate.Origin.PKCS12
    assert not without.certificates.exists()
    assert without.number in capsys.readouterr().err
    with pytest.raises(CommandError, match="no seal X"):
        call_command("register_certificates", "X")
    with pytest.raises(CommandError):
        call_command("register_certificates", without.number)

"""Seals that can sign: keys are made once for all tests, as RSA keys take their time."""

import subprocess
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from archive_office.management import seal_keys
from archive_office.organisation.signing import prove_identity
from archive_office.originals.procedures.certificates import register_certificate
from archive_office.originals.procedures.sealing import seal_original
from archive_office.originals.providers import ROOTS, provider
from tests.factories import PASSWORD, SealFactory

COMPANY = "翠湖物业服务有限公司"
SINCE = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIVE_YEARS = timedelta(days=365 * seal_keys.YEARS)


@cache
def key():
    return seal_keys.new_key()


@cache
def root():
    """The house's root; the office trusts it from now on."""
    made = seal_keys.new_root(COMPANY, now=SINCE)
    folder = settings.ARCHIVE_SEALS_DIR / ROOTS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test.pem").write_bytes(made.certificate.public_bytes(seal_keys.Encoding.PEM))
    return made


def give_key(seal, *, now=SINCE, own_key=None):
    """A key and a certificate for a seal, in its file."""
    certificate = seal_keys.issue(seal, COMPANY, root(), key=own_key or key(), now=now)
    return seal_keys.write_file(
        settings.ARCHIVE_SEALS_DIR,
        seal.number,
        settings.ARCHIVE_SEAL_PASSPHRASES,
        own_key or key(),
        certificate,
        root(),
    )


def signing_seal(department, keeper, *, now=SINCE, **fields):
    """A seal whose certificate is registered."""
    seal = SealFactory(department=department, keeper=keeper, **fields)
    give_key(seal, now=now)
    register_certificate(seal, provider().identity(seal), by=None, now=now)
    return seal


def set_seal(original, seal, *, now, by=None, field=None):
    """The keeper sets the seal in the first place that is its department's."""
    by = by or seal.keeper
    done = set(original.signatures.values_list("field_name", flat=True))
    field = field or next(
        place["field"]
        for place in original.places
        if place["department"] == seal.department_id and place["field"] not in done
    )
    proof = prove_identity(by, PASSWORD, now=now)
    return seal_original(original, seal, field, proof, by=by, now=now)


def content_of(original):
    original.refresh_from_db()
    with original.file.open("rb") as kept:
        return kept.read()


def pdfsig(content, folder):
    """What poppler says of each signature: one dictionary a signature."""
    path = folder / "signed.pdf"
    path.write_bytes(content)
    out = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    return out.split("Signature #")[1:]

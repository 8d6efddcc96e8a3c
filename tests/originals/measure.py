"""How long one seal takes: ``python -m tests.originals.measure``, without a database."""

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import django

TURNS = 20


def main():
    """Tell the median of twenty signatures, and what each adds to the file."""
    django.setup()
    from django.conf import settings

    settings.ARCHIVE_SEALS_DIR = Path(tempfile.mkdtemp())
    sign, empty = prepared(settings)
    times = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        content = sign()
        times.append(1000 * (time.perf_counter() - began))
    added = (len(content) - empty) / 1000
    low, middle, high = min(times), statistics.median(times), max(times)
    sys.stdout.write(f"one seal: median {middle:.0f} ms, {low:.0f}-{high:.0f} ms, {added:.0f} kB\n")


def prepared(settings):
    """A function that signs one page, and how long the page is in bytes."""
    from archive_office.management import seal_keys
    from archive_office.organisation.models import Department, Seal
    from archive_office.originals import signing
    from archive_office.originals.providers import provider
    from archive_office.printing.seal import drawn_seal
    from archive_office.printing.sheet import Info, Sheet

    seal = Seal(number="1", name="业务专用章", department=Department(name="公司档案室"))
    folder, phrases = settings.ARCHIVE_SEALS_DIR, settings.ARCHIVE_SEAL_PASSPHRASES
    now = datetime.now(UTC)
    seal_keys.write_keys([seal], "公司", folder, phrases, now=now)
    sheet = Sheet(210, 297, Info("t", "f", "a"))
    sheet.showPage()
    field = signing.Field("Seal1", "t", 0, (100, 100, 213, 213))
    empty = signing.with_fields(signing.as_pdfa(sheet.finish()).content, [field])
    what = signing.Signing("Seal1", "确认", "档案室", drawn_seal("公司", seal.name), now)
    service = provider()
    return lambda: signing.signed(empty, what, seal, service, service.identity(seal)), len(empty)


if __name__ == "__main__":
    main()

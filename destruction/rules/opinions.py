"""What stands against an engineering opinion.

Source: APR-07, APR-08.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from destruction.models import AppraisalLine

SCANS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""What a scan of an opinion may be, with its file suffix."""


def against_opinion(line: AppraisalLine, text: str, on: date, *, today: date) -> Iterator[Refusal]:
    """Refuse an opinion that says nothing, of the future, or on what is not technical."""
    if not line.technical:
        yield Refusal(
            Clause.APR_07,
            _("%(code)s is in no technical class; no opinion is asked for.") % {"code": line.code},
        )
    if not text.strip():
        yield Refusal(Clause.APR_07, _("Write the opinion."), field="text")
    if on > today:
        yield Refusal(Clause.APR_07, _("The day lies in the future."), field="on")


def against_scan(content_type: str) -> Iterator[Refusal]:
    """Refuse another kind of file."""
    if content_type not in SCANS:
        yield Refusal(Clause.APR_07, _("Attach a PDF, JPEG or PNG of the opinion."), field="scan")

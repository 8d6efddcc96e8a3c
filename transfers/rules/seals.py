"""What stands against recording a seal on a copy, or the scan of a sealed copy.

Source: TRF-07, TRF-08.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Seal, User
from archive_office.regulation import Clause, Refusal
from transfers.models import ManifestCopy

SCANS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""What a scan of a sealed copy may be, with its file suffix."""


def against_sealing(
    copy: ManifestCopy, seal: Seal, person: User, *, on: date, today: date
) -> Iterator[Refusal]:
    """Refuse another party's seal, another keeper, a seal not valid, or an impossible day."""
    if copy.sealed_on is not None:
        yield Refusal(Clause.TRF_07, _("This copy bears its seal already."))
    if seal.department_id != copy.keeper_id:
        yield Refusal(
            Clause.TRF_07,
            _("%(seal)s is not a seal of %(department)s.")
            % {"seal": seal, "department": copy.keeper},
            field="seal",
        )
    if seal.keeper_id != person.pk:
        yield Refusal(
            Clause.TRF_07,
            _("Only %(keeper)s, the registered keeper, applies this seal.")
            % {"keeper": seal.keeper},
            field="seal",
        )
    if on < seal.valid_from or (seal.valid_until is not None and on > seal.valid_until):
        yield Refusal(
            Clause.TRF_07, _("The seal was not valid on %(day)s.") % {"day": on}, field="on"
        )
    completed = copy.manifest.completed_at
    if on > today or (completed is not None and on < day_of(completed)):
        yield Refusal(
            Clause.TRF_07,
            _("The seal is applied after the last signature and not in the future."),
            field="on",
        )


def against_scan(copy: ManifestCopy, content_type: str, *, reason: str) -> Iterator[Refusal]:
    """Refuse another kind of file, a copy without its seal, and silent replacement."""
    if content_type not in SCANS:
        yield Refusal(
            Clause.TRF_07, _("Attach a PDF, JPEG or PNG of the sealed copy."), field="file"
        )
    if copy.sealed_on is None:
        yield Refusal(Clause.TRF_07, _("Record first that the seal was applied."))
    if copy.scan and not reason.strip():
        yield Refusal(
            Clause.TRF_07, _("A scan is there already; say why it is replaced."), field="reason"
        )

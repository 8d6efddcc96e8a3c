"""What the codes on covers, labels, cards and receipts lead to: a thing, and no checksum.

Source: SEC-29.
"""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office.organisation.models import User
from archive_office.originals.prints import Answer, Code, Compared, reads_prints
from dossiers.models import Dossier, Holding, Submission
from dossiers.procedures.codes import normalised_code

_LOOKS: Final = "dossiers.view_dossier"
_BRINGS: Final = ("dossiers.submit_papers", "dossiers.accept_submission")


@reads_prints("HZ-")
def compare_receipt(code: Code, by: User) -> Compared | None:
    """What a receipt for papers brought stands for."""
    if not any(by.has_perm(name) for name in _BRINGS):
        return None
    rows = Submission.objects.visible_to(by).select_related("centre__parent", "by")
    found = rows.filter(receipt_number=code.number).first()
    if found is None:
        return None
    return Compared(
        Answer.UNCHECKABLE,
        detailed=True,
        label=_("Receipt %(number)s") % {"number": code.number},
        url=reverse("dossiers:submission", args=[found.pk]),
        state=found.get_state_display(),
        about=((_("Papers brought by"), str(found.by)), (_("Centre"), str(found.centre))),
    )


@reads_prints("")
def compare_thing(code: Code, by: User) -> Compared | None:
    """What a label, a cover or a card stands for: a volume by barcode or code, or a dossier."""
    if not by.has_perm(_LOOKS):
        return None
    reference = normalised_code(code.text.replace("\0", ""))
    holdings = Holding.objects.visible_to(by).select_related("dossier")
    held = holdings.filter(barcode=reference).first() or holdings.filter(code=reference).first()
    found = held.dossier if held else Dossier.objects.visible_to(by).filter(code=reference).first()
    if found is None:
        return None
    thing = held or found
    return Compared(
        Answer.UNCHECKABLE,
        detailed=True,
        label=thing.code,
        url=found.get_absolute_url(),
        state=thing.get_state_display(),
        about=((_("Title"), thing.title),),
    )

"""What stands against settling or waiving a debt of a centre.

Source: TRF-10.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, HoldingState
from transfers.models import Outcome, Shortage


def against_standing(shortage: Shortage) -> Iterator[Refusal]:
    """Refuse what was settled or waived before."""
    if shortage.settled_at is not None:
        yield Refusal(Clause.TRF_10, _("Settled already: %(how)s.") % {"how": shortage.settled_how})


def against_receiving(shortage: Shortage, barcode: str, code: str) -> Iterator[Refusal]:
    """Refuse another thing than the one owed, and one that is not on its way.

    Args:
        barcode: As scanned.
        code: The same as a reference code.
    """
    line = shortage.line
    if line.document is not None:
        right = code == line.document.code
    else:
        right = shortage.holding is not None and (
            barcode == shortage.holding.barcode or code == shortage.holding.code
        )
    if not right:
        yield Refusal(
            Clause.TRF_10,
            _("This is not what is owed: %(what)s.") % {"what": shortage.what},
            field="barcode",
        )
        return
    if not is_on_its_way(shortage):
        yield Refusal(
            Clause.TRF_10,
            _("The centre has put %(code)s on its shelf again; it comes with the next manifest.")
            % {"code": line.code},
        )


def is_on_its_way(shortage: Shortage) -> bool:
    """Whether the owed thing can be taken in now: nowhere else by the catalogue."""
    line = shortage.line
    if line.document is not None:
        return line.document.state == Document.State.AWAITING
    if line.outcome == Outcome.PAGES_DIFFER:
        return True
    return shortage.holding is not None and shortage.holding.state == HoldingState.MISSING


def against_silence(how: str) -> Iterator[Refusal]:
    """Refuse to settle or waive without saying how or why."""
    if not how.strip():
        yield Refusal(Clause.TRF_10, _("Say how it was settled, or why it is waived."))

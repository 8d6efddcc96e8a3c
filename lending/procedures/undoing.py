"""Taking back an old loan register: its loans stay, and count for nothing any more.

Source: LND-19, FIL-03, FIL-09; decisions 4 and 34.
"""

from collections import Counter
from collections.abc import Sequence

from archive_office.journal.bulk import note_all, update_all
from dossiers.procedures.custody import locked
from dossiers.procedures.imports.undoing import TakingBack
from lending.models import Loan


class OldLoansBack(TakingBack):
    """Takes back the loans of a register that no later register and no case has touched."""

    def take_back(self, ids: Sequence[int]) -> Counter[str]:
        """Void what is untouched of these loans; the desk may lend their things again."""
        rows = Loan.objects.filter(pk__in=ids)
        locked(list(rows.values_list("holding", flat=True)))
        own = rows.select_for_update(of=("self",), no_key=True).select_related("holding")
        loans = list(own.order_by("pk"))
        touches = self.touched(ids)
        free = [loan for loan in loans if loan.pk not in touches]
        for loan in free:
            loan.taken_back, loan.is_open = True, False
        update_all(free, ["taken_back", "is_open"])
        note_all((loan, {"taken_back": True}) for loan in free)
        self.leave([loan for loan in loans if loan.pk in touches], touches)
        return Counter(voided=len(free), left=len(loans) - len(free))

"""Taking back an imported list: its proposals stay, and propose nothing any more.

Source: APR-12, FIL-03, FIL-09; decisions 4 and 34.
"""

from collections import Counter
from collections.abc import Sequence

from archive_office.journal.bulk import note_all, update_all
from destruction.models import ProposedDestruction
from dossiers.procedures.custody import locked
from dossiers.procedures.imports.undoing import TakingBack


class ProposalsBack(TakingBack):
    """Takes back the proposals of a list whose things no appraisal has taken up."""

    def take_back(self, ids: Sequence[int]) -> Counter[str]:
        """Void what is untouched of these proposals."""
        rows = ProposedDestruction.objects.filter(pk__in=ids)
        locked(list(rows.values_list("holding", flat=True)))
        own = rows.select_for_update(of=("self",), no_key=True).select_related("holding")
        proposals = list(own.order_by("pk"))
        touches = self.touched(ids)
        free = [proposal for proposal in proposals if proposal.pk not in touches]
        for proposal in free:
            proposal.taken_back = True
        update_all(free, ["taken_back"])
        note_all((proposal, {"taken_back": True}) for proposal in free)
        self.leave([one for one in proposals if one.pk in touches], touches)
        return Counter(voided=len(free), left=len(proposals) - len(free))

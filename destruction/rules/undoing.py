"""What has touched a proposal of an imported list: an appraisal that took its thing up.

Source: APR-12, FIL-09; decisions 4 and 34.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from destruction.models import AppraisalLine, AppraisalState, ProposedDestruction
from dossiers.rules.undoing import Touch, Touched


def touched_proposals(seen: Touched, ids: Collection[int]) -> dict[int, list[Touch]]:
    """Proposals that somebody changed, or whose things an appraisal took up since they came in."""
    found = seen.by_row(ProposedDestruction, ids)
    lines = AppraisalLine.objects.filter(
        holding=OuterRef("holding"),
        appraisal__drawn_up_at__gte=OuterRef("ledger_import__finished_at"),
    ).exclude(appraisal__state=AppraisalState.VOID)
    taken_up = ProposedDestruction.objects.filter(Exists(lines), pk__in=ids)
    named = str(AppraisalLine._meta.verbose_name)
    for pk in taken_up.values_list("pk", flat=True):
        found[pk].append(Touch(named))
    return found

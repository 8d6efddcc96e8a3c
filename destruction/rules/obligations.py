"""What appraisal has open against holdings.

Source: APR-04, APR-24.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from destruction.models import AppraisalLine
from dossiers.models import Holding
from dossiers.rules.obligations import Obligation, register


@register("destruction")
def appraisals_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Open appraisals on which these holdings, or papers of theirs, stand."""
    lines = AppraisalLine.objects.filter(holding__in=holdings, is_open=True)
    for line in lines.select_related("appraisal").order_by("appraisal_id", "number"):
        yield Obligation(
            line.holding_id,
            "appraisal",
            _("On appraisal %(number)s") % {"number": line.appraisal.number},
        )

"""What appraisal and destruction have open against holdings.

Source: APR-04, APR-24, DES-01, DES-27.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from destruction.models import AppraisalLine, LineState, RegisterLine
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


@register("destruction.register")
def registers_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Open destruction registers on which these holdings, or papers of theirs, stand."""
    lines = RegisterLine.objects.filter(holding__in=holdings, is_open=True).exclude(
        state__in=[LineState.VETOED, LineState.WITHDRAWN]
    )
    for line in lines.select_related("register").order_by("register_id", "number"):
        yield Obligation(
            line.holding_id,
            "register",
            _("On destruction register %(number)s") % {"number": line.register.number},
        )

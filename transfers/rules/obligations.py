"""What the handover has open against holdings; whoever destroys or clears asks for it.

Source: TRF-04, TRF-10.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from dossiers.models import Holding
from dossiers.rules.obligations import Obligation, register
from transfers.models import ManifestLine, Shortage


@register("transfers")
def handovers_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Open manifests on which these holdings stand, and debts still owed for them."""
    lines = ManifestLine.objects.filter(holding__in=holdings, is_open=True)
    for line in lines.select_related("manifest").order_by("manifest_id", "number"):
        yield Obligation(
            line.holding_id or 0,
            "manifest",
            _("On manifest %(number)s") % {"number": line.manifest.number},
        )
    for shortage in Shortage.objects.standing().filter(holding__in=holdings).order_by("pk"):
        yield Obligation(
            shortage.holding_id or 0, "shortage", _("Owed: %(what)s") % {"what": shortage.what}
        )

"""What is left of a destroyed dossier: found by its code, shown without anything of the customer."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.organisation.models import User
from dossiers.models import Dossier, DossierEvent, ElectronicFile
from dossiers.rules.access import right_to_open
from dossiers.views.drafts import Scan, scan_of


def stub_of(found: Dossier, user: User) -> dict[str, Any]:
    """The stub of a destroyed dossier: codes, unit, days, by which register and appraisal.

    Source: DES-12.
    """
    kept = DossierEvent.Kind
    return {
        "dossier": found,
        "title": _("%(code)s: destroyed") % {"code": found.code},
        "holdings": found.holdings.order_by("number"),
        "remarks": found.events.filter(kind=kept.REMARK).select_related("by").order_by("on", "pk"),
        "tasks": found.events.filter(kind=kept.TASK, done_on__isnull=True),
        "scans": list(_kept_scans(found, user)),
    }


def _kept_scans(found: Dossier, user: User) -> Iterator[Scan]:
    """Electronic copies that the register kept, as far as this person may read them."""
    files = ElectronicFile.objects.filter(
        document__holding__dossier=found, removed_at__isnull=True
    ).select_related("document__holding__dossier")
    now = clock.now()
    for file in files.order_by("document__code", "position", "pk"):
        if right_to_open(file, user, at=now):
            yield scan_of(file)

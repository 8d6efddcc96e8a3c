"""A resident asks who has seen the file; the answer is an act, and is logged like every print.

Source: LND-16, LND-22.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office.crypto import masked_name
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Customer, Dossier, ViewLog
from dossiers.papers.filling import fonds_of
from dossiers.papers.seen import SeenLine, SeenPaper
from dossiers.procedures.reading import log_named
from dossiers.rules.seen import against_telling, files_of, told_of


@act("dossiers.resident_told", _("Resident told who has seen the file"), Clause.LND_16)
def tell_resident(dossier: Dossier, *, by: User, now: datetime) -> SeenPaper:
    """Draw up what was done with a resident's file until now.

    Raises:
        RegulationError: LND-16 (not the archivist or head of the centre; nobody to tell).

    Source: LND-16, LND-22.
    """
    enforce(against_telling(dossier, by))
    customer = Customer.objects.get(occupancies__dossier=dossier)
    files = files_of(dossier, by)
    told = told_of(files, customer=customer)
    lines = tuple(SeenLine(**line._asdict(), times=times) for line, times in told)
    for file in files:
        note(file, after={"told": "request file", "lines": len(lines)})
    printed = ViewLog.What.PRINTED
    log_named((file.pk for file in files), by, printed, now=now, detail="request file")
    with override("zh-hans"):
        posts = [str(m.get_role_display()) for m in by.current_memberships]
    return SeenPaper(
        fonds=fonds_of(dossier.centre),
        reference="、".join(file.code for file in files),
        customer=masked_name(customer.name),
        unit=str(dossier.unit or ""),
        stated_on=timezone.localtime(now).date(),
        stated_by=f"{dossier.centre.name} {posts[0] if posts else ''}".strip(),
        lines=lines,
    )

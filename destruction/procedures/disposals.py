"""Recording what was thrown away without ever having been filed: duplicates, drafts.

Source: DES-23.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from destruction.models import DisposalItem, DisposalList
from destruction.rules import disposing
from destruction.rules.disposing import Waste
from dossiers.procedures.codes import next_code


@act("destruction.disposal_recorded", _("Disposal of unfiled papers recorded"), Clause.DES_23)
def record_disposal(
    department: Department,
    items: Sequence[Waste],
    *,
    on: date,
    remark: str = "",
    by: User,
    now: datetime,
) -> DisposalList:
    """Put on record what a department threw away, and how; no appraisal is asked for.

    Args:
        on: The day on which it was done, today or earlier.

    Raises:
        RegulationError: ORG-01 (another department), DES-23 (nothing listed, a day to come),
            DES-03, DES-21, DES-22 (the method), APR-01 (something filed).

    Source: DES-23.
    """
    today = timezone.localtime(now).date()
    enforce(disposing.against_disposing(department, items, on=on, by=by, today=today))
    by_post(disposing.post_for(by, department))
    disposal = DisposalList(
        number=next_code(f"CZ-{today.year}"),
        department=department,
        disposed_on=on,
        by=by,
        recorded_at=now,
        remark=remark.strip(),
    )
    disposal.save()
    _list_items(disposal, items)
    copies = sum(item.copies for item in items)
    note(disposal, after={"on": on.isoformat(), "lines": len(items), "copies": copies})
    return disposal


def _list_items(disposal: DisposalList, items: Sequence[Waste]) -> None:
    create_all(
        [
            DisposalItem(
                list=disposal,
                number=number,
                what=item.what.strip(),
                copies=item.copies,
                pages=item.pages,
                confidential=item.confidential,
                method=item.method,
            )
            for number, item in enumerate(items, 1)
        ]
    )

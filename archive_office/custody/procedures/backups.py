"""The register of backups: each copy of the data, and the test that it can be put back.

Source: STO-18.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Backup
from archive_office.custody.rules import registers as rules
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A backup as its operator describes it."""

    made_on: date
    medium: str
    size_mb: int
    result: str
    checksum: str = ""
    remark: str = ""


@act("custody.backup_recorded", _("Backup recorded"), Clause.STO_18)
def record_backup(copied: Copied, *, by: User, today: date) -> Backup:
    """Enter a backup of the office's data into the register.

    Raises:
        RegulationError: STO-18 (a day in the future, a complete backup without its checksum).

    Source: STO-18.
    """
    checksum = copied.checksum.strip().lower()
    enforce(
        rules.against_backup(
            on=copied.made_on, today=today, result=copied.result, checksum=checksum
        )
    )
    backup = Backup.objects.create(
        made_on=copied.made_on,
        operator=by,
        medium=copied.medium.strip(),
        size_mb=copied.size_mb,
        checksum=checksum,
        result=copied.result,
        remark=copied.remark.strip(),
    )
    note(backup, after={"on": copied.made_on.isoformat(), "result": copied.result})
    return backup


@act("custody.restore_tested", _("Backup restored to test it"), Clause.STO_18)
def record_test(backup: Backup, *, on: date, result: str, by: User, today: date) -> Backup:
    """Enter that a backup was put back to test it, and how that went.

    Raises:
        RegulationError: STO-18 (tested already, a day before the backup or in the future).

    Source: STO-18.
    """
    fresh = Backup.objects.select_for_update(of=("self",), no_key=True).get(pk=backup.pk)
    enforce(rules.against_testing(fresh, on=on, today=today))
    fresh.tested_on, fresh.tested_by, fresh.test_result = on, by, result
    fresh.save(update_fields=["tested_on", "tested_by", "test_result"])
    note(fresh, after={"tested": on.isoformat(), "result": result})
    return fresh

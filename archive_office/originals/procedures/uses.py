"""The seal register 用印登记: every use of a seal gets the next number of its year.

Source: TRF-07; decision 14.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Seal, User
from archive_office.originals.models import OriginalSignature, SealUse, SealUseNumber
from archive_office.regulation import Clause


@dataclass(frozen=True, slots=True)
class Use:
    """What is sealed, and why.

    Args:
        record: Of which the paper is.
        document: What the paper is called.
        applicant: Who signed, and therefore asks for the seal.
        act: The act by which that person signed.
        signature: The seal in the file, where it was set electronically.
    """

    record: Model
    document: str
    purpose: str
    applicant: User
    act: str
    copies: int = 1
    signature: OriginalSignature | None = None


@act("originals.seal_use_registered", _("Use of a seal registered"), Clause.TRF_07)
def register_seal_use(
    seal: Seal, use: Use, *, by: User, now: datetime, on: date | None = None
) -> SealUse:
    """Enter one use of a seal into the seal register, under the next number of the year.

    The row of the year is locked until the act ends: numbers follow each other without gaps.

    Args:
        on: The day the seal was set, where that was earlier; the number is of the year of entry.

    Source: TRF-07.
    """
    today = day_of(now)
    SealUseNumber.objects.get_or_create(year=today.year)
    counter = SealUseNumber.objects.select_for_update().get(year=today.year)
    counter.last += 1
    counter.save()
    made = SealUse.objects.create(
        year=counter.year,
        serial=counter.last,
        number=str(counter),
        seal=seal,
        department=seal.department,
        keeper=by,
        applicant=use.applicant,
        purpose=use.purpose[:200],
        document=use.document[:200],
        subject_type=ContentType.objects.get_for_model(use.record),
        subject_id=use.record.pk,
        copies=use.copies,
        on=on or today,
        at=now,
        electronic=use.signature is not None,
        approving_act=use.act,
        signature=use.signature,
    )
    note(made, after={"seal": seal.number, "document": made.document})
    return made

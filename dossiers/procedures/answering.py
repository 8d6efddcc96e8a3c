"""The letter by which a resident is answered: its facts, and that it was printed.

Source: LND-16, LND-22.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import override

from archive_office.organisation.models import User
from archive_office.printing.facts import Fonds
from dossiers.models import DataRequest, ViewLog
from dossiers.papers.answer import AnswerLetter
from dossiers.procedures.reading import log_named


def letter_facts(request: DataRequest, fonds: Fonds, *, by: User, now: datetime) -> AnswerLetter:
    """What the letter states of an answered request; its print is logged.

    Source: LND-16, LND-22.
    """
    detail = f"answer {request.number}"
    log_named([request.dossier_id], by, ViewLog.What.PRINTED, now=now, detail=detail)
    answered = timezone.localtime(request.answered_at or now)
    with override("zh-hans"):
        return AnswerLetter(
            fonds=fonds,
            number=request.number,
            reference=request.dossier.code,
            customer=request.customer.shown_name,
            unit=str(request.dossier.unit or ""),
            kind=str(request.get_kind_display()),
            received_on=request.received_on,
            wanted=request.wanted,
            granted=request.outcome == DataRequest.Outcome.GRANTED,
            ground=str(request.get_ground_display()) if request.ground else "",
            reason=request.reason,
            answer=request.answer,
            answered_on=answered.date(),
            office=request.dossier.centre.name,
        )

"""A seal goes from one keeper to the next.

Source: TRF-07; decision 14.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Seal, User
from archive_office.originals.keeping import against_handing_over
from archive_office.regulation import Clause, Refusal, enforce


@act("originals.seal_handed_over", _("Seal handed over to another keeper"), Clause.TRF_07)
def hand_over_seal(seal: Seal, to: User, *, by: User | None, reason: str, today: date) -> Seal:
    """Appoint another keeper; from this moment nobody else may apply the seal.

    Raises:
        RegulationError: ORG-01 (not by this person), TRF-07 (no post there, keeps it already,
            no reason).

    Source: TRF-07.
    """
    fresh = Seal.objects.select_for_update(of=("self",), no_key=True).get(pk=seal.pk)
    enforce(against_handing_over(fresh, to, by=by, on=today))
    if not reason.strip():
        enforce([Refusal(Clause.TRF_07, _("Say why."), field="reason")])
    before, fresh.keeper = fresh.keeper, to
    fresh.save(update_fields=["keeper"])
    note(
        fresh,
        before={"keeper": before.pk},
        after={"keeper": to.pk},
        handed_over=f"{before} → {to}",
        on=today.isoformat(),
    )
    return fresh

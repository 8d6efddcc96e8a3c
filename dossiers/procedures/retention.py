"""Terms and holds: corrected days, changed terms, and what stands against destroying a thing.

Source: APR-01, APR-11, APR-16, APR-17, FIL-21.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Document, Dossier, Hold, Holding, Retention, RetentionTrigger
from dossiers.procedures import locks
from dossiers.procedures.custody import locked
from dossiers.rules import retention as rules


@act("dossiers.trigger_corrected", _("Day the term counts from corrected"), Clause.APR_16)
def correct_trigger(
    holding: Holding,
    on: date,
    *,
    by: User,
    now: datetime,
    reason: str,
    document: Document | None = None,
) -> RetentionTrigger:
    """Enter the day a term counts from; the day that counted before stays readable.

    Args:
        document: Only this paper of the volume, if it has a term of its own.

    Raises:
        RegulationError: APR-16 (a day in the future), APR-17 (not those who keep it, no
            reason), APR-02 (destroyed).

    Source: APR-11, APR-16.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_correcting(fresh, on, by, today=timezone.localtime(now).date()))
    _enforce_reason(reason)
    return _count_from(fresh, on, by=by, now=now, reason=reason, document=document)


def _count_from(
    fresh: Holding,
    on: date,
    *,
    by: User,
    now: datetime,
    reason: str,
    document: Document | None,
) -> RetentionTrigger:
    """Let a term count from this day, keeping the day that counted before."""
    known = RetentionTrigger.objects.filter(
        holding=fresh, document=document, replaced_at__isnull=True
    ).first()
    if document is None:
        before = rules.clock_of(fresh, trigger=known)
    else:
        own = rules.clock_of_document(document, trigger=known)
        before = own or rules.clock_of(fresh)
    if known is not None:
        known.replaced_at = now
        known.save(update_fields=["replaced_at"])
        note(known, before={"on": known.on.isoformat()}, after={"replaced": now.isoformat()})
    made = RetentionTrigger.objects.create(
        holding=fresh,
        document=document,
        on=on,
        was_on=before.counts_from,
        reason=reason,
        set_by=by,
        set_at=now,
    )
    was = before.counts_from.isoformat() if before.counts_from else None
    note(made, before={"on": was}, after={"on": on.isoformat()})
    return made


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term given by an appraisal; years only with a fixed one."""

    retention: Retention
    years: int | None = None


@act("dossiers.term_settled", _("Term set by an appraisal"), Clause.APR_17, Clause.FIL_21)
def settle_term(
    about: Holding | Document, term: NewTerm, *, by: User, now: datetime, reason: str
) -> Holding:
    """Give a thing the term an approved appraisal gave it; who signed it need not keep it.

    A fixed term counts from this day. The years of a single paper stay those of its type.

    Raises:
        RegulationError: APR-17, no reason.

    Source: APR-17, FIL-21.
    """
    _enforce_reason(reason)
    document = about if isinstance(about, Document) else None
    fresh = locked([document.holding_id if document else about.pk])[0]
    if term.retention == Retention.FIXED:
        on = timezone.localtime(now).date()
        _count_from(fresh, on, by=by, now=now, reason=reason, document=document)
    if document is None:
        _give_term(fresh, term.retention, term.years)
    return fresh


@act("dossiers.term_changed", _("Term of retention changed"), Clause.APR_17, Clause.FIL_21)
def change_term(
    holding: Holding, retention: Retention, years: int | None, *, by: User, reason: str
) -> Holding:
    """Give a thing another term than the schedule's, with the reason.

    Args:
        years: Only with a fixed term.

    Raises:
        RegulationError: APR-14 (an old class), APR-17 (not those who keep it, no reason),
            FIL-21 (years missing or too many), APR-02 (destroyed).

    Source: APR-14, APR-17, FIL-21.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_new_term(fresh, retention, years, by))
    _enforce_reason(reason)
    _give_term(fresh, retention, years)
    return fresh


def _give_term(fresh: Holding, retention: Retention, years: int | None) -> None:
    before = {"retention": str(fresh.retention), "years": fresh.retention_years}
    fresh.retention, fresh.retention_years = retention, years
    fresh.save(update_fields=["retention", "retention_years"])
    note(fresh, before=before, after={"retention": str(retention), "years": years})


@act("dossiers.hold_placed", _("Held back from destruction"), Clause.APR_01)
def place_hold(
    about: Dossier | Holding, kind: Hold.Kind, role: Role, *, by: User, now: datetime, reason: str
) -> Hold:
    """Hold a dossier, or one thing of it, back from destruction until another role lifts it.

    Args:
        role: The role in which the person acts.

    Raises:
        RegulationError: APR-01 (not a role that answers for it), APR-02 (destroyed), APR-17 (no
            reason).

    Source: APR-01.
    """
    # The dossier's lock first: a destruction takes it too, and then the thing is read as it is.
    fresh = locks.dossiers([about.dossier_id if isinstance(about, Holding) else about.pk])[0]
    holding = Holding.objects.get(pk=about.pk) if isinstance(about, Holding) else None
    enforce(rules.against_holding_back(fresh, holding, role, by))
    _enforce_reason(reason)
    hold = Hold.objects.create(
        dossier=fresh,
        holding=holding,
        kind=kind,
        reason=reason,
        placed_by=by,
        placed_as=role,
        placed_at=now,
    )
    note(hold, after={"kind": str(kind), "as": str(role)})
    return hold


@act("dossiers.hold_lifted", _("Hold lifted"), Clause.APR_01)
def lift_hold(hold: Hold, role: Role, *, by: User, now: datetime, reason: str) -> Hold:
    """Lift a hold: another person, in another role than the one that placed it.

    Raises:
        RegulationError: APR-01 (same person or role, lifted already, not a role that answers
            for it), APR-17 (no reason).

    Source: APR-01.
    """
    fresh = (
        Hold.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier", "placed_by")
        .get(pk=hold.pk)
    )
    enforce(rules.against_lifting(fresh, role, by))
    _enforce_reason(reason)
    fresh.lifted_by, fresh.lifted_as, fresh.lifted_at = by, role, now
    fresh.lifted_because = reason
    fresh.save()
    note(fresh, before={"lifted": None}, after={"lifted": now.isoformat(), "as": str(role)})
    return fresh


def _enforce_reason(reason: str) -> None:
    if not reason.strip():
        raise RegulationError(Refusal(Clause.APR_17, _("Give the reason."), field="reason"))

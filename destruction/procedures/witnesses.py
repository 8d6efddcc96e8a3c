"""Before the day: where and when a register is destroyed, and who witnesses it.

Source: DES-06, DES-20; decision 18.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from destruction.models import DestructionRegister, DisposalPlace, RegisterState, Witness
from destruction.procedures import locking
from destruction.procedures.calling import call_witness, call_witnesses, release_witness
from destruction.rules import judging, registering, witnessing
from destruction.rules.wait import wait_ends


@act("destruction.destruction_planned", _("Destruction planned"), Clause.DES_20, Clause.DES_06)
def plan_destruction(
    register: DestructionRegister,
    place: DisposalPlace,
    planned_on: date,
    *,
    by: User,
    now: datetime,
) -> DestructionRegister:
    """Say where and on which day an approved register is to be destroyed.

    Raises:
        RegulationError: DES-02 (not the archive-room head), DES-17 (not waiting, or a day
            before the waiting period ends), DES-20 (no designated place), DES-06 (past day).

    Source: DES-20.
    """
    fresh = locking.locked_register(register.pk)
    enforce(witnessing.against_strange_executor(by))
    by_post(witnessing.executors_post(by))
    enforce(registering.against_state(fresh, Clause.DES_17, RegisterState.WAITING))
    ends = wait_ends(fresh)
    enforce(witnessing.against_planning(place, planned_on, ends=ends, today=day_of(now)))
    before = _planned(fresh)
    fresh.place, fresh.planned_on = place, planned_on
    fresh.save()
    note(fresh, before=before, after=_planned(fresh))
    call_witnesses(fresh, by=by, now=now)
    return fresh


@act("destruction.witness_appointed", _("Witness of a destruction appointed"), Clause.DES_06)
def appoint_witness(
    register: DestructionRegister, person: User, *, by: User, now: datetime
) -> Witness:
    """Appoint somebody by name to witness the destruction of a register.

    They may confirm and sign from the next day on. A further one can be appointed while the
    destruction runs, if somebody fell ill.

    Raises:
        RegulationError: DES-06 (not to be appointed by this person; no post in the house; who
            proposed, approved or carries it out, or stands in for them; a witness already;
            the register is not approved).

    Source: DES-06; decisions 18 and 20.
    """
    fresh = locking.locked_register(register.pk)
    running = (RegisterState.WAITING, RegisterState.EXECUTING)
    enforce(registering.against_state(fresh, Clause.DES_06, *running))
    enforce(witnessing.against_appointing(fresh, person, by=by))
    by_post(witnessing.appointing_post(by))
    taken = [each.department_id for each in witnessing.standing(fresh)]
    department = witnessing.department_for(person, taken)
    if department is None:
        raise RegulationError(Refusal(Clause.DES_06, _("This person holds no post in the house.")))
    witness = Witness(
        register=fresh, person=person, department=department, appointed_by=by, appointed_at=now
    )
    witness.save()
    note(fresh, after={"witness": str(person), "department": department.code})
    call_witness(witness, by=by, now=now)
    return witness


@act("destruction.witness_dismissed", _("Witness of a destruction dismissed"), Clause.DES_06)
def dismiss_witness(witness: Witness, *, reason: str, by: User, now: datetime) -> Witness:
    """Release somebody from witnessing; the appointment stays on the register with the reason.

    Raises:
        RegulationError: DES-06 (not by this person, dismissed already, no reason, another
            state of the register), DES-09 (a thing was destroyed before their eyes).

    Source: DES-06, DES-09.
    """
    register = locking.locked_register(witness.register_id)
    running = (RegisterState.WAITING, RegisterState.EXECUTING)
    enforce(registering.against_state(register, Clause.DES_06, *running))
    fresh = Witness.objects.select_related("person").get(pk=witness.pk)
    enforce(witnessing.against_dismissing(fresh, by=by))
    by_post(witnessing.appointing_post(by))
    enforce(judging.against_silence(reason, Clause.DES_06, "reason"))
    fresh.dismissed_by, fresh.dismissed_at, fresh.dismissed_because = by, now, reason.strip()
    fresh.save()
    note(register, before={"witness": str(fresh.person)}, after={"dismissed": reason.strip()})
    release_witness(fresh, register, by=by, now=now)
    return fresh


def _planned(register: DestructionRegister) -> dict[str, object]:
    return {
        "place": str(register.place) if register.place else None,
        "planned_on": register.planned_on.isoformat() if register.planned_on else None,
    }

"""Who may witness a destruction, where and when it is carried out.

Source: DES-04, DES-05, DES-06, DES-20; decisions 18 and 20.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from destruction.models import DestructionRegister, DisposalPlace, Witness
from destruction.rules.registering import proposers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

APPOINTING: Final = frozenset({Role.ARCHIVE_ROOM_HEAD, Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR})
"""Who names the witnesses."""

ACCOUNTING: Final = "KU"
"""What the codes of the classes of accounting records begin with."""

FINANCE: Final = "财务"
"""What a finance department is called by."""


def executors_post(person: User) -> Membership | None:
    """The post by which a person carries destructions out; None if there is none (DES-02)."""
    return _post(person, frozenset({Role.ARCHIVE_ROOM_HEAD}))


def appointing_post(person: User) -> Membership | None:
    """The post by which a person names witnesses."""
    return _post(person, APPOINTING)


def standing(register: DestructionRegister) -> list[Witness]:
    """The witnesses who were not dismissed, in the order of their appointment."""
    rows = register.witnesses.filter(dismissed_at__isnull=True)
    return list(rows.select_related("person", "department", "appointed_by"))


def against_strange_executor(by: User) -> Iterator[Refusal]:
    """Refuse to let anybody but the archive-room head carry a destruction out (DES-02)."""
    if executors_post(by) is None:
        yield Refusal(Clause.DES_02, _("Only the head of the archive room carries this out."))


def against_planning(
    place: DisposalPlace | None, planned_on: date, *, ends: date | None, today: date
) -> Iterator[Refusal]:
    """Refuse a place that is not designated, and a day that cannot be the day.

    Args:
        ends: The last day of the waiting period, as far as it is known.

    Source: DES-17, DES-20.
    """
    if place is None or not place.is_active:
        yield Refusal(Clause.DES_20, _("Choose a designated place of destruction."), field="place")
    if planned_on < today:
        yield Refusal(Clause.DES_06, _("The day lies in the past."), field="planned_on")
    if ends is not None and planned_on < ends:
        yield Refusal(
            Clause.DES_17,
            _("The waiting period runs until %(day)s.") % {"day": f"{ends:%F}"},
            field="planned_on",
        )


def against_appointing(
    register: DestructionRegister, person: User, *, by: User
) -> Iterator[Refusal]:
    """Refuse a witness who has another part in this register, or who appoints oneself.

    Whoever stands in for somebody counts as that person as well (decision 20).

    Source: DES-06.
    """
    post = appointing_post(by)
    if post is None:
        yield Refusal(
            Clause.DES_06,
            _("Witnesses are appointed by: %(roles)s.")
            % {"roles": " / ".join(str(role.label) for role in sorted(APPOINTING))},
        )
    appointing = {by.pk, post.acting_for_id if post else None}
    counted = counts_as(person)
    if not person.current_memberships:
        yield _unfit(_("%(person)s holds no post in the house.") % {"person": person})
    if counted & appointing:
        yield _unfit(_("Nobody appoints oneself a witness."))
    for taken, why in parts_taken(register):
        if counted & taken:
            yield _unfit(why % {"person": person})
    if any(counted & counts_as(each.person) for each in standing(register)):
        yield _unfit(_("%(person)s is a witness of this register already.") % {"person": person})


def parts_taken(register: DestructionRegister) -> Iterator[tuple[set[int], "StrOrPromise"]]:
    """Whoever proposed, approved or carries out a register, and why they are no witness."""
    decisions = register.decisions.all()
    yield (
        proposers(register),
        _("%(person)s drew the register up and cannot witness its destruction."),
    )
    yield (
        {pk for row in decisions for pk in (row.by_id, row.acting_for_id) if pk},
        _("%(person)s decided on the register and cannot witness its destruction."),
    )
    yield (
        {pk for pk in (register.started_by_id,) if pk},
        _("%(person)s carries the destruction out and cannot witness it."),
    )


def counts_as(person: User) -> set[int]:
    """The person, and whomever they stand in for today (decision 20)."""
    return {person.pk} | {m.acting_for_id for m in person.current_memberships if m.acting_for_id}


def department_for(person: User, taken: Iterable[int]) -> Department | None:
    """For which department a person witnesses: one that no other witness comes from, if any."""
    departments = [m.department for m in person.current_memberships]
    used = set(taken)
    fresh = next((d for d in departments if d.pk not in used), None)
    return fresh or next(iter(departments), None)


def against_dismissing(witness: Witness, *, by: User) -> Iterator[Refusal]:
    """Refuse to dismiss whoever has witnessed the destruction of a thing (DES-09)."""
    if appointing_post(by) is None:
        yield Refusal(
            Clause.DES_06,
            _("Witnesses are dismissed by: %(roles)s.")
            % {"roles": " / ".join(str(role.label) for role in sorted(APPOINTING))},
        )
    if witness.dismissed_at is not None:
        yield Refusal(Clause.DES_06, _("This witness was dismissed already."))
    elif witness.confirmations.filter(line__state="destroyed").exists():
        yield Refusal(
            Clause.DES_09,
            _("%(person)s has witnessed destruction of this register and signs for it.")
            % {"person": witness.person},
        )


def against_too_few(witnesses: Sequence[Witness], *, on: date) -> Iterator[Refusal]:
    """Refuse to go on with fewer witnesses than the office asks for; never with none.

    Source: DES-04, DES-05.
    """
    least = max(policy.number("witnesses_min", on=on), 1)
    if len({each.person_id for each in witnesses}) < least:
        yield Refusal(
            Clause.DES_04,
            _("At least %(count)s different witnesses are needed.") % {"count": least},
        )


def against_witnesses(
    register: DestructionRegister, witnesses: Sequence[Witness], *, on: date
) -> Iterator[Refusal]:
    """Refuse witnesses named too late, too few of them, or all of one department.

    Source: DES-04, DES-05, DES-06; decision 18.
    """
    yield from against_too_few(witnesses, on=on)
    for witness in witnesses:
        yield from against_late(witness, on=on)
    yield from against_one_house(register, witnesses, on=on)


def against_one_house(
    register: DestructionRegister, witnesses: Sequence[Witness], *, on: date
) -> Iterator[Refusal]:
    """Refuse witnesses who all come from one department, or lack the one that must be there.

    Asked again for each thing: somebody may have taken another's place since it began.

    Source: DES-06; decision 18.
    """
    departments = {each.department_id for each in witnesses}
    if (
        policy.text("witness_departments", on=on) == "different"
        and len(witnesses) > 1
        and len(departments) < 2  # noqa: PLR2004 - two departments, decision 18
    ):
        yield Refusal(Clause.DES_06, _("The witnesses come from different departments."))
    yield from _against_missing_finance(register, witnesses)


def against_late(witness: Witness, *, on: date) -> Iterator[Refusal]:
    """Refuse a witness who was not appointed on an earlier day (DES-06)."""
    if day_of(witness.appointed_at) >= on:
        yield Refusal(
            Clause.DES_06,
            _("%(person)s was appointed on %(day)s; witnesses are appointed before the day.")
            % {"person": witness.person, "day": f"{day_of(witness.appointed_at):%F}"},
        )


def _against_missing_finance(
    register: DestructionRegister, witnesses: Sequence[Witness]
) -> Iterator[Refusal]:
    """Accounting records are witnessed by somebody of the finance department (decision 18)."""
    lines = register.lines.exclude(state__in=("vetoed", "withdrawn"))
    if not lines.filter(holding__dossier__category__code__startswith=ACCOUNTING).exists():
        return
    finance = set(
        Department.objects.filter(name__contains=FINANCE, is_active=True).values_list(
            "pk", flat=True
        )
    )
    if finance and not finance & {each.department_id for each in witnesses}:
        yield Refusal(
            Clause.DES_06,
            _("Accounting records need a witness from the finance department."),
        )


def _post(person: User, roles: frozenset[Role]) -> Membership | None:
    return next((m for m in person.current_memberships if Role(m.role) in roles), None)


def _unfit(why: "StrOrPromise") -> Refusal:
    return Refusal(Clause.DES_06, why, field="person")

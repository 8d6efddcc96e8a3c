"""Which papers which dossiers still lack, and which department owes them.

One question to the database however many dossiers are asked about; `completeness` asks the same of
one dossier. A test compares the two.

Source: COL-06, COL-07, FIL-30.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Customer,
    Document,
    DocumentType,
    Dossier,
    DossierState,
    Occupancy,
    PaperState,
    SubmissionPaper,
    Unit,
)
from dossiers.rules.checklist import Conditions

THERE: Final = (
    Document.State.FILED,
    Document.State.AWAITING,
    Document.State.QUARANTINED,
    Document.State.DESTROYED,
)
"""States of a paper that came; what an appraisal took out is not asked for again."""
CUSTOMERS: Final = (Dossier.Kind.OWNER, Dossier.Kind.TENANT)


@dataclass(frozen=True, slots=True)
class Lack:
    """One dossier and the types of papers it still lacks, in the order of the list.

    Attributes:
        asked: How many types it asks for.
    """

    dossier: Dossier
    papers: tuple[DocumentType, ...]
    asked: int = 0


def required_types(supplier: str = "") -> list[DocumentType]:
    """Types that customer dossiers ask for; of one supplying department, or of all."""
    rows = DocumentType.objects.filter(kind__in=CUSTOMERS, is_active=True)
    if supplier:
        rows = rows.filter(supplying_department=supplier)
    asked = rows.exclude(required=DocumentType.Required.NO)
    return list(asked.order_by("kind", "position", "code"))


def suppliers() -> list[str]:
    """The departments that supply papers of customer dossiers, by name (ORG-09)."""
    return sorted({paper.supplying_department for paper in required_types()} - {""})


def incomplete(dossiers: QuerySet[Dossier], supplier: str = "") -> QuerySet[Dossier]:
    """Open customer dossiers among these that lack a paper; one of a department's, where named.

    Source: COL-06, COL-07.
    """
    rows = dossiers.filter(state=DossierState.OPEN, kind__in=CUSTOMERS, missing_count__gt=0)
    if not supplier:
        return rows
    lacks = [_lacks(paper) for paper in required_types(supplier)]
    return rows.filter(reduce(or_, lacks)) if lacks else rows.none()


def _lacks(paper: DocumentType) -> Q:
    """Dossiers that ask for a type and do not have it."""
    came = Document.objects.filter(holding__dossier=OuterRef("pk"), type=paper, state__in=THERE)
    excused = SubmissionPaper.objects.filter(
        dossier=OuterRef("pk"), type=paper, state=PaperState.NOT_APPLICABLE
    )
    asked = Q(kind=paper.kind) & _condition(paper)
    return asked & ~Q(Exists(came)) & ~Q(Exists(excused))


def _condition(paper: DocumentType) -> Q:
    required = DocumentType.Required
    tenant = Occupancy.objects.filter(unit=OuterRef("unit"), kind=Occupancy.Kind.TENANT, ending="")
    return {
        required.ALWAYS: Q(),
        required.IF_FIT_OUT: Q(occupancy__fit_out=True),
        required.IF_LET: Q(unit__use=Unit.Use.LET) | Q(Exists(tenant)),
        required.IF_KEYS_KEPT: Q(occupancy__keys_kept=True),
        required.IF_COMPANY: Q(occupancy__customer__kind=Customer.Kind.COMPANY),
    }[required(paper.required)]


def lacks_of(dossiers: Sequence[Dossier], supplier: str = "") -> list[Lack]:
    """What each of these dossiers lacks; five questions, however many they are.

    Args:
        dossiers: With their unit, occupancy and its customer at hand.
        supplier: Only papers of this department.

    Source: COL-06, COL-07.
    """
    ids = [dossier.pk for dossier in dossiers]
    came = _pairs(
        Document.objects.filter(holding__dossier__in=ids, state__in=THERE).values_list(
            "holding__dossier", "type"
        )
    )
    excused = _pairs(
        SubmissionPaper.objects.filter(
            dossier__in=ids, state=PaperState.NOT_APPLICABLE
        ).values_list("dossier", "type")
    )
    let = set(
        Occupancy.objects.filter(
            unit__in=[d.unit_id for d in dossiers], kind=Occupancy.Kind.TENANT, ending=""
        ).values_list("unit", flat=True)
    )
    types = required_types(supplier)
    lacks = []
    for dossier in dossiers:
        conditions, there = _conditions(dossier, let), came[dossier.pk] | excused[dossier.pk]
        asked = [p for p in types if p.kind == dossier.kind and conditions.ask_for(p)]
        lacks.append(Lack(dossier, tuple(p for p in asked if p.pk not in there), len(asked)))
    return lacks


def _pairs(rows: Iterable[tuple[int | None, int | None]]) -> Mapping[int | None, set[int | None]]:
    found: dict[int | None, set[int | None]] = defaultdict(set)
    for owner, paper in rows:
        found[owner].add(paper)
    return found


def _conditions(dossier: Dossier, let: set[int]) -> Conditions:
    occupancy, unit = dossier.occupancy, dossier.unit
    if occupancy is None or unit is None:
        return Conditions()
    return Conditions(
        fit_out=occupancy.fit_out,
        let=unit.use == Unit.Use.LET or unit.pk in let,
        keys_kept=occupancy.keys_kept,
        company=occupancy.customer.kind == Customer.Kind.COMPANY,
    )


def of_last_month(dossiers: QuerySet[Dossier], *, today: date) -> QuerySet[Dossier]:
    """Dossiers opened before this month: their papers were due on the day of supply.

    Source: FIL-30.
    """
    return dossiers.filter(opened_on__lt=today.replace(day=1))


def is_supply_due(*, today: date) -> bool:
    """Whether the day of this month on which last month's papers are due has come.

    Source: FIL-30.
    """
    return today.day >= policy.number("monthly_supply_day", on=today)


def against_chasing(
    centre: Department, supplier: str, lacks: Sequence[Lack], by: User
) -> Iterator[Refusal]:
    """Why this person writes this department no letter for missing papers of this centre.

    Source: COL-06.
    """
    if not by.holds(Role.CENTRE_ARCHIVIST, centre):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s asks departments for its papers.")
            % {"centre": centre},
        )
    if supplier not in suppliers():
        yield Refusal(Clause.COL_06, _("Choose the department that owes the papers."), "supplier")
    elif not any(lack.papers for lack in lacks):
        yield Refusal(Clause.COL_06, _("Nothing of this department is missing here."), "supplier")

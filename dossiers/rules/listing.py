"""Which rows a list holds for a person, and what each of them is about.

Pages, counts and reminders ask here, so that a number and the list it leads to agree.
"""

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models import Dossier, DossierGrant, Holding, HoldingState, Submission
from dossiers.models.naming import unit_code
from dossiers.rules.cases import EMPTY_PART
from dossiers.rules.facts import UnitFacts, unit_of

MOST_EXCEPTIONS = 500
"""Dossiers of other centres that a list shows beside the own ones."""


def listed_dossiers(user: User) -> QuerySet[Dossier]:
    """The rows of ``visible_to``, in a form whose pages cost the same however many there are.

    A list walks the index of its own centres; what a person may see beside them (holdings kept
    for another centre, grants) is few and looked up first.
    """
    scope = scope_of(user)
    if scope.everything:
        return Dossier.objects.all()
    own = Q(centre__in=scope.departments)
    elsewhere = seen_elsewhere(user)
    return Dossier.objects.filter(own | Q(pk__in=elsewhere) if elsewhere else own)


def listed_holdings(user: User) -> QuerySet[Holding]:
    """Volumes and items that the departments in a person's sight keep.

    What a centre has handed over is kept at headquarters and stands there; the list of dossiers
    shows where it went.
    """
    scope = scope_of(user)
    rows = Holding.objects.all()
    return rows if scope.everything else rows.filter(keeper__in=scope.departments)


KEPT_FOR_OTHERS = RawSQL("dossiers_holding.is_away", [], output_field=BooleanField())
"""Holdings of another department's dossiers; the database itself says so of each."""


def seen_elsewhere(user: User) -> set[int]:
    """Dossiers of other centres that a person sees beside the own ones.

    Read once per request and kept on its user object, as the scope is.
    """
    kept: set[int] | None = user.__dict__.get("_elsewhere")
    if kept is None:
        kept = user.__dict__["_elsewhere"] = _seen_elsewhere(user)
    return kept


def _seen_elsewhere(user: User) -> set[int]:
    departments = scope_of(user).departments
    kept = Holding.objects.filter(KEPT_FOR_OTHERS, keeper__in=departments)
    foreign = kept.exclude(dossier__centre__in=departments)
    granted = DossierGrant.objects.in_force_for(user)
    ids = foreign.order_by().values_list("dossier_id", flat=True).distinct()
    found = set(ids[:MOST_EXCEPTIONS])
    return found | set(granted.values_list("dossier_id", flat=True)[:MOST_EXCEPTIONS])


def trays_of(user: User) -> QuerySet[Submission]:
    """What waits in the trays of the centres in which a person is the archivist."""
    centres = [m.department_id for m in user.current_memberships if m.role == Role.CENTRE_ARCHIVIST]
    return Submission.objects.visible_to(user).waiting().filter(centre__in=centres)


def claims_of(user: User) -> QuerySet[Holding]:
    """What the departments in which a person works keep by a ledger's word alone."""
    return Holding.objects.unverified().filter(keeper__in=_departments_of(user))


def waiting_for_a_place(user: User) -> QuerySet[Holding]:
    """Verified holdings of the departments in which a person works that stand in no slot yet.

    A part of a case in which nothing lies yet waits for papers, not for a place.
    """
    return Holding.objects.filter(
        keeper__in=_departments_of(user),
        state=HoldingState.IN_PREPARATION,
        verified_on__isnull=False,
    ).exclude(EMPTY_PART)


def _departments_of(user: User) -> list[int]:
    return [m.department_id for m in user.current_memberships]


def about(submission: Submission) -> str:
    """What a submission is about, in few words: its unit, or that it brings loose papers."""
    if submission.kind == Submission.Kind.MOVE_IN:
        return name_of(submission) or _("Unit not named yet")
    return submission.get_kind_display()


def name_of(submission: Submission, unit: UnitFacts | None = None) -> str:
    """The unit a submission is about, as far as it is known."""
    if submission.unit is not None:
        return str(submission.unit)
    facts = unit or unit_of(submission)
    estate = submission.estate.name if submission.estate else ""
    return f"{estate}{unit_code(facts.building, facts.entrance, facts.room)}"

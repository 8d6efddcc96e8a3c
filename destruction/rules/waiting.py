"""What waits for a person: things to be appraised, an opinion, a signature.

Source: APR-05, APR-07, APR-09, APR-12.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from archive_office.organisation.models import Department, User
from destruction.models import (
    Appraisal,
    AppraisalLine,
    AppraisalSignature,
    AppraisalState,
    EngineeringOpinion,
)
from destruction.rules import people, steps
from destruction.rules.worklist import Due, due_for_appraisal

MAY_DRAW_UP = "destruction.draw_up_appraisal"
MAY_SIGN = "destruction.sign_appraisal"


def work_list(user: User, *, on: date) -> Due:
    """What is due in the archive rooms a person appraises for, else in all one may see.

    Source: APR-05, APR-12.
    """
    found, rooms = due_for_appraisal(user, on=on), own_rooms(user)
    if not rooms:
        return found
    return Due(
        found.holdings.filter(keeper__in=rooms), found.documents.filter(holding__keeper__in=rooms)
    )


def own_rooms(user: User) -> list[Department]:
    """The archive rooms whose appraisals this person draws up."""
    return people.rooms_of(user) if user.has_perm(MAY_DRAW_UP) else []


def waiting_for(user: User) -> list[int]:
    """Keys of the appraisals on which this person's word is missing.

    Source: APR-07, APR-09.
    """
    found = set(_signatures_wanted(user)) if user.has_perm(MAY_SIGN) else set()
    if people.engineers_post(user) is not None:
        found |= set(opinions_wanted().values_list("pk", flat=True))
    return sorted(found)


def opinions_wanted() -> QuerySet[Appraisal]:
    """Appraisals being drawn up on which the engineers have something left to say."""
    lines = unheard().filter(appraisal=OuterRef("pk"))
    return Appraisal.objects.filter(Exists(lines), state=AppraisalState.DRAFTING).order_by("pk")


def unheard() -> QuerySet[AppraisalLine]:
    """Technical lines without an opinion."""
    opinions = EngineeringOpinion.objects.filter(line=OuterRef("pk"))
    return AppraisalLine.objects.filter(~Exists(opinions), technical=True)


def _signatures_wanted(user: User) -> list[int]:
    signatures = AppraisalSignature.objects.filter(voided_at__isnull=True)
    standing = Prefetch("signatures", queryset=signatures)  # only those in force
    rows = (
        Appraisal.objects.visible_to(user)
        .filter(state=AppraisalState.SIGNING)
        .exclude(Exists(signatures.filter(appraisal=OuterRef("pk"), signer=user)))
        .prefetch_related(standing)
        .order_by("pk")
    )
    return [row.pk for row in rows if steps.steps_for(user, row, list(row.signatures.all()))]

"""Fresh, locked rows: the only safe base for a decision.

Always taken in this order, so that no two acts wait for each other in a ring:
submission, estate, unit, dossiers, holdings, counters.
"""

from collections.abc import Iterable

from dossiers.models import Dossier, Estate, Submission, SubmissionPaper, Unit


def submission(pk: int) -> Submission:
    """A submission that nobody else answers, changes or sends meanwhile."""
    return (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre", "by")
        .get(pk=pk)
    )


def paper(pk: int) -> SubmissionPaper:
    """A paper whose whole submission is locked."""
    found = SubmissionPaper.objects.select_related("type", "dossier").get(pk=pk)
    found.submission = submission(found.submission_id)
    found.refresh_from_db(fields=["state", "document"])
    return found


def estate(pk: int) -> Estate:
    """An estate whose buildings and units nobody else adds to meanwhile."""
    return Estate.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def unit(pk: int) -> Unit:
    """A unit for which nobody else opens or closes a dossier meanwhile."""
    return Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def dossiers(pks: Iterable[int]) -> list[Dossier]:
    """Dossiers in ascending order of id."""
    return list(
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre", "category", "unit", "occupancy")
        .filter(pk__in=set(pks))
        .order_by("pk")
    )

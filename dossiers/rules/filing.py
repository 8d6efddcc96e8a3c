"""What stands against answering papers, accepting a submission, and filing."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Storeroom
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Binding,
    Category,
    Customer,
    Estate,
    Holding,
    HoldingState,
    PaperState,
    Retention,
    Secrecy,
    Submission,
    SubmissionPaper,
    SubmissionState,
    VolumeDraft,
)
from dossiers.rules import checklist
from dossiers.rules.descriptions import against_unseen
from dossiers.rules.facts import consent_of
from dossiers.rules.quarantine import against_use
from dossiers.rules.submissions import signature_among

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Fault(StrEnum):
    """What the acceptance check of a paper can find (FIL-27)."""

    FORMAT = "format"
    WRITING_MATERIAL = "writing_material"
    INCOMPLETE = "incomplete"
    DISORDERLY = "disorderly"
    INACCURATE = "inaccurate"
    NOT_GENUINE = "not_genuine"

    @property
    def label(self) -> "StrOrPromise":
        """The fault in the reader's language."""
        return FAULT_LABELS[self]


FAULT_LABELS: Final = {
    Fault.FORMAT: _("paper or format not in order"),
    Fault.WRITING_MATERIAL: _("ball pen, pencil or pure blue ink"),
    Fault.INCOMPLETE: _("not complete"),
    Fault.DISORDERLY: _("not in order"),
    Fault.INACCURATE: _("not accurate"),
    Fault.NOT_GENUINE: _("not genuine"),
}

CAN_TAKE_PAPERS: Final = (HoldingState.IN_PREPARATION, HoldingState.ON_SHELF)

RETENTION_CODES: Final = {
    Retention.PERMANENT: "Y",
    Retention.LONG: "C",
    Retention.SHORT: "D",
}


def against_reviewing(submission: Submission, by: User) -> Iterator[Refusal]:
    """Why this person does not answer this submission now.

    Source: ORG-08, COL-22.
    """
    if not by.holds(Role.CENTRE_ARCHIVIST, submission.centre):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s accepts or returns papers.")
            % {"centre": submission.centre},
        )
    if submission.by_id == by.pk:
        yield Refusal(
            Clause.COL_22,
            _("A second person reviews what you brought; you cannot answer it yourself."),
        )
    if submission.state != SubmissionState.SUBMITTED:
        yield Refusal(
            Clause.ORG_08,
            _("%(submission)s is “%(state)s”; it does not lie in the tray.")
            % {"submission": submission, "state": submission.get_state_display()},
        )


def against_answering(
    paper: SubmissionPaper, answer: str, faults: Iterable[Fault]
) -> Iterator[Refusal]:
    """Why this paper cannot get this answer.

    Source: FIL-27, and for acceptance FIL-01, FIL-06 to FIL-09.
    """
    field = f"papers.{paper.pk}"
    if paper.document_id is not None or paper.state in (PaperState.MISSING, PaperState.WITHDRAWN):
        yield Refusal(
            Clause.FIL_27,
            _("“%(paper)s” is “%(state)s”; there is nothing to answer.")
            % {"paper": paper, "state": paper.get_state_display()},
            field=field,
        )
    if answer == PaperState.ACCEPTED:
        if named := [str(fault.label) for fault in faults]:
            yield Refusal(
                Clause.FIL_27,
                _("“%(paper)s” has faults and goes back: %(faults)s.")
                % {"paper": paper, "faults": ", ".join(named)},
                field=field,
            )
        yield from checklist.against_line(paper)
        yield from against_unseen(paper)


def against_accepting(
    submission: Submission, papers: Sequence[SubmissionPaper], by: User
) -> Iterator[Refusal]:
    """Why this submission cannot be accepted now.

    Source: ORG-02, ORG-08, COL-22, FIL-27, LND-15.
    """
    yield from against_reviewing(submission, by)
    yield from against_filing_in(submission.centre)
    waiting = [p for p in papers if p.state == PaperState.PENDING]
    if waiting:
        yield Refusal(
            Clause.FIL_27,
            _("%(count)s papers are not checked yet: accept or return each of them.")
            % {"count": len(waiting)},
            field="papers",
        )
    accepted = [p for p in papers if p.state == PaperState.ACCEPTED and p.document_id is None]
    if not accepted:
        yield Refusal(
            Clause.FIL_27,
            _("No paper was accepted. Return the submission instead."),
            field="papers",
        )
    unsigned = consent_of(submission).separate and signature_among(accepted) is None
    if submission.dossier_id is None and unsigned:
        yield Refusal(
            Clause.LND_15,
            _("The signed separate consent was not accepted; return the submission."),
            field="consent.separate",
        )


def against_filing_in(department: Department) -> Iterator[Refusal]:
    """Why nothing is filed at this department.

    Source: ORG-02.
    """
    rooms = Storeroom.objects.filter(
        department=department, kind=Storeroom.Kind.ARCHIVE_ROOM, is_active=True
    )
    if not rooms.exists():
        yield Refusal(
            Clause.ORG_02,
            _("%(department)s has no archive room of its own in use; nothing is filed there.")
            % {"department": department},
        )


def against_opening_yearly(
    category: Category, department: Department, estate: Estate | None, by: User
) -> Iterator[Refusal]:
    """Why this person opens no dossier of this category at this department.

    Source: ORG-02, ORG-08, FIL-01, COL-02, COL-03.
    """
    if not any(by.holds(role, department) for role in (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s opens its dossiers.") % {"centre": department},
        )
    yield from against_filing_in(department)
    yield from _against_level(category, department, estate)
    of_customers = category.document_types.filter(kind__in=("owner", "tenant")).exists()
    if of_customers or not category.is_active:
        yield Refusal(
            Clause.FIL_01,
            _("“%(category)s” is opened by a move-in, or not in use.") % {"category": category},
            field="category",
        )
    if category.pattern == Category.Pattern.PER_ESTATE and estate is None:
        yield Refusal(
            Clause.FIL_03,
            _("“%(category)s” is numbered per estate: choose the estate.") % {"category": category},
            field="estate",
        )


def _against_level(
    category: Category, department: Department, estate: Estate | None
) -> Iterator[Refusal]:
    """Why matters of the company are not filed here, nor those of another centre.

    Source: COL-02, COL-03.
    """
    if category.level == Category.Level.COMPANY and department.is_centre:
        yield Refusal(
            Clause.COL_02,
            _("“%(category)s” is filed by headquarters alone.") % {"category": category},
            field="category",
        )
    if category.level == Category.Level.CENTRE and not department.is_centre:
        yield Refusal(
            Clause.COL_03,
            _("“%(category)s” is filed by the service centres.") % {"category": category},
            field="category",
        )
    if estate is not None and department.is_centre and estate.centre_id != department.pk:
        yield Refusal(
            Clause.COL_03,
            _("%(centre)s does not look after %(estate)s.")
            % {"centre": department, "estate": estate},
            field="estate",
        )


def waits_for_handover(holding: Holding, centre: Department) -> bool:
    """Whether a further paper reaches this volume only with the next handover (decision 12)."""
    return holding.keeper_id != centre.pk or holding.state == HoldingState.IN_HANDOVER


def finished(holdings: Sequence[Holding]) -> frozenset[int]:
    """Those of these volumes that take no further paper: made up from a draft, or bound.

    Source: FIL-25, FIL-26.
    """
    ids = [holding.pk for holding in holdings]
    made = VolumeDraft.objects.filter(volume__in=ids).values_list("volume", flat=True)
    bound = Binding.objects.filter(holding__in=ids, opened_on__isnull=True)
    return frozenset({*(pk for pk in made if pk), *bound.values_list("holding", flat=True)})


def takes(holding: Holding, level: int, *, top_secret: bool) -> bool:
    """Whether an ordinary, or a top-secret, paper lies in this volume.

    Args:
        level: The level of an empty volume; where that is top secret nothing is kept apart.

    Source: FIL-19.
    """
    if level == Secrecy.TOP_SECRET:
        return True
    return (holding.secrecy == Secrecy.TOP_SECRET) == top_secret


def against_filing_into(holding: Holding, centre: Department) -> Iterator[Refusal]:
    """Why no paper can be put into this volume now."""
    if refusals := list(against_use(holding)):
        yield from refusals
        return
    if waits_for_handover(holding, centre) or holding.state in CAN_TAKE_PAPERS:
        return
    yield Refusal(
        Clause.STO_17,
        _("%(code)s is “%(state)s”; papers can be put into it when it is back.")
        % {"code": holding.code, "state": holding.get_state_display()},
        field="papers",
    )


def against_name(known: Customer | None, name: str, field: str) -> Iterator[Refusal]:
    """Why an identity number does not go with this name."""
    if known is not None and known.name != name:
        yield Refusal(
            Clause.COL_19,
            _("This identity number is recorded under another name; compare it with the card."),
            field=field,
        )


def series_of(
    category: Category,
    department: Department,
    *,
    estate: Estate | None = None,
    year: int = 0,
) -> str:
    """All of a reference code before its running number.

    ``W001-ZY·KH-P01`` per estate, ``W001-WS·2026-D30-ZHB`` per year, retention and office.

    Source: FIL-03, FIL-04; DA/T 13, DA/T 22.
    """
    kind = "·".join(filter(None, (category.archive_class, category.sub_class)))
    if category.pattern == Category.Pattern.PER_ESTATE and estate is not None:
        return f"{department.fonds}-{kind}-{estate.code}"
    term = RETENTION_CODES.get(Retention(category.retention), f"D{category.retention_years}")
    return f"{department.fonds}-{kind}·{year}-{term}-{department.code}"

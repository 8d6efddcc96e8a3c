"""What stands against starting, changing, sending or withdrawing a submission."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Dossier,
    DossierState,
    ElectronicFile,
    Estate,
    Occupancy,
    PaperState,
    Submission,
    SubmissionPaper,
    SubmissionState,
    Unit,
)
from dossiers.models.naming import unit_key
from dossiers.rules import checklist, identity
from dossiers.rules.facts import (
    MASK,
    ConsentFacts,
    CustomerFacts,
    PersonFacts,
    UnitFacts,
    consent_of,
    customer_of,
    everybody,
    unit_of,
    without_sensitive,
)

FIRST_YEAR: Final = 1980
MAY_BRING: Final = (Role.FRONT_LINE, Role.CENTRE_ARCHIVIST)


def against_starting(centre: Department, by: User) -> Iterator[Refusal]:
    """Why this person brings no papers to this centre's archivist."""
    if not centre.is_centre or not any(by.holds(role, centre) for role in MAY_BRING):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s bring papers to its archivist.") % {"centre": centre},
        )


def against_strangers(submission: Submission, by: User) -> Iterator[Refusal]:
    """Why this submission is not this person's: begun by another, or at a centre since left."""
    if submission.by_id != by.pk:
        yield Refusal(Clause.ORG_08, _("Only the person who began a submission changes it."))
    elif by.post_in([submission.centre_id]) is None:
        yield Refusal(
            Clause.ORG_08,
            _("You work at %(centre)s no more; its staff go on with this.")
            % {"centre": submission.centre},
        )


def against_changing(submission: Submission, by: User) -> Iterator[Refusal]:
    """Why this person cannot change this submission now."""
    yield from against_strangers(submission, by)
    if submission.state not in (SubmissionState.DRAFT, SubmissionState.RETURNED):
        yield Refusal(
            Clause.ORG_08,
            _("%(submission)s is “%(state)s”; it is not changed now.")
            % {"submission": submission, "state": submission.get_state_display()},
        )


def against_retelling(submission: Submission, by: User) -> Iterator[Refusal]:
    """Why unit, customer and consent cannot be told anew."""
    yield from against_changing(submission, by)
    if submission.dossier_id is not None and submission.kind == Submission.Kind.MOVE_IN:
        yield Refusal(
            Clause.COL_24,
            _("The dossier is open; only the papers returned can be brought again."),
        )


def against_strange(owner: int, centre: Department, thing: object) -> Iterator[Refusal]:
    """Why papers for this unit or dossier do not go to this centre's archivist."""
    if owner != centre.pk:
        yield Refusal(
            Clause.ORG_01,
            _("%(thing)s belongs to another centre than %(centre)s.")
            % {"thing": thing, "centre": centre},
            field="papers",
        )


def against_sending(submission: Submission, by: User, today: date) -> Iterator[Refusal]:
    """Everything that keeps this submission out of the archivist's tray."""
    yield from against_starting(submission.centre, by)
    yield from against_changing(submission, by)
    yield from against_content(submission, today)


def check_submission(submission: Submission, *, today: date) -> list[Refusal]:
    """What is still wrong with a submission, for the page to show before the button.

    ``field`` names the place: ``unit.room``, ``customer.phones.0``, ``papers.17``.

    Source: COL-04, COL-15, COL-19, LND-15, FIL-01, FIL-06 to FIL-09.
    """
    return list(against_content(submission, today))


def against_content(submission: Submission, today: date) -> Iterator[Refusal]:
    """What is wrong with what the submission says."""
    papers = list(listed(submission))
    if submission.kind == Submission.Kind.MOVE_IN and submission.dossier_id is None:
        unit, customer = unit_of(submission), customer_of(submission)
        yield from against_unit(submission.centre, unit, today)
        yield from against_customer(customer)
        yield from against_consent(consent_of(submission), customer, papers, today)
    yield from _against_papers(submission, papers)


def listed(submission: Submission) -> Sequence[SubmissionPaper]:
    """The lines on the list with their scans, without those taken off."""
    scans = ElectronicFile.objects.filter(removed_at__isnull=True)
    return list(
        submission.papers.exclude(state=PaperState.WITHDRAWN)
        .select_related("type__category", "unit__estate", "dossier", "description")
        .prefetch_related(Prefetch("files", queryset=scans, to_attr="scans"))
    )


def against_unit(centre: Department, facts: UnitFacts, today: date) -> Iterator[Refusal]:
    """What is wrong with the unit, its use and the date."""
    estate = find_estate(centre, facts)
    if estate is None:
        yield Refusal(
            Clause.ORG_01,
            _("Choose one of the estates of %(centre)s.") % {"centre": centre},
            field="unit.estate",
        )
    for name, value in (("building", facts.building), ("room", facts.room)):
        if not value:
            yield Refusal(Clause.COL_19, _REQUIRED[name], field=f"unit.{name}")
    if facts.occupancy not in Occupancy.Kind.values or facts.use not in Unit.Use.values:
        yield Refusal(Clause.COL_25, _("Say how the unit is used."), field="unit.use")
    yield from _against_area(facts.area)
    if facts.from_on:
        yield from _against_date(facts.from_on, "unit.from_on", today)
    if estate is not None and facts.occupancy == Occupancy.Kind.OWNER:
        yield from against_second_dossier(find_unit(estate, facts))


_REQUIRED: Final = {
    "building": _("Enter the building."),
    "room": _("Enter the room."),
    "name": _("Enter the name."),
}


def find_estate(centre: Department, facts: UnitFacts) -> Estate | None:
    """The estate these facts name, if the centre looks after it."""
    return Estate.objects.filter(pk=facts.estate or 0, centre=centre).first()


def find_unit(estate: Estate, facts: UnitFacts) -> Unit | None:
    """The unit of an estate that these facts name, however it is written."""
    key = unit_key(facts.building, facts.entrance, facts.room)
    return Unit.objects.filter(estate=estate, key=key).first()


def against_second_dossier(unit: Unit | None) -> Iterator[Refusal]:
    """Why this unit gets no further owner dossier now."""
    open_one = Dossier.objects.filter(
        unit=unit, kind=Dossier.Kind.OWNER, state=DossierState.OPEN
    ).first()
    if unit is not None and open_one is not None:
        yield Refusal(
            Clause.COL_04,
            _("%(unit)s has an open owner dossier. Record the sale first, or bring loose papers.")
            % {"unit": unit},
            field="unit.room",
        )


def _against_area(area: str) -> Iterator[Refusal]:
    try:
        wrong = bool(area) and not 0 < Decimal(area) < 10**7
    except InvalidOperation:
        wrong = True
    if wrong:
        yield Refusal(
            Clause.COL_19, _("Enter the area in square metres, as 89.50."), field="unit.area"
        )


def _against_date(text: str, field: str, today: date) -> Iterator[Refusal]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year < FIRST_YEAR or day > today:
        yield Refusal(
            Clause.COL_19,
            _("Enter a day from 1980 until today, as 2026-11-20."),
            field=field,
        )


def against_customer(facts: CustomerFacts) -> Iterator[Refusal]:
    """What is wrong with the customer, the people beside, and their numbers."""
    company = facts.kind == "company"
    if not facts.name:
        yield Refusal(Clause.COL_19, _REQUIRED["name"], field="customer.name")
    yield from _against_identity(facts.id_number, "customer.id_number", company=company)
    yield from _against_phones(facts.phones, "customer.phones")
    if facts.bank_account and not identity.is_bank_account(facts.bank_account):
        yield Refusal(
            Clause.COL_19,
            _("Enter the bank account as 8 to 30 digits."),
            field="customer.bank_account",
        )
    for path, person in everybody(facts):
        yield from _against_person(person, f"customer.{path}")
    yield from _against_emergency(facts)


def _against_person(person: PersonFacts, field: str) -> Iterator[Refusal]:
    if not person.name:
        yield Refusal(Clause.COL_19, _REQUIRED["name"], field=f"{field}.name")
    yield from _against_identity(person.id_number, f"{field}.id_number", company=False)
    yield from _against_phones(person.phones, f"{field}.phones")


def _against_emergency(facts: CustomerFacts) -> Iterator[Refusal]:
    for i, contact in enumerate(facts.emergency):
        if not contact.name or not identity.read_phone(contact.phone):
            yield Refusal(
                Clause.COL_15,
                _("An emergency contact has a name and a telephone number."),
                field=f"customer.emergency.{i}.phone",
            )
    if not facts.emergency:
        yield Refusal(
            Clause.COL_15,
            _("Enter at least one emergency contact."),
            field="customer.emergency",
        )


def _against_identity(number: str, field: str, *, company: bool) -> Iterator[Refusal]:
    if MASK in number:
        yield Refusal(Clause.COL_19, _("Enter the number in full."), field=field)
    elif number:
        for reason in identity.against_identity(number, company=company):
            yield Refusal(Clause.COL_19, reason, field=field)


def _against_phones(phones: Sequence[str], field: str) -> Iterator[Refusal]:
    for i, phone in enumerate(phones):
        if not identity.read_phone(phone):
            yield Refusal(
                Clause.COL_19,
                _("Enter a mobile number of 11 digits, or a fixed line as 0571-91234567."),
                field=f"{field}.{i}",
            )


def against_consent(
    consent: ConsentFacts,
    customer: CustomerFacts,
    papers: Sequence[SubmissionPaper],
    today: date,
) -> Iterator[Refusal]:
    """What is wrong with notice and consent (decision 19).

    Source: LND-15.
    """
    if not consent.version:
        yield Refusal(
            Clause.LND_15,
            _("Hand out the notice on personal information and record its version."),
            field="consent.version",
        )
    yield from _against_date(consent.given_on, "consent.given_on", today)
    if not consent.separate and without_sensitive(customer) != customer:
        yield Refusal(
            Clause.LND_15,
            _("Identity and bank numbers and minors are recorded with a separate consent only."),
            field="consent.separate",
        )
    if not consent.separate and any(p.minor for p in customer.co_holders):
        yield Refusal(
            Clause.LND_15,
            _("A co-holder under age is recorded with a separate consent only."),
            field="consent.separate",
        )
    if consent.separate and signature_among(papers) is None:
        yield Refusal(
            Clause.LND_15,
            _("Scan the signed separate consent and add it to its line of the list."),
            field="consent.separate",
        )


def signature_among(papers: Sequence[SubmissionPaper]) -> ElectronicFile | None:
    """The scan of the signed consent, if it is on the list."""
    return (
        ElectronicFile.objects.filter(
            paper__in=[p for p in papers if p.state in checklist.ON_THE_LIST],
            paper__type__code__in=checklist.CONSENT_CODES,
            removed_at__isnull=True,
        )
        .order_by("pk")
        .first()
    )


def _against_papers(submission: Submission, papers: Sequence[SubmissionPaper]) -> Iterator[Refusal]:
    papers = [p for p in papers if p.document_id is None]  # what is filed is past checking
    brought = [p for p in papers if p.state in checklist.ON_THE_LIST]
    if not brought:
        yield Refusal(Clause.FIL_01, _("The list holds no paper that was brought."), field="papers")
    for paper in papers:
        if paper.state == PaperState.RETURNED:
            yield Refusal(
                Clause.FIL_27,
                _("“%(paper)s” was returned: bring it again, or take it off the list.")
                % {"paper": paper},
                field=f"papers.{paper.pk}",
            )
            continue
        yield from checklist.against_line(paper)
        yield from _against_place(submission, paper)
    for dossier in {p.dossier for p in brought}:
        same = [p for p in brought if p.dossier == dossier]
        yield from checklist.against_copies(same, dossier)


def _against_place(submission: Submission, paper: SubmissionPaper) -> Iterator[Refusal]:
    """Why it is not clear, or not allowed, into which dossier a paper goes."""
    if paper.state != PaperState.PENDING:
        return
    field = f"papers.{paper.pk}"
    if paper.dossier is not None:
        yield from against_further_papers(paper.dossier, field)
        kind = paper.dossier.kind
    elif submission.kind == Submission.Kind.LOOSE:
        yield Refusal(
            Clause.COL_04,
            _("“%(paper)s”: choose the dossier it belongs to; the unit has none, or several.")
            % {"paper": paper},
            field=field,
        )
        return
    else:
        kind = unit_of(submission).occupancy
    if paper.type is not None and paper.type.kind != kind:
        yield Refusal(
            Clause.FIL_01,
            _("“%(paper)s” does not belong into this kind of dossier.") % {"paper": paper},
            field=field,
        )


def against_further_papers(dossier: Dossier, field: str = "") -> Iterator[Refusal]:
    """Why no paper goes into this dossier any more.

    Source: COL-17.
    """
    if dossier.state != DossierState.OPEN:
        yield Refusal(
            Clause.COL_17,
            _("%(code)s is “%(state)s”; no new papers go into it.")
            % {"code": dossier.code, "state": dossier.get_state_display()},
            field=field,
        )


def against_withdrawing(submission: Submission, by: User) -> Iterator[Refusal]:
    """Why this person cannot take this submission back now."""
    yield from against_strangers(submission, by)
    answered = submission.papers.filter(state=PaperState.ACCEPTED).exists()
    open_states = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED)
    if submission.state not in open_states or (
        submission.state == SubmissionState.SUBMITTED and answered
    ):
        yield Refusal(
            Clause.ORG_08,
            _("The archivist is already at work on %(submission)s; ask for its return.")
            % {"submission": submission},
        )

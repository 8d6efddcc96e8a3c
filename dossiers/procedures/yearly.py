"""Dossiers outside units: those of a category and year, of a centre or an office.

Source: COL-02, COL-03, COL-26, FIL-03; decisions 1 and 7.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import CasePart, Category, Dossier, Estate, Part
from dossiers.models.naming import yearly_title
from dossiers.procedures.codes import archive_number
from dossiers.procedures.opening import make_volume
from dossiers.rules import filing


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """Where a dossier without a unit belongs: its category, its year, perhaps its estate.

    Attributes:
        in_four_parts: Whether it is the dossier of a case, a project for instance (COL-26).
    """

    category: Category
    year: int
    estate: Estate | None = None
    in_four_parts: bool = False


@act("dossiers.yearly_dossier_opened", _("Dossier of a category opened"), Clause.FIL_03)
def open_yearly_dossier(
    placed: Class, department: Department, *, by: User, today: date, title: str = ""
) -> Dossier:
    """Open a dossier of a category and year, with one volume; of a case, with one for each part.

    Raises:
        RegulationError: ORG-02 (no archive room), ORG-08 (not the department's archivist),
            FIL-01 (customer dossiers are opened by a move-in; a category out of use), COL-02
            (matters of the company), COL-03 (matters of a centre, or of another one).

    Source: ORG-02, ORG-08, FIL-01, FIL-03, COL-02, COL-03, COL-26.
    """
    category = placed.category
    enforce(filing.against_opening_yearly(category, department, placed.estate, by))
    dossier = Dossier.objects.create(
        code=archive_number(
            filing.series_of(category, department, estate=placed.estate, year=placed.year),
            on=today,
        ),
        kind=Dossier.Kind.CATEGORY,
        is_case=placed.in_four_parts,
        title=title or yearly_title(category.name_zh, placed.year),
        category=category,
        centre=department,
        year=placed.year,
        secrecy=category.secrecy,
        retention=category.retention,
        retention_years=category.retention_years,
        opened_on=today,
        reviewed_on=today,
        responsible=by,
    )
    note(dossier, after={"state": str(dossier.state), "code": dossier.code})
    for case_part in CasePart.values if placed.in_four_parts else [""]:
        make_volume(dossier, Part.MAIN, today=today, case_part=case_part)
    return dossier

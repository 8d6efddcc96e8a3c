"""Case dossiers 项目档案: every paper of a volume lies in one of their four parts.

Source: COL-26.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, SubmissionPaper
from dossiers.rules.descriptions import description_of

EMPTY_PART: Final = Q(document_count=0) & ~Q(case_part="")
"""Holdings that stand ready for a part in which nothing lies yet."""


def asks_for_part(paper: SubmissionPaper) -> bool:
    """Whether a line is for one of the four parts of a case dossier.

    What is filed singly, or in a volume of personal information, lies in none of them.
    """
    if paper.dossier is None or not paper.dossier.is_case:
        return False
    kind = paper.type
    apart = kind is not None and (kind.title_document or kind.personal)
    return not apart and description_of(paper) is None


def against_no_part(paper: SubmissionPaper) -> Iterator[Refusal]:
    """Why a paper of a case dossier is not filed: nobody said into which part it goes.

    Source: COL-26.
    """
    if asks_for_part(paper) and not paper.case_part:
        yield Refusal(
            Clause.COL_26,
            _("“%(paper)s” is for a case dossier: choose into which of its four parts it goes.")
            % {"paper": paper},
            field=f"papers.{paper.pk}",
        )


def against_drafts_of_a_case(dossier: Dossier) -> Iterator[Refusal]:
    """Why no volumes are made up of the papers of this dossier: its parts are its volumes.

    Source: COL-26.
    """
    if dossier.is_case:
        yield Refusal(
            Clause.COL_26,
            _("%(code)s is a case dossier: its four parts are its volumes, none are made up.")
            % {"code": dossier.code},
        )

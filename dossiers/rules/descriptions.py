"""Photos, recordings and objects: what must be said of them, and who keeps them.

Source: FIL-10, COL-10.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Description, SubmissionPaper
from dossiers.rules.quarantine import is_gone

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

FORMS_OF_CLASS: Final[Mapping[str, str]] = {
    "ZP": Description.Form.AUDIO_VISUAL,
    "LY": Description.Form.AUDIO_VISUAL,
    "LX": Description.Form.AUDIO_VISUAL,
    "SW": Description.Form.OBJECT,
}
"""Archive classes whose things say nothing themselves: photos, sound, video, objects."""

REQUIRED: Final[Mapping[str, "StrOrPromise"]] = {
    "subject": _("subject"),
    "taken": pgettext_lazy("of a recording", "time"),
    "background": pgettext_lazy("of a recording", "background"),
    "author": pgettext_lazy("of a recording", "author"),
}
MAY_DECIDE: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)


def description_of(paper: SubmissionPaper) -> Description | None:
    """What is said of a paper that is a photo, a recording or an object."""
    found: Description | None = getattr(paper, "description", None)
    return found


def asks_for_description(paper: SubmissionPaper) -> str:
    """The form of a thing whose type says that it is to be described; empty for papers."""
    if paper.type is None or paper.type.category is None:
        return ""
    return FORMS_OF_CLASS.get(paper.type.category.archive_class, "")


def against_describing(paper: SubmissionPaper) -> Iterator[Refusal]:
    """What a photo, a recording or an object still lacks before it can be filed.

    Source: FIL-10.
    """
    description = description_of(paper)
    field = f"papers.{paper.pk}"
    if description is None:
        if asks_for_description(paper):
            yield Refusal(
                Clause.FIL_10,
                _("“%(paper)s” is a recording or an object: describe it.") % {"paper": paper},
                field=field,
            )
        return
    lacking = [str(words) for name, words in REQUIRED.items() if not getattr(description, name)]
    if lacking:
        yield Refusal(
            Clause.FIL_10,
            _("“%(paper)s” is not described in full; lacking: %(fields)s.")
            % {"paper": paper, "fields": ", ".join(lacking)},
            field=field,
        )


def against_unseen(paper: SubmissionPaper) -> Iterator[Refusal]:
    """Why a photo, a recording or an object is not accepted: nobody found it clear and intact.

    Source: FIL-10.
    """
    description = description_of(paper)
    if description is not None and description.intact_on is None:
        yield Refusal(
            Clause.FIL_10,
            _("Look at “%(paper)s”, or play it: is it clear and intact?") % {"paper": paper},
            field=f"papers.{paper.pk}",
        )


def against_deciding(
    description: Description, kept: str, importance: str, by: User, *, today: "date"
) -> Iterator[Refusal]:
    """Why this person does not decide so who keeps a recording or an object.

    Source: COL-10.
    """
    document = description.document
    if document is None or is_gone(document.holding, document):
        yield Refusal(Clause.COL_10, _("It is not filed; there is nothing to keep."))
        return
    holding = document.holding
    if not any(by.holds(role, holding.keeper) for role in MAY_DECIDE):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s decides on its things.")
            % {"centre": holding.keeper},
        )
    if not kept or not importance:
        yield Refusal(
            Clause.COL_10, _("Say who keeps it, and how important it is."), field="importance"
        )
    laid_down = policy.text("av_physical_custody", on=today)
    asked = {"kept_by_unit": Description.Kept.UNIT, "handed_over": Description.Kept.HANDED_OVER}
    if kept and laid_down in asked and kept != asked[laid_down]:
        yield Refusal(
            Clause.COL_10,
            _("The office has laid down for all such things: %(words)s.")
            % {"words": asked[laid_down].label},
            field="kept",
        )

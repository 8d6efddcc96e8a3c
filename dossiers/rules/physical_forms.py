"""The physical form of things: what their class is made of, and who records another one.

Source: COL-01.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Category, Holding
from dossiers.rules.quarantine import against_use

_FORMS: Final = {
    "ZY·KH": Holding.Form.RESIDENT,
    "ZY·HT": Holding.Form.CONTRACT,
    "KJ·JG": Holding.Form.DRAWING,
    "KJ·GZ": Holding.Form.DRAWING,
    "WS": Holding.Form.LETTER,
}
_KEEPERS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)


def form_of(category: Category) -> Holding.Form:
    """What the volumes of a category are made of unless somebody says otherwise.

    Source: COL-01.
    """
    kind = "·".join(filter(None, (category.archive_class, category.sub_class)))
    return _FORMS.get(kind, Holding.Form.PAPER)


def against_recording_form(holding: Holding, form: str, by: User) -> Iterator[Refusal]:
    """Why this person does not record this form of this thing.

    Source: COL-01, ORG-08.
    """
    if not any(by.holds(role, holding.keeper) for role in _KEEPERS):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(keeper)s keeps the record of %(code)s.")
            % {"keeper": holding.keeper, "code": holding.code},
        )
    yield from against_use(holding)
    if form not in Holding.Form.values:
        yield Refusal(Clause.COL_01, _("Choose the physical form."), "form")
    if holding.is_title_document:
        yield Refusal(
            Clause.COL_01,
            _("%(code)s is a title document; it stays a certificate.") % {"code": holding.code},
        )

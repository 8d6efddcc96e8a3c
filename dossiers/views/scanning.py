"""What a scanned or typed code names: a holding, a box, or nothing this person knows of."""

from archive_office.custody.models import Box
from archive_office.organisation.models import User
from dossiers.models import Holding
from dossiers.procedures.codes import normalised_code

PLACE_DOT = "·"


def scanned_holding(code: str, user: User) -> Holding | None:
    """The holding with this barcode, reference code or former code, if it exists for the person."""
    text = _plain(code)
    rows = Holding.objects.visible_to(user).select_related(
        "dossier__centre", "keeper", "present_slot__shelf__cabinet__room"
    )
    tries = (
        {"barcode": text.upper()},
        {"code": normalised_code(text)},
        {"legacy_code": text},
    )
    if not text:
        return None
    return next((found for fields in tries if (found := rows.filter(**fields).first())), None)


def scanned_box(code: str, user: User) -> Box | None:
    """The box with this barcode, or with this number in one of the person's own departments.

    The place as the pages name it (room, shelf, box) is understood too, for whoever types it.
    """
    text = _plain(code).upper()
    if not text:
        return None
    rows = Box.objects.select_related("department", "shelf__cabinet__room")
    own = [m.department_id for m in user.current_memberships]
    if by_barcode := rows.filter(barcode=text).first():
        return by_barcode
    number = text.rpartition(PLACE_DOT)[2]
    found = rows.filter(number__iexact=number, department__in=own)
    return next((box for box in found if text in (box.number.upper(), box.place.upper())), None)


def _plain(code: str) -> str:
    """A code without what a badly set scanner adds; the database takes no NUL characters."""
    return code.replace("\0", "").strip()

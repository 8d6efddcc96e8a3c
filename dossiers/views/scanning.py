"""What a scanned or typed code names: a holding, a place, or nothing this person knows of.

A label of a roll names what it was assigned to.
"""

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat

from archive_office.custody.codes import CABINET, ROOM
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Holding, RollLabel
from dossiers.procedures.codes import normalised_code
from dossiers.rules.labelling import Labelled, is_roll_code

PLACE_DOT = "·"
LONGEST_LEVEL = 4


def scanned_holding(code: str, user: User) -> Holding | None:
    """The holding with this barcode, reference code or former code, if it exists for the person."""
    text = _plain(code)
    rows = Holding.objects.visible_to(user).select_related(
        "dossier__centre", "keeper", "present_slot__shelf__cabinet__room"
    )
    if is_roll_code(text.upper()):
        return rows.filter(roll_labels__code=text.upper()).first()
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
    own = _own(user)
    if is_roll_code(text):
        return rows.filter(roll_labels__code=text).first()
    if by_barcode := rows.filter(barcode=text).first():
        return by_barcode
    number = text.rpartition(PLACE_DOT)[2]
    found = rows.filter(number__iexact=number, department__in=own)
    return next((box for box in found if text in (box.number.upper(), box.place.upper())), None)


def scanned_shelf(code: str, user: User) -> Shelf | None:
    """The shelf with this barcode, or with this place in one of the person's own departments."""
    text = _plain(code).upper()
    rows = Shelf.objects.select_related("cabinet__room", "cabinet__department")
    if is_roll_code(text):
        return rows.filter(roll_labels__code=text).first()
    return rows.filter(barcode=text).first() or _shelf_by_place(rows, text, user)


def _shelf_by_place(rows: QuerySet[Shelf], text: str, user: User) -> Shelf | None:
    """A shelf as pages write it: ``G01-03``, or with its room ``01-G01-03``."""
    cabinet, _dash, level = text.rpartition("-")
    number = cabinet.rpartition("-")[2]
    if not (level.isdecimal() and level.isascii() and len(level) <= LONGEST_LEVEL):
        return None
    own = rows.filter(cabinet__number__iexact=number, number=int(level))
    found = own.filter(cabinet__department__in=_own(user)).first()
    names = (number, f"{found.cabinet.room.code}-{number}".upper()) if found else ()
    return found if cabinet in names else None


def scanned_place(code: str, user: User) -> Labelled | None:
    """Whatever this code names: a room, a cabinet, a shelf, a box or a holding.

    Source: STO-05.
    """
    text = _plain(code).upper()
    if not text:
        return None
    found = scanned_shelf(code, user) or scanned_box(code, user)
    return found or _furniture(text, user) or scanned_holding(code, user)


def _furniture(text: str, user: User) -> Storeroom | Cabinet | None:
    """A cabinet or a room by its own code or by a label of a roll."""
    seen = _seen(user)
    cabinets = Cabinet.objects.filter(seen).select_related("room", "department")
    rooms = Storeroom.objects.filter(seen).select_related("department")
    if is_roll_code(text):
        by_label = cabinets.filter(roll_labels__code=text).first()
        return by_label or rooms.filter(roll_labels__code=text).first()
    if text.startswith(CABINET):
        named = cabinets.annotate(scan_code=_code(CABINET, "number"))
        return named.filter(scan_code__iexact=text).first()
    return rooms.annotate(scan_code=_code(ROOM, "code")).filter(scan_code__iexact=text).first()


def _code(prefix: str, column: str) -> Concat:
    """The code that labels of rooms or cabinets carry, as a column."""
    return Concat(
        Value(prefix), "department__code", Value("-"), F(column), output_field=CharField()
    )


def scanned_label(code: str, user: User) -> RollLabel | None:
    """The label of a roll with this code, of a room whose things this person sees."""
    text = _plain(code).upper()
    if not is_roll_code(text):
        return None
    rows = RollLabel.objects.select_related(
        "roll__department", "room", "cabinet", "shelf__cabinet", "box", "holding"
    )
    scope = scope_of(user)
    if not scope.everything:
        rows = rows.filter(roll__department__in=[*scope.departments, *_own(user)])
    return rows.filter(code=text).first()


def _own(user: User) -> list[int]:
    return [m.department_id for m in user.current_memberships]


def _seen(user: User) -> Q:
    """Furniture of the departments somebody sees or works in."""
    scope = scope_of(user)
    return Q() if scope.everything else Q(department__in=[*scope.departments, *_own(user)])


def _plain(code: str) -> str:
    """A code without what a badly set scanner adds; the database takes no NUL characters."""
    return code.replace("\0", "").strip()

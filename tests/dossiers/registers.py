"""A centre at which forms are filled in."""

from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.entries import correct_entry, move_entry, write_entry
from dossiers.rules.entries import Written
from tests.dossiers.steps import NOW, Centre
from tests.factories import (
    TODAY,
    BuildingFactory,
    CustomerFactory,
    DossierFactory,
    OccupancyFactory,
    UnitFactory,
)

PHONE = "13800138000"
ID_NUMBER = "11010519491231002X"

COMPLAINT = {
    "called_at": "09:30",
    "channel": "telephone",
    "complainant": "欧阳琬",
    "subject": "电梯多日未修",
    "kind": "service",
    "receiving": "客户服务部",
    "dealt_by": "张工",
}
REPAIR = {"called_at": "10:05", "caller": "欧阳琬", "fault": "厨房漏水", "taken_by": "前台"}
REPAIR |= {"phone": PHONE, "confirmed": "same"}
DEPOSIT = {"kind": "decoration", "paid": "2000", "receipt": "SJ-0017"}
KEYS = {
    "customer": "欧阳琬",
    "keys": "大门钥匙两把",
    "envelope": "F-12",
    "reason": "长期外出",
    "term": "至2027年3月",
    "allowed": "维修时由前台陪同",
    "handed_by": "欧阳琬",
    "received_by": "前台",
}
RECEIPT = {
    "kind": "notice",
    "title": "停水通知",
    "copies": "1",
    "written_on": "2026-11-18",
    "issued_by": "前台",
}


def form(code):
    """The edition of a form that is in force."""
    return FormDefinition.objects.filter(code=code).order_by("-version").first()


class Desk(Centre):
    """A centre with a unit, somebody who lives there, and the open dossier."""

    def __init__(self):
        super().__init__(archive_room=False)
        building = BuildingFactory(estate=self.estate, name="3栋")
        self.unit = UnitFactory(building=building, room="1402")
        self.stay = OccupancyFactory(unit=self.unit, customer=CustomerFactory(name="欧阳琬"))
        self.dossier = DossierFactory(occupancy=self.stay)

    def write(self, code, values, *, by=None, unit=True, now=NOW, **options):
        """An entry written at the desk: on the unit, on another one, or (``False``) on none."""
        of = (self.unit if unit else None) if isinstance(unit, bool) else unit
        written = Written(self.department, options.pop("on", TODAY), values, unit=of, **options)
        return write_entry(form(code), written, by=by or self.front_line, now=now)

    def move(self, entry, way, values=(), *, by=None, now=NOW):
        """An entry brought into its next state."""
        return move_entry(entry, way, dict(values), by=by or self.front_line, now=now)

    def correct(self, entry, values, *, by=None, reason="笔误"):
        return correct_entry(entry, values, by=by or self.front_line, now=NOW, reason=reason)


def fresh(entry):
    return RegisterEntry.objects.select_related("definition", "dossier").get(pk=entry.pk)

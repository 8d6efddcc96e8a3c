"""People from outside at the counter."""

from lending.procedures.requests import ask
from lending.rules.asking import Visitor
from tests.lending.world import NOW, READ, line

ID_NUMBER = "11010519491231002X"
PHONE = "13800138000"


def visitor(kind="owner", **facts):
    """Somebody from outside with the identity document in hand."""
    usual = {
        "kind": kind,
        "name": "赵晓云",
        "id_kind": "身份证",
        "id_number": ID_NUMBER,
        "phone": PHONE,
        "identity_checked": True,
    }
    return Visitor(**(usual | facts))


def entered(world, thing, manner=READ, kind="owner", *, by=None, **said):
    """A request that the archivist enters for somebody from outside."""
    asked = world.asked(None, (line(thing, manner),), outside=visitor(kind), **said)
    return ask(asked, by=by or world.archivist, now=NOW)

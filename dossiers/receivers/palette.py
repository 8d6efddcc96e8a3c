"""The palette: dossiers by any code that stands on them, units by how people write them."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell.signals import Hit
from dossiers.forms.filters import found_units
from dossiers.models import Dossier, DossierState, Holding, Unit
from dossiers.procedures.codes import normalised_code
from dossiers.rules.listing import listed_dossiers

MOST_FOUND: Final = 8
SHORTEST_TERM: Final = 2


def on_palette(request: StaffRequest, term: str, **_kwargs: Any) -> list[Hit]:
    """Dossiers and units in this person's sight; a handful each, whatever the stock."""
    user = actor(request)
    if len(term) < SHORTEST_TERM:
        return []
    hits: list[Hit] = []
    if user.has_perm("dossiers.view_dossier"):
        hits += [_dossier_hit(dossier) for dossier in found_dossiers(term, user)]
    if user.has_perm("dossiers.view_unit"):
        units = found_units(term).filter(pk__in=Unit.objects.visible_to(user).values("pk"))
        hits += [_unit_hit(unit) for unit in units.select_related("estate")[:MOST_FOUND]]
    return hits


def found_dossiers(term: str, user: User) -> list[Dossier]:
    """Dossiers a term names: former code, barcode or code of a volume, code, or unit."""
    seen = listed_dossiers(user).select_related("unit__estate", "centre").order_by("code")
    found: dict[int, Dossier] = {}
    for way in _ways(term):
        room = MOST_FOUND - len(found)
        found |= {row.pk: row for row in seen.filter(way).exclude(pk__in=found)[:room]}
    return list(found.values())


def _ways(term: str) -> Iterator[Q]:
    """One condition after the other, each of which an index answers.

    What was destroyed is found by its whole code or barcode only.
    """
    code = normalised_code(term)
    yield Q(legacy_code=term)
    volumes = Holding.objects.filter(Q(barcode=term.upper()) | Q(legacy_code=term) | Q(code=code))
    yield Q(pk__in=list(volumes.values_list("dossier_id", flat=True)[:MOST_FOUND]))
    yield Q(code=code)
    living = ~Q(state=DossierState.DESTROYED)
    yield Q(code__startswith=code) & living
    yield Q(unit__in=found_units(term).values("pk")) & living


def _dossier_hit(dossier: Dossier) -> Hit:
    about = str(dossier.unit) if dossier.unit else dossier.title
    text = f"{about} · {dossier.get_kind_display()} · {dossier.get_state_display()}"
    return Hit(dossier.code, dossier.get_absolute_url(), text)


def _unit_hit(unit: Unit) -> Hit:
    return Hit(str(unit), reverse("dossiers:unit", args=[unit.pk]), _("Unit"), "home_pin")

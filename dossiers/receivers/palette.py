"""The palette: what the search finds, a handful each, and the way to the whole of it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell.signals import Hit
from dossiers.models import Dossier, Unit
from dossiers.rules.searching import search, search_units

MOST_FOUND: Final = 8


def on_palette(request: StaffRequest, term: str, **_kwargs: Any) -> list[Hit]:
    """Dossiers and units in this person's sight; a handful each, whatever the stock."""
    user = actor(request)
    hits: list[Hit] = []
    if user.has_perm("dossiers.view_dossier"):
        hits += [_dossier_hit(dossier) for dossier in found_dossiers(term, user)]
        if len(hits) == MOST_FOUND:
            every = f"{reverse('dossiers:search')}?{urlencode({'q': term})}"
            hits.append(Hit(_("All dossiers found"), every, term, "search"))
    if user.has_perm("dossiers.view_unit"):
        units = search_units(term).filter(pk__in=Unit.objects.visible_to(user).values("pk"))
        hits += [_unit_hit(unit) for unit in units.select_related("estate")[:MOST_FOUND]]
    return hits


def found_dossiers(term: str, user: User) -> list[Dossier]:
    """The first dossiers that the search finds; what was destroyed by its whole code only."""
    found = search(user, term).select_related("unit__estate", "centre")
    return list(found.order_by("centre_id", "code")[:MOST_FOUND])


def _dossier_hit(dossier: Dossier) -> Hit:
    about = str(dossier.unit) if dossier.unit else dossier.title
    text = f"{about} · {dossier.get_kind_display()} · {dossier.get_state_display()}"
    return Hit(dossier.code, dossier.get_absolute_url(), text)


def _unit_hit(unit: Unit) -> Hit:
    return Hit(str(unit), reverse("dossiers:unit", args=[unit.pk]), _("Unit"), "home_pin")

"""What a search costs in the generated office, and that it finds what reading everything finds."""

from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from archive_office.management.costing import FEW_TURNS, Reader, compared, least
from archive_office.management.generated_office import generated, office_at
from archive_office.management.measured_pages import (
    LARGE,
    ORDER,
    PEER_DEEP,
    PEER_UNIT,
    SMALL,
    after,
    grown,
    in_milliseconds,
)
from archive_office.management.measuring import Measure
from archive_office.organisation.models import User
from dossiers.models import Dossier
from dossiers.rules.searching import search

FREQUENT: Final = "王芳"
"""Three of a thousand bear this name."""
RARE: Final = "诸葛"
"""One of a thousand bears this surname."""
COMMON: Final = "王"
"""Seven of a hundred bear this one."""
PEER_NAME: Final = 2.661
OF_A_PEER: Final = 0.02
UNITS: Final = 25


def frequent(scale: int) -> Measure:
    """The search page for a frequent name of two characters, by the archivist of a large centre."""
    return _name("search, frequent name / peer", scale, FREQUENT)


def rare(scale: int) -> Measure:
    """The same for a rare one."""
    return _name("search, rare name / peer", scale, RARE)


def exact_unit(scale: int) -> Measure:
    """The search page for a unit's number."""
    with office_at(generated(scale).database):
        user = User.objects.get(username=LARGE)
        units = list(_of(user).order_by(*ORDER).values_list("unit__code", flat=True)[:UNITS])
        for unit in units:
            _compare(user, unit, _of(user).filter(unit__code=unit))
        cost = least(Reader.named(LARGE).opening(*_searches(units[:FEW_TURNS])))
    return _against("search, exact unit / peer", cost, PEER_UNIT)


def deep(scale: int) -> Measure:
    """A page in the middle of many hits against the first one."""
    with office_at(generated(scale).database):
        user = User.objects.get(username=LARGE)
        hits = search(user, COMMON)
        middle = hits.order_by(*ORDER)[hits.count() // 2]
        (first,) = _searches([COMMON])
        page = f"{first}&{after(Dossier.objects.filter(pk=middle.pk))}"
        reader = Reader.named(LARGE)
        near, far = compared(reader.opening(first), reader.opening(page))
    peer = in_milliseconds(PEER_DEEP)
    note = f"CPU {in_milliseconds(near)} first, {in_milliseconds(far)} in the middle, Mayan {peer}"
    return Measure("search, middle / first page", far / near, 1.3, note)


def growth(scale: int) -> Measure:
    """The search for a frequent name in a small and in the whole office."""
    (address,) = _searches([FREQUENT])
    return grown("search", scale, 3.0, lambda: Reader.named(LARGE).opening(address))


def _name(title: str, scale: int, name: str) -> Measure:
    with office_at(generated(scale).database):
        for reader in (LARGE, SMALL):
            user = User.objects.get(username=reader)
            _compare(user, name, _of(user).filter(occupancy__customer__name__contains=name))
        cost = least(Reader.named(LARGE).opening(*_searches([name])))
    return _against(title, cost, PEER_NAME)


def _of(user: User) -> QuerySet[Dossier]:
    """The dossiers of the centres in which somebody works."""
    return Dossier.objects.filter(centre__in={m.department_id for m in user.current_memberships})


def _compare(user: User, text: str, scanned: QuerySet[Dossier]) -> None:
    """What is found, against what is read.

    Raises:
        RuntimeError: they differ.
    """
    found = set(search(user, text).values_list("pk", flat=True))
    if not set(scanned.values_list("pk", flat=True)) <= found:
        raise RuntimeError(f"the search does not find every {text}")
    told = Dossier.objects.filter(pk__in=found).exclude(pk__in=scanned.values("pk"))
    for row in told.select_related("unit", "occupancy__customer"):
        texts = (row.code, row.unit.code if row.unit else "", row.unit.key if row.unit else "")
        if not any(text in held for held in texts):
            raise RuntimeError(f"{row} is found for {text}")


def _searches(texts: Sequence[str]) -> list[str]:
    return [f"{reverse('dossiers:search')}?q={text}" for text in texts]


def _against(name: str, cost: float, peer: float) -> Measure:
    note = f"CPU {in_milliseconds(cost)}, Mayan at a million {in_milliseconds(peer)}"
    return Measure(name, cost / peer, OF_A_PEER, note)


MEASURES: Final[dict[str, Callable[[int], Measure]]] = {
    "search, frequent name / peer": frequent,
    "search, rare name / peer": rare,
    "search, exact unit / peer": exact_unit,
    "search, middle / first page": deep,
    "search, growth": growth,
}

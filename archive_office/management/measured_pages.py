"""What pages cost in the generated office, against other readers, places, sizes and Mayan EDMS.

The peer's figures (processor time of web and database, a million documents, a restricted user,
the same kind of machine) are those for which the goals were set; they are not measured anew.
"""

from collections.abc import Callable
from typing import Final

from django.db.models import QuerySet
from django.test import RequestFactory
from django.urls import reverse
from guardian.core import ObjectPermissionChecker

from archive_office import clock
from archive_office.management.costing import (
    FEW_TURNS,
    Reader,
    compared,
    least,
    replaced,
    statements_of,
)
from archive_office.management.generated_office import generated, office_at
from archive_office.management.measuring import Measure, median
from archive_office.organisation.models import User
from archive_office.shell.paging import keyset_page
from dossiers.models import Dossier
from dossiers.rules.access import rights_to_read
from dossiers.rules.listing import listed_dossiers
from dossiers.views import dossier as dossier_page

EVERYTHING, LARGE, SMALL = "hq", "archivist2", "archivist3"
"""Who sees every centre, the largest one, and two of the smallest."""
PEER_LIST, PEER_STATEMENTS = 0.963, 299
PEER_DETAIL, PEER_DEEP, PEER_UNIT = 0.272, 2.564, 1.107
OF_A_PEER: Final = 0.05
SWITCHES: Final = 3
LINES_OF_THE_LOG: Final = 15
"""Samples of the page with and without its line: what is compared is a hundredth of the page."""
ORDER: Final = ("centre_id", "code")


def smaller(scale: int) -> int:
    """The office beside which growth is measured: ten thousand, or a tenth of a small one."""
    return 10_000 if scale > 10_000 else max(scale // 10, 300)  # noqa: PLR2004 - 10k and a million are the sizes of the promise


def the_list() -> str:
    """The address of the list of dossiers."""
    return reverse("dossiers:list")


def restricted(scale: int) -> Measure:
    """The list of somebody with one large centre, or two small ones, against everybody's."""
    with office_at(generated(scale).database):
        readers = [Reader.named(name) for name in (EVERYTHING, LARGE, SMALL)]
        whole, large, small = compared(*(reader.opening(the_list()) for reader in readers))
    worst = max(large, small)
    note = f"CPU {in_milliseconds(whole)} for all, {in_milliseconds(large)} largest centre, {in_milliseconds(small)} two small ones"
    return Measure("list, restricted / all", worst / whole, 1.3, note)


def list_statements(scale: int) -> Measure:
    """How many statements the list takes."""
    with office_at(generated(scale).database):
        work = Reader.named(LARGE).opening(the_list())
        work()
        count = statements_of(work)
    note = f"{count} statements, Mayan {PEER_STATEMENTS}"
    return Measure("list, SQL / peer", count / PEER_STATEMENTS, OF_A_PEER, note)


def list_cost(scale: int) -> Measure:
    """What the list costs."""
    with office_at(generated(scale).database):
        cost = least(Reader.named(LARGE).opening(the_list()))
    return _against_peer("list page / peer", cost, PEER_LIST)


def detail_cost(scale: int) -> Measure:
    """What the page of a dossier costs, its line in the view log included."""
    with office_at(generated(scale).database):
        details = _details(LARGE)
        cost = least(Reader.named(LARGE).opening(*details), times=len(details))
    return _against_peer("dossier page / peer", cost, PEER_DETAIL)


def view_log(scale: int) -> Measure:
    """The page of a dossier with and without its line in the view log."""
    with office_at(generated(scale).database):
        reader, details = Reader.named(LARGE), _details(LARGE)
        logged, same = reader.opening(*details), reader.opening(*details)

        def unlogged() -> None:
            with replaced(dossier_page, "log_view", lambda *_args, **_kwargs: None):
                same()

        with_log, without = compared(logged, unlogged, rounds=LINES_OF_THE_LOG)
    note = f"CPU {in_milliseconds(with_log)}, without the log {in_milliseconds(without)}"
    return Measure("dossier page, view log", with_log / without, 1.1, note)


def deep_page(scale: int) -> Measure:
    """A page in the middle of all dossiers against the first one."""
    with office_at(generated(scale).database):
        reader = Reader.named(EVERYTHING)
        middle = Dossier.objects.order_by("pk")[Dossier.objects.count() // 2]
        address = f"{the_list()}?{after(Dossier.objects.filter(centre=middle.centre_id))}"
        first, deep = compared(reader.opening(the_list()), reader.opening(address))
    note = f"CPU {in_milliseconds(first)} first, {in_milliseconds(deep)} in the middle, Mayan {in_milliseconds(PEER_DEEP)}"
    return Measure("list, middle / first page", deep / first, 1.3, note)


def exact_unit(scale: int) -> Measure:
    """A unit of one's own centre by its number; every hit must be that unit."""
    with office_at(generated(scale).database):
        user = User.objects.get(username=LARGE)
        units = [d.unit for d in _some(user).select_related("unit") if d.unit]
        reader = Reader.named(LARGE)
        for unit in units:
            if unit.code not in reader.opens(f"{the_list()}?q={unit.code}").decode():
                raise RuntimeError("a unit is not found by its number")
        addresses = [f"{the_list()}?q={unit.code}" for unit in units[:FEW_TURNS]]
        cost = least(Reader.named(LARGE).opening(*addresses))
    return _against_peer("exact unit / peer", cost, PEER_UNIT)


def permission(scale: int) -> Measure:
    """Under which right one reads each dossier of a page: ours against guardian's rows."""
    with office_at(generated(scale).database):
        user = User.objects.get(username=LARGE)
        rows = list(_some(user))

        def ours() -> None:
            if not all(rights_to_read(rows, user, at=clock.now()).values()):
                raise RuntimeError("a listed dossier is refused")

        def guardian() -> None:
            for row in rows:
                ObjectPermissionChecker(user).has_perm("view_dossier", row)

        ours()
        if asked := statements_of(ours):
            raise RuntimeError(f"a listed page asks {asked} times whether it may be read")
        mine, theirs = compared(ours, guardian)
    note = f"{len(rows)} rows: {mine * 1e6:.0f} µs and no statement, guardian {in_milliseconds(theirs)}"
    return Measure("permission / guardian", mine / theirs, 0.002, note)


def growth_of_list(scale: int) -> Measure:
    """The list of the largest centre in a small and in the whole office."""
    return grown("list", scale, 1.3, lambda: Reader.named(LARGE).opening(the_list()))


def growth_of_detail(scale: int) -> Measure:
    """The page of a dossier in a small and in the whole office."""
    return grown("dossier page", scale, 1.3, lambda: Reader.named(LARGE).opening(*_details(LARGE)))


def growth_of_admin(scale: int) -> Measure:
    """The first page of all dossiers among the records."""
    address = reverse("admin:dossiers_dossier_changelist")
    return grown("records", scale, 1.3, lambda: Reader.named(EVERYTHING).opening(address))


def admin_statements(scale: int) -> Measure:
    """How many statements the first page of all dossiers among the records takes."""
    with office_at(generated(scale).database):
        address = reverse("admin:dossiers_dossier_changelist")
        work = Reader.named(EVERYTHING).opening(address)
        work()
        count = statements_of(work)
    return Measure("records, SQL", float(count), 12.0, f"{count} statements, who reads included")


def grown(
    what: str, scale: int, goal: float, prepare: Callable[[], Callable[[], object]]
) -> Measure:
    """What something costs in the whole office over its cost in a small one, in turn."""
    costs: dict[int, list[float]] = {smaller(scale): [], scale: []}
    for _switch in range(SWITCHES):
        for size, found in costs.items():
            with office_at(generated(size).database):
                work = prepare()
                work()
                found.extend(compared(work, rounds=3))
    few, many = (median(found) for found in costs.values())
    note = f"CPU {in_milliseconds(few)} at {smaller(scale):,}, {in_milliseconds(many)} at {scale:,}"
    return Measure(f"{what}, growth", many / few, goal, note)


def _some(user: User) -> QuerySet[Dossier]:
    """Twenty-five dossiers that somebody sees."""
    return listed_dossiers(user).select_related("centre").order_by(*ORDER)[:25]


def _details(username: str) -> list[str]:
    user = User.objects.get(username=username)
    return [reverse("dossiers:dossier", args=[row.pk]) for row in _some(user)]


def after(rows: QuerySet[Dossier]) -> str:
    """The query that leads behind the first page of some rows."""
    return keyset_page(rows, RequestFactory().get("/"), order=ORDER, size=1).next_query


def _against_peer(name: str, cost: float, peer: float) -> Measure:
    note = f"CPU {in_milliseconds(cost)}, Mayan at a million {in_milliseconds(peer)}"
    return Measure(name, cost / peer, OF_A_PEER, note)


def in_milliseconds(seconds: float) -> str:
    """A time for the note of a line."""
    return f"{seconds * 1000:.1f} ms"


MEASURES: Final[dict[str, Callable[[int], Measure]]] = {
    "list, restricted / all": restricted,
    "list, SQL / peer": list_statements,
    "list page / peer": list_cost,
    "list, middle / first page": deep_page,
    "list, growth": growth_of_list,
    "exact unit / peer": exact_unit,
    "dossier page / peer": detail_cost,
    "dossier page, view log": view_log,
    "dossier page, growth": growth_of_detail,
    "permission / guardian": permission,
    "records, SQL": admin_statements,
    "records, growth": growth_of_admin,
}

"""A whole invented company in the database: two hundred centres, as many dossiers as one asks for.

It is made once and kept under a name of its own; changed migrations or a changed generator make
a new one. Rows come by ``INSERT … SELECT``: checks, keys and unique constraints hold while they
come, foreign keys are compared afterwards table by table, and the remaining indexes (conditional
uniqueness among them) are built at the end.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from archive_office import clock
from archive_office.cluster import Cluster
from archive_office.custody.procedures import open_room
from archive_office.journal.acts import in_act
from archive_office.journal.models import JournalEntry
from archive_office.management.furnishing import CENTRES, SINCE, Office, furnish
from archive_office.management.generated_people import invent_people
from archive_office.management.generated_rows import highest
from archive_office.management.generated_tables import (
    PER_BOX,
    PER_BUILDING,
    PER_CABINET,
    PER_SHELF,
    PLAN,
    Tables,
)
from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.procedures import appoint, open_department
from archive_office.organisation.roles import Role
from dossiers.models import Category, DocumentType, Dossier, Estate, SearchEntry
from dossiers.procedures.codes import estate_series
from dossiers.procedures.imports.stored import ESTATE_CODES

NUMBER_OF_CENTRES: Final = 200
SMALLEST, LARGEST, STEEPNESS = 12, 31_537, 5.39
MILLION: Final = 1_000_000
RANKS: Final = {"F01": 100, "F02": NUMBER_OF_CENTRES, "F03": 1}
"""The centres that have people: one in the middle, the largest, the smallest."""
SEARCHED: Final = SearchEntry._meta.db_table
OWN_SOURCES: Final = ("furnishing", "fictions", "generated_*")


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated office that stands in its database."""

    database: str
    scale: int


def sizes(scale: int) -> list[int]:
    """How many dossiers each centre has, the smallest first; a million are 12 … 31,537."""
    last = NUMBER_OF_CENTRES - 1
    shape = [
        SMALLEST + (LARGEST - SMALLEST) * (rank / last) ** STEEPNESS
        for rank in range(NUMBER_OF_CENTRES)
    ]
    share = [max(1, int(size * scale / sum(shape))) for size in shape]
    step = 1 if sum(share) < scale else -1
    for turn in range(abs(scale - sum(share))):
        share[last - 1 - turn % (NUMBER_OF_CENTRES // 2)] += step
    return share


@contextmanager
def office_at(database: str) -> Iterator[None]:
    """Work in this database during the block."""
    connections.close_all()
    own = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = own
        ContentType.objects.clear_cache()


def generated(scale: int) -> Generated:
    """The office of this scale, made now unless it stands already."""
    empty = _kept("bench_empty", furnish_centres)
    return Generated(_kept(f"bench_{scale}", partial(fill, scale), template=empty), scale)


def _kept(kind: str, build: Callable[[], None], *, template: str = "template1") -> str:
    """The database of this kind; built anew where it, or what it was built from, has changed."""
    cluster: Cluster = settings.EMBEDDED_CLUSTER
    name = f"{kind}_{_sources()}"
    known = cluster.query("SELECT datname FROM pg_database").split()
    if name in known:
        return name
    for old in known:
        if old.startswith(f"{kind}_"):
            cluster.query(f'DROP DATABASE "{old}" WITH (FORCE)')
    cluster.query(f'CREATE DATABASE "{name}_b" TEMPLATE "{template}"')
    with office_at(f"{name}_b"), connection.cursor() as cursor:
        call_command("migrate", verbosity=0, interactive=False)
        build()
        cursor.execute("VACUUM")  # the first readers would have to do it
    cluster.query(f'ALTER DATABASE "{name}_b" RENAME TO "{name}"')
    return name


def furnished() -> Office:
    """The people, departments and estates of the office one works in."""
    return Office(
        departments={d.code: d for d in Department.objects.all()},
        people={person.username: person for person in User.objects.all()},
        estates={e.code: e for e in Estate.objects.select_related("centre")},
    )


def _sources() -> str:
    """A short digest of all that a generated office is made from."""
    here = Path(__file__).parent
    migrations = (
        Path(app.path).glob("migrations/**/*.py")
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(settings.BASE_DIR)
        and "site-packages" not in Path(app.path).parts
    )
    own = (here.glob(f"{name}.py") for name in OWN_SOURCES)
    digest = hashlib.sha256()
    for path in sorted(chain(*migrations, *own)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def furnish_centres() -> None:
    """Two hundred centres, their archive rooms and the people of some of them; nothing filed."""
    with in_act("bench.furnished", by=None):
        centres = _centres(furnish(by=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_centre (rank int, centre bigint, office text,"
            " estate_id bigint, estate text, series text, size int, storeroom bigint, cabinets int,"
            " first_box int, first_building int)"
        )
        category = Category.objects.get(code="KH")
        for rank, (estate, room) in enumerate(centres, start=1):
            series = estate_series(category, estate)
            own = (estate.centre_id, estate.centre.code, estate.pk, estate.name, series)
            cursor.execute(
                "INSERT INTO bench_centre VALUES (%s, %s, %s, %s, %s, %s, 0, %s, 0, 0, 0)",
                [rank, *own, room],
            )


def fill(scale: int) -> None:
    """Dossiers and all that belongs to them."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    pool = invent_people(scale)
    _plan(sizes(scale))
    facts = {**_facts(), "pool": pool, "people": scale}
    indexes = _drop_indexes()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Tables(facts).write()
    with connection.cursor() as cursor:
        for statement in sorted(indexes, key=lambda text: SEARCHED in text):
            if SEARCHED in statement:
                _fill_search(cursor)
            cursor.execute(statement)
        cursor.execute(
            "DROP TABLE bench_plan, bench_centre, bench_person, bench_number, bench_paper"
        )
        cursor.execute("ANALYZE")
    compare_keys()


def _fill_search(cursor: CursorWrapper) -> None:
    """The search's lines, when everything is there that they are read from but their own index."""
    cursor.execute("ANALYZE")
    cursor.execute("SELECT dossiers_search_refresh(ARRAY(SELECT id FROM dossiers_dossier))")


def _centres(office: Office) -> list[tuple[Estate, int]]:
    """Two hundred estates with their centres' archive rooms, in the order of their size."""
    company = office.departments["ZGS"]
    free = (code for code in ESTATE_CODES if code not in office.estates)
    found = {}
    for code, _name, estate, _title in CENTRES:
        room = office.departments[code].rooms.order_by("code").first()
        found[RANKS[code]] = (office.estates[estate], room.pk if room else 0)
    for rank in range(1, NUMBER_OF_CENTRES + 1):
        if rank not in found:
            centre = open_department(
                f"N{rank:03}",
                f"第{rank}客户服务中心",
                kind=DepartmentKind.SERVICE_CENTRE,
                parent=company,
                by=None,
            )
            estate_ = Estate.objects.create(code=next(free), name=f"第{rank}苑", centre=centre)
            room = open_room(centre, code="01", name=f"{centre.name}档案室", by=None)
            found[rank] = (estate_, room.pk)
    # Two small centres: the walk along the codes of all the others would be the longest for them.
    second = found[2][0].centre
    appoint(office.people["archivist3"], Role.CENTRE_ARCHIVIST, second, starts_on=SINCE, by=None)
    return [found[rank] for rank in sorted(found)]


def _plan(sizes_: list[int]) -> None:
    """The tables from which every statement draws: centres, and one line for each dossier."""
    first_box, first_building = 0, 0
    with connection.cursor() as cursor:
        for rank, size in enumerate(sizes_, start=1):
            boxes = -(-2 * size // PER_BOX)
            cabinets = -(-boxes // (PER_SHELF * PER_CABINET))
            cursor.execute(
                "UPDATE bench_centre SET size = %s, cabinets = %s, first_box = %s,"
                " first_building = %s WHERE rank = %s",
                [size, cabinets, first_box, first_building, rank],
            )
            first_box += cabinets * PER_SHELF * PER_CABINET
            first_building += -(-size // PER_BUILDING)
        cursor.execute(PLAN)


def _facts() -> dict[str, Any]:
    category = Category.objects.get(code="KH")
    kinds = DocumentType.objects.filter(kind="owner", is_active=True).order_by("position")
    main = list(kinds.filter(personal=False, title_document=False)[:3])
    personal = list(kinds.filter(personal=True)[:2])
    papers = [(k, 1, k, kind) for k, kind in enumerate(main, start=1)]
    papers += [(3 + k, 2, k, kind) for k, kind in enumerate(personal, start=1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_paper"
            " (k int, volume int, number int, type bigint, title text)"
        )
        for k, volume, number, kind in papers:
            cursor.execute(
                "INSERT INTO bench_paper VALUES (%s, %s, %s, %s, %s)",
                [k, volume, number, kind.pk, kind.name_zh],
            )
    return {
        "now": clock.now(),
        "entry": highest(JournalEntry) + 1,
        "category": category.pk,
        "retention": category.retention,
        "retention_years": category.retention_years,
        "reader": User.objects.get(username="archivist").pk,
        "kind": ContentType.objects.get_for_model(Dossier).pk,
    }


FILLED: Final = ("dossiers", "custody", "journal", "lending")


def _drop_indexes() -> list[str]:
    """Take away the indexes that no constraint needs; the statements that make them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'"
            " WHERE NOT i.indisprimary AND split_part(c.relname, '_', 1) = ANY (%s)"
            " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
            [list(FILLED)],
        )
        found = cursor.fetchall()
        for name, _statement in found:
            cursor.execute(f"DROP INDEX {name}")
    return [statement for _name, statement in found]


FOREIGN_KEYS: Final = """
    SELECT k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text,
      (SELECT array_agg(a.attname::text ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n),
      (SELECT array_agg(a.attname::text ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
         JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND split_part(c.relname, '_', 1) = ANY (%s)
"""


def compare_keys() -> None:
    """Every foreign key of the filled tables leads somewhere."""
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [list(FILLED)])
        for name, table, parent, columns, targets in cursor.fetchall():
            pairs = zip(columns, targets, strict=True)
            same = " AND ".join(f'c."{column}" = p."{target}"' for column, target in pairs)
            there = " AND ".join(f'c."{column}" IS NOT NULL' for column in columns)
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} c WHERE {there}"  # noqa: S608 - the catalogue's names
                f" AND NOT EXISTS (SELECT FROM {parent} p WHERE {same}))"
            )
            if cursor.fetchone()[0]:
                raise RuntimeError(f"{table} breaks {name}")

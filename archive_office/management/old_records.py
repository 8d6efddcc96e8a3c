"""Old records of a centre whose term has run out, and residents who left years ago; invented."""

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management import call_command

from archive_office.management.fictions import Fiction
from archive_office.management.story import Home, Story
from dossiers.models import Document, Dossier, DossierState, Estate, Holding, HoldingState, Part
from dossiers.procedures.closing import close_by_sale
from dossiers.procedures.custody import place_holding, verify_holdings

HEADINGS = (
    "序号", "档号", "题名", "责任者", "形成日期", "份数", "页数", "原件/复印件", "密级", "保管期限", "备注",
)  # fmt: skip
SERIES = (
    ("XZ", "服务中心值班记录", "客户服务部", 10, "内部"),
    ("AF", "消防巡查记录", "秩序维护部", 10, "内部"),
    ("KF", "报修回访登记", "客户服务部", 5, "内部"),
    ("ZX", "装修巡查单", "工程部", 5, "秘密"),
    ("XZ", "对外往来信函", "客户服务部", 10, "公开"),
    ("KF", "来访登记簿", "秩序维护部", 5, "秘密"),
)
YEARS = range(2008, 2013)
PER_BOX = 6
IDENTITY = "C5"
MOVED_IN = datetime(2020, 3, 2, 2, tzinfo=UTC)
MOVED_OUT = date(2022, 6, 30)


def catalogue(fiction: Fiction, fonds: str) -> bytes:
    """A catalogue of old records, one item to a row, as a centre kept it (CSV, UTF-8)."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    number = 0
    for year in YEARS:
        for place, (series, title, office, years, level) in enumerate(SERIES, start=1):
            number += 1
            formed = fiction.day(date(year, 10, 1), date(year, 12, 31)).isoformat()
            code = f"{fonds}-{series}·{year}-D{years}-{place:04}"
            pages = fiction.random.randrange(18, 120)
            rows.writerow(
                [number, code, f"{year}年{title}", office, formed, 1, pages, "原件", level,
                 f"{years}年", ""]
            )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def bring_in(story: Story, estate: Estate) -> list[Holding]:
    """The catalogue of a centre comes in; its items, the oldest first."""
    fonds = f"TL{estate.code[1:]}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{estate.name}旧存档案目录.csv"
        path.write_bytes(catalogue(story.fiction, fonds))
        call_command(
            "import_ledger", str(path), profile="catalogue", centre=estate.centre.code,
            verbosity=0, stdout=io.StringIO(),
        )  # fmt: skip
    rows = Holding.objects.filter(legacy_code__startswith=f"{fonds}-", keeper=estate.centre)
    return list(rows.select_related("keeper").order_by("year_from", "legacy_code"))


def shelve(story: Story, things: Sequence[Holding], archivist: str, *, on: date) -> None:
    """Old records are compared with their catalogue and stand in boxes of their own."""
    by = story.user(archivist)
    verify_holdings(things, by=by, today=on)
    boxes = story.free_boxes(things[0].keeper)
    for number, thing in enumerate(things):
        place_holding(thing, boxes[number // PER_BOX], by=by, today=on)


def sold_long_ago(story: Story, estate: Estate, archivist: str, *, count: int) -> list[Document]:
    """Homes of the ledger were sold years ago; the copies of identity cards their owners left."""
    sold = Dossier.objects.filter(
        centre=estate.centre,
        state=DossierState.OPEN,
        kind=Dossier.Kind.OWNER,
        occupancy__from_on__lt=date(2020, 1, 1),
        holdings__part=Part.PERSONAL,
        holdings__state=HoldingState.ON_SHELF,
        holdings__documents__type__code=IDENTITY,
    ).order_by("code")[:count]
    by = story.user(archivist)
    for number, dossier in enumerate(sold):
        on = story.fiction.day(date(2021, 1, 1), date(2023, 6, 30))
        close_by_sale(dossier, on=on, by=by, today=story.today, reason=f"房屋过户（{number + 1}）")
    return list(
        Document.objects.filter(
            holding__dossier__in=[each.pk for each in sold], type__code=IDENTITY
        ).order_by("code")
    )


def moved_in_once(story: Story, estate: Estate, home: Home, *, archivist: str) -> Dossier:
    """Somebody moved in in 2020, with scans of every paper, and sold in 2022."""
    then = Story(story.office, story.fiction, MOVED_IN, story.slots)
    draft = then.bring_move_in("front", estate, home, story.fiction.person())
    then.send(draft, "front")
    draft.refresh_from_db()
    dossier = then.accept(draft, archivist)
    then.shelve(list(dossier.holdings.select_related("keeper")), archivist)
    return close_by_sale(
        dossier, on=MOVED_OUT, by=story.user(archivist), today=MOVED_OUT, reason="房屋过户"
    )

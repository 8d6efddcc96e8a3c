"""A manifest of two thousand lines against the same text drawn bare."""

import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from archive_office.management.measuring import Measure, median, timed
from archive_office.printing.facts import Fonds
from archive_office.printing.fonts import REGULAR, faces
from transfers.papers.facts import LineKind, Manifest, ManifestLine, Party
from transfers.papers.manifest import COLUMNS, manifest, rows

NAME: Final = "manifest PDF / drawString"
GOAL: Final = 1.4
LINES: Final = 2_000
ROUNDS: Final = 5
PER_PAGE: Final = 24
WIDTH, HEIGHT, SIZE, LINE_HEIGHT = 842, 595, 9, 21
MM: Final = 72 / 25.4
TITLES: Final = (
    "翠湖天地{n}号楼1单元{n}室客户档案（入伙、装修、报修、缴费资料）",
    "关于{n}号楼擅自改动承重墙的整改通知书及复查意见，附现场照片、施工单位情况说明及业主承诺书",
    "电梯委托维护保养合同（{n}号梯）",
    "𠮷野家商铺S-{n}装饰装修资料（龑䶮）",
)  # fmt: skip


def measured_manifest(*, lines: int = LINES, rounds: int = ROUNDS) -> Measure:
    """Processor time of the whole form over that of writing its cells with bare ``drawString``.

    Every round has texts of its own, so that neither side finds anything prepared.
    """
    faces()
    _draw(_facts(-1, lines))
    manifest(_facts(-1, lines), copy=1)
    ours, bare, pages = [], [], 0
    for number in range(rounds):
        facts = _facts(number, lines)
        with timed(time.process_time) as watch:
            pages = _draw(facts)
        bare.append(watch.seconds)
        with timed(time.process_time) as watch:
            manifest(facts, copy=1)
        ours.append(watch.seconds)
    ratios = [form / text for form, text in zip(ours, bare, strict=True)]
    seconds = f"{median(ours):.2f} s, drawString {median(bare):.2f} s"
    note = f"{lines} lines, {pages} pages; CPU {seconds}; median of {rounds}"
    return Measure(NAME, median(ratios), GOAL, note)


def _facts(seed: int, lines: int) -> Manifest:
    return Manifest(
        fonds=Fonds("W001", "锦澜物业服务有限公司"),
        number=f"YJ-2026-{seed:04}",
        transferor=Party("汀兰雅苑客户服务中心"),
        receiver=Party("公司档案室"),
        nature="半年移交（2026年下半年）",
        basis="档案管理制度第（九）条",
        years="2019—2026",
        prepared_on=date(2026, 12, 31),
        lines=tuple(_line(number, seed) for number in range(1, lines + 1)),
    )


def _line(number: int, seed: int) -> ManifestLine:
    line = ManifestLine(
        reference=f"W001-ZY·KH-P{seed:02}-{number:04}·1",
        title=f"{TITLES[number % len(TITLES)].format(n=number)}第{seed}批",
        year="2019—2026",
        retention="30年",
        secrecy="内部",
        original="原件",
        copies=1 + number % 3,
        items=5 + number % 11,
        pages=20 + number * 7 % 180,
        kind=LineKind.VOLUME,
        category="客户档案（ZY·KH）" if number <= LINES // 2 else "科技档案（KJ）",
    )
    return line if number % 5 else replace(line, remark="缺附件二")


def _draw(facts: Manifest) -> int:
    """The cells of the list, one ``drawString`` each, on as many pages."""
    canvas = Canvas(BytesIO(), pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
    lines = rows(facts.lines)
    for number, row in enumerate(lines):
        if number % PER_PAGE == 0:
            if number:
                canvas.showPage()
            canvas.setFont(REGULAR, SIZE)
        left, top = 20 * MM, HEIGHT - 40 - number % PER_PAGE * LINE_HEIGHT
        for text, column in zip(row.cells, COLUMNS, strict=False):  # a heading has one cell
            canvas.drawString(left, top, text)
            left += column.width * MM
    canvas.save()
    return -(-len(lines) // PER_PAGE)

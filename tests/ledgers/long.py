"""Workbooks of any length, written at once: every row another unit, another owner, other numbers."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

HEADINGS = (
    "项目名称", "楼栋", "单元", "房号", "业主姓名", "证件号码", "联系电话", "紧急联系人",
    "紧急联系电话", "入住日期", "建筑面积", "档案盒号", "柜号", "入住通知书(份/页)", "备注",
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def id_number(n: int) -> str:
    """A number of an invented person, its check digit right."""
    body = f"3306021970{1 + n // 28 % 12:02}{1 + n % 28:02}{n // 336 % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def row(n: int) -> tuple[str, ...]:
    """The cells of one resident; every hundredth row has no house number and is sent back."""
    return (
        "汀兰雅苑", f"{1 + n // 400}栋", f"{1 + n % 2}单元",
        "" if n % 100 == 99 else f"{1 + n % 400 // 8:02}{1 + n % 8:02}",
        "王李张刘陈杨赵黄周吴"[n % 10] + "芳伟娜敏静丽强磊军洋"[n // 10 % 10] + "文"[: n % 2],
        id_number(n), f"139{n:08}", "冯天", f"138{n:08}", "2019-05-26",
        f"{80 + n % 60}.{n % 100:02}", f"H-{1 + n // 20:03}", "G01", "1/2", f"第{n}户",
    )  # fmt: skip


def workbook(rows: int) -> bytes:
    """A workbook of one sheet with this many residents."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr("_rels/.rels", _relations("officeDocument", "xl/workbook.xml"))
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="业主台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels", _relations("worksheet", "worksheets/sheet1.xml")
        )
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for line in _lines(rows):
                sheet.write(line.encode())
            sheet.write(b"</sheetData></worksheet>")
    return target.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def _lines(rows: int) -> Iterator[str]:
    for number, cells in enumerate((HEADINGS, *(row(n) for n in range(rows))), start=1):
        written = "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(cells)
            if text
        )
        yield f'<row r="{number}">{written}</row>'

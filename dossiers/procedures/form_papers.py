"""The facts of forms and registers on paper; personal contents arrive masked.

Source: FRM-01 to FRM-18, SEC-15, SVC-15.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import override

from archive_office.organisation.models import Department
from archive_office.printing.heads import Fields
from dossiers.models import FormDefinition, RegisterEntry, Unit
from dossiers.papers.filling import fonds_of
from dossiers.papers.forms import Cell, FormPaper, Table, register_paper, sheet_paper
from dossiers.rules.contents import contents_of, shown
from dossiers.rules.definitions import FieldSpec, FormSpec, spec_of
from dossiers.rules.figures_of_entries import NUMBER

CHINESE: Final = "zh-hans"
WIDTHS: Final = {"long": 44.0, "date": 21.0, "time": 14.0, "yes_no": 13.0, "number": 17.0}
USUAL: Final = 25.0
CLOSED: Final = "（依权限不予显示）"
BLANK_LINES: Final = 7


def blank_form(
    definition: FormDefinition, department: Department, *, units: Sequence[Unit] = ()
) -> bytes:
    """A form as it lies at the desk, to be filled in with a pen.

    Args:
        units: Those to which a paper goes: a register gets a line for each, with room to sign.

    Source: FRM-01, FRM-02, FRM-03, FRM-04, FRM-05, FRM-06, FRM-07, FRM-08, FRM-09, FRM-10,
        FRM-11, FRM-12, FRM-13, FRM-14, FRM-15, FRM-16, FRM-17, FRM-18, FRM-57, FRM-61, FRM-62,
        FRM-63, FRM-64, FRM-65, FRM-66, FRM-67, FRM-68, FRM-69, FRM-70, FRM-71, FRM-72, FRM-73,
        FRM-74, FRM-75, FRM-76, FRM-77, FRM-78, FRM-79, FRM-80, FRM-82, FRM-84, FRM-85, FRM-86,
        FRM-87, FRM-89, FRM-90, FRM-91, FRM-92, FRM-93, FRM-94, FRM-95, FRM-96, FRM-97, FRM-98,
        FRM-99, FRM-100, FRM-101, FRM-102, FRM-103, FRM-104, FRM-105, FRM-107, FRM-108, FRM-109,
        FRM-110, FRM-111, SVC-04, COL-18, COL-21.
    """
    spec = spec_of(definition)
    with override(CHINESE):
        if spec.layout == FormDefinition.Layout.REGISTER:
            table = Table(heads_of(spec), _lines_of(spec, units))
            return register_paper(_paper(definition, department, table=table))
        cells = tuple(_cell(found, "") for found in spec.fields)
        return sheet_paper(
            _paper(
                definition,
                department,
                fixed=_fixed(),
                cells=cells,
                signatures=spec.signatures,
                table=_lines_table(spec, (), least=BLANK_LINES),
                slip=spec.slip,
            )
        )


def filled_sheet(entry: RegisterEntry, *, coded: bool = True) -> bytes:
    """One entry on its sheet, with the lines that follow it.

    Args:
        coded: Whether the code of its dossier stands on it; staff at the desk are not told it.

    Source: FRM-01 to FRM-18, SVC-15, COL-18.
    """
    spec = spec_of(entry.definition)
    values = contents_of(entry)
    followers = entry.followers.in_force().filter(form=spec.lines).order_by("on", "pk")
    with override(CHINESE):
        cells = tuple(_cell(found, values.get(found.name, "")) for found in spec.fields)
        return sheet_paper(
            _paper(
                entry.definition,
                entry.centre,
                fixed=_fixed(entry, coded=coded),
                cells=cells,
                signatures=spec.signatures,
                table=_lines_table(spec, followers.select_related("definition", "written_by")),
                slip=spec.slip,
                reference=entry.number,
                right=(f"状态：{state_words(entry)}",),
            )
        )


def printed_register(
    definition: FormDefinition,
    entries: Sequence[RegisterEntry],
    department: Department,
    *,
    closed: Collection[int],
    above: Sequence[str] = (),
) -> bytes:
    """A register with its lines.

    Args:
        closed: Keys of the entries of which the number alone is shown.
        above: What the list was narrowed to.

    Source: FRM-03 to FRM-16.
    """
    with override(CHINESE):
        table = _table(spec_of(definition), entries, closed)
        return register_paper(_paper(definition, department, table=table, left=tuple(above)))


def state_words(entry: RegisterEntry) -> str:
    """The state of an entry in words; a void one with its reason."""
    if entry.void_reason:
        return f"作废（{entry.void_reason}）"
    return spec_of(entry.definition).state(entry.state).words[0]


def heads_of(spec: FormSpec) -> tuple[tuple[str, float], ...]:
    """The columns of a register, with the widths the definition gives them."""
    own = [(_headed(f), f.width or WIDTHS.get(f.type, USUAL)) for f in spec.fields]
    before = [("序号", 9.0), ("编号", 27.0), ("日期", 19.0), ("房号", 24.0)]
    return (*before, *own, ("经办人", 17.0), ("状态", 16.0))


def line_of(
    number: int, entry: RegisterEntry, spec: FormSpec, *, closed: bool = False
) -> tuple[str, ...]:
    """One line of a register, as it is printed and taken along."""
    head = (str(number), entry.number, f"{entry.on:%Y-%m-%d}", str(entry.unit or ""))
    tail = (str(entry.written_by), state_words(entry))
    if closed:
        return (*head, CLOSED, *("" for _found in spec.fields[1:]), *tail)
    values = contents_of(entry)
    own = (shown(found, values.get(found.name, "")) for found in spec.fields)
    return (*head, *own, *tail)


def totals_of(spec: FormSpec, entries: Iterable[RegisterEntry], closed: Collection[int]) -> str:
    """The totals of the columns that have one, in words."""
    own = [e for e in entries if e.pk not in closed and not e.void_reason]
    sums = [
        f"{found.words[0]} {sum(_amount(e, found) for e in own)} {found.unit}"
        for found in spec.fields
        if found.total
    ]
    return "　".join([f"共 {len(own)} 条", *sums])


def _amount(entry: RegisterEntry, found: FieldSpec) -> Decimal:
    """A number of an entry; nought where an earlier edition had words."""
    text = entry.content.get(found.name, "")
    return Decimal(text) if re.fullmatch(NUMBER, text) else Decimal(0)


def _lines_of(spec: FormSpec, units: Sequence[Unit]) -> tuple[tuple[str, ...], ...]:
    """One empty line for each unit."""
    empty = ("",) * (len(heads_of(spec)) - 4)
    return tuple((str(n), "", "", str(unit), *empty) for n, unit in enumerate(units, 1))


def _headed(found: FieldSpec) -> str:
    """What a field is called on paper: with its unit, unless its name says it."""
    name = found.words[0]
    told = not found.unit or "（" in name or name.endswith("数")
    return name if told else f"{name}（{found.unit}）"


def _table(spec: FormSpec, entries: Sequence[RegisterEntry], closed: Collection[int] = ()) -> Table:
    rows = [line_of(n, e, spec, closed=e.pk in closed) for n, e in enumerate(entries, 1)]
    totals = totals_of(spec, entries, closed) if entries else ""
    return Table(heads_of(spec), tuple(rows), totals=totals)


def _lines_table(
    spec: FormSpec, followers: Iterable[RegisterEntry], *, least: int = 0
) -> Table | None:
    """The register whose entries follow those of a form, as it stands on the form's sheet."""
    if not spec.lines:
        return None
    latest = FormDefinition.objects.filter(code=spec.lines).order_by("-version").first()
    if latest is None:
        return None
    told = spec_of(latest)
    heads = (("序号", 10.0), ("日期", 22.0), *((f.words[0], f.width or USUAL) for f in told.fields))
    rows = [
        (
            str(n),
            f"{e.on:%Y-%m-%d}",
            *(shown(f, contents_of(e).get(f.name, "")) for f in told.fields),
        )
        for n, e in enumerate(followers, 1)
    ]
    empty = [("",) * len(heads)] * max(0, least - len(rows))
    return Table(heads, (*rows, *empty), title=told.words[0])


def _cell(found: FieldSpec, text: str) -> Cell:
    """A field of a sheet; an empty choice shows what there is to tick."""
    value = shown(found, text)
    if not text and found.choices:
        value = "　".join(f"□{words[0]}" for _key, words in found.choices)
    elif not text and found.type == "yes_no":
        value = "□是　□否"
    wide = found.type == "long" or len(value) > 16  # noqa: PLR2004 - letters in half a row
    return Cell(_headed(found), value, long=wide)


def _fixed(entry: RegisterEntry | None = None, *, coded: bool = True) -> Fields:
    """What stands on every sheet: unit, customer, day, dossier."""
    unit = customer = day = code = ""
    if entry is not None:
        unit, day = str(entry.unit or ""), f"{entry.on:%Y-%m-%d}"
        if entry.dossier is not None:
            code = entry.dossier.code if coded else ""
            occupancy = entry.dossier.occupancy
            customer = occupancy.customer.shown_name if occupancy else ""
    return ((("房　　号", unit), ("客　　户", customer)), (("日　　期", day), ("档　　号", code)))


def _paper(
    definition: FormDefinition, department: Department, *, fixed: Fields = (), **facts: object
) -> FormPaper:
    spec = spec_of(definition)
    number = f"表号 {spec.number or spec.code}　第 {definition.version} 版"
    return FormPaper(
        fonds=fonds_of(department),
        title=definition.name_zh,
        english=definition.name_en,
        number=number,
        office=str(department),
        fixed=fixed,
        **{"reference": "", **facts},  # type: ignore[arg-type]  # named by the callers above
    )

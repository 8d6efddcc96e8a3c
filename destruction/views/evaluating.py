"""The evaluation of a centre in the words of its form. The form is Chinese in every language."""

from collections.abc import Iterator

from archive_office.printing.facts import Fonds
from destruction.papers.evaluation import EvaluationSheet, Item, Part
from destruction.rules.evaluation import Ages, Completeness, Evaluation, Overdue

NONE_LEFT = "各项指标正常，无待办事项。"


def evaluation_facts(found: Evaluation, fonds: Fonds, *, stated_by: str) -> EvaluationSheet:
    """The form of one evaluation.

    Source: APR-23.
    """
    return EvaluationSheet(
        fonds=fonds,
        centre=found.centre.name,
        on=found.on,
        stated_by=stated_by,
        parts=(
            Part("一、齐全程度", _completeness(found.completeness)),
            Part("二、更新情况（按最近一次更新距今时间）", _ages(found)),
            Part("三、退租、售出客户档案", _former(found)),
            Part("四、到期鉴定", _overdue(found.overdue)),
            Part("五、保管状况", _condition(found)),
        ),
        sentences=tuple(_sentences(found)) or (NONE_LEFT,),
    )


def _completeness(found: Completeness) -> tuple[Item, ...]:
    return (
        Item("在管客户档案", found.open, "户"),
        Item("材料齐全", found.complete, "户", found.open),
        Item("材料不齐", found.incomplete, "户", found.open, f"共缺 {found.missing} 份"),
        Item("已入住、尚未建档的房屋", found.units_without, "户"),
        Item("来自旧台账、尚未核对的案卷", found.unverified, "卷（件）"),
        Item("已核对、尚未上架的案卷", found.unplaced, "卷（件）"),
    )


def _ages(found: Evaluation) -> tuple[Item, ...]:
    ages: Ages = found.ages
    whole = found.completeness.open
    names = ("六个月以内", "六个月至一年", "一年至两年")
    oldest = f"最早一户：{ages.oldest.isoformat()}" if ages.oldest else ""
    return (
        *(Item(name, n, "户", whole) for name, n in zip(names, ages.within, strict=True)),
        Item("两年以上", ages.older, "户", whole, oldest),
        Item("到期应复核", found.review_due, "户", whole),
    )


def _former(found: Evaluation) -> tuple[Item, ...]:
    note = f"已关闭 {found.closed} 户"
    if found.unordered_late:
        note += f"；其中往年关闭 {found.unordered_late} 户"
    return (Item("尚未装订、编目或另存", found.unordered, "户", found.closed, note),)


def _overdue(found: Overdue) -> tuple[Item, ...]:
    hand = f"另有 {found.in_hand} 卷（件）正在鉴定" if found.in_hand else ""
    late = f"以上逾期一年以上 {found.year} 卷（件、份）" if found.year else ""
    return (
        Item("保管期满、未列入鉴定的案卷", found.things, "卷（件）", None, hand),
        Item("保管期满、未列入鉴定的单份文件", found.papers, "份", None, late),
    )


def _condition(found: Evaluation) -> tuple[Item, ...]:
    return (
        Item("在用档案盒", found.boxes, "盒"),
        Item("到期应检查", found.boxes_due, "盒", found.boxes),
        Item("待修复", found.repairs, "处"),
    )


def _sentences(found: Evaluation) -> Iterator[str]:
    """评估意见: only what there is to do, in the order of the parts."""
    full, overdue = found.completeness, found.overdue
    told = (
        (full.missing, f"补齐 {full.incomplete} 户档案所缺的 {full.missing} 份材料。"),
        (full.units_without, f"为 {full.units_without} 户已入住房屋建立档案。"),
        (full.unverified, f"将 {full.unverified} 卷（件）旧台账记载与实物核对。"),
        (found.review_due, f"复核 {found.review_due} 户到期档案，更新客户资料。"),
        (found.unordered, f"整理、装订并另存 {found.unordered} 户已关闭档案。"),
        (
            overdue.things + overdue.papers,
            f"对 {overdue.things} 卷（件）、{overdue.papers} 份到期档案组织鉴定。",
        ),
        (found.boxes_due, f"检查 {found.boxes_due} 盒档案的保管状况。"),
        (found.repairs, f"完成 {found.repairs} 处修复。"),
    )
    yield from (text for count, text in told if count)

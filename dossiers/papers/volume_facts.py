"""What the papers of one volume state beside its contents: notes, stamps, copy marks, pages.

Source: FIL-03, FIL-07, FIL-15, FIL-20, FIL-23, FIL-25.
"""

from collections.abc import Iterable
from typing import Final

from dossiers.models import Binding, Document, Holding, VolumeEntry
from dossiers.models.pages import entry_of, in_their_order, paged
from dossiers.papers import facts, filling, words
from dossiers.papers.filling import fonds_of
from dossiers.papers.folder import Folder
from dossiers.papers.stamps import CopyStamp, PageSheet, Stamp
from dossiers.papers.volume_list import ListedPaper, VolumeList

_RULES: Final = {
    VolumeEntry.Rule.REPLY: "为跨年度请示，随批复立卷于批复年",
    VolumeEntry.Rule.PLAN: "为跨年度规划，立卷于针对的第一年",
    VolumeEntry.Rule.SUMMARY: "为跨年度总结，立卷于针对的最后一年",
    VolumeEntry.Rule.MEETING: "为跨年度会议文件，立卷于会议开幕年",
    VolumeEntry.Rule.TOGETHER: "随所属文件立卷",
}
_METHODS: Final = {
    Binding.Method.THREAD: "三孔一线、封底打活结",
    Binding.Method.CLIP: "无酸夹固定",
    Binding.Method.LOOSE: "不装订，逐件入卷夹",
}


def notes_facts(holding: Holding) -> facts.VolumeNotes:
    """卷内备考表 of one volume; later remarks stand with name and day.

    Source: FIL-23, FIL-25.
    """
    remarks = [
        event
        for event in holding.dossier.events.select_related("by")
        if event.kind == event.Kind.REMARK
    ]
    bound = holding.bindings.select_related("bound_by").filter(opened_on__isnull=True).first()
    draft = getattr(holding, "draft", None)
    responsible = draft.settled_by if draft else holding.dossier.responsible
    made_on = draft.settled_on if draft else None
    return facts.VolumeNotes(
        fonds=fonds_of(holding.dossier.centre),
        reference=holding.code,
        situation=tuple(_situation(holding, bound)),
        items=holding.document_count,
        pages=holding.page_count,
        compiled_by=str(responsible) if responsible else "",
        compiled_on=made_on or holding.filed_on or holding.dossier.opened_on,
        checked_by=str(bound.bound_by) if bound else "",
        remarks=tuple(
            facts.DatedRemark(event.text, str(event.by or ""), event.on) for event in remarks
        ),
    )


def _situation(holding: Holding, bound: Binding | None) -> Iterable[str]:
    lying = list(in_their_order(holding.documents.all()))
    counts = f"共{holding.document_count}件{holding.page_count}页"
    yield f"本卷为{holding.title}，{counts}，卷内文件按归档顺序排列。"
    if copies := [str(n) for n, document in enumerate(lying, 1) if not document.is_original]:
        yield f"第{'、'.join(copies)}件为复印件，原件寄存处见卷内文件目录备注。"
    for number, document in enumerate(lying, 1):
        entry = entry_of(document)
        if entry is not None and entry.year_rule:
            yield f"第{number}件{_RULES[VolumeEntry.Rule(entry.year_rule)]}。"
    if bound is not None:
        yield _bound(bound)
    if holding.remark:
        yield holding.remark


def _bound(bound: Binding) -> str:
    """How the volume was bound, in a sentence (FIL-25)."""
    told = [f"{_METHODS[Binding.Method(bound.method)]}，共{bound.sheets}张"]
    if bound.metal_removed:
        told.append("金属物已去除")
    if bound.mended_sheets:
        told.append(f"裱糊修补{bound.mended_sheets}张")
    if bound.legible_copies:
        told.append(f"字迹褪变件旁附清晰复制件{bound.legible_copies}份")
    if bound.note:
        told.append(bound.note)
    return (
        f"本卷于{bound.bound_on:%Y年%m月%d日}装订：{'，'.join(told)}（装订人：{bound.bound_by}）。"
    )


def folder_facts(holding: Holding) -> Folder:
    """软卷封面、封底 of one volume.

    Source: FRM-44.
    """
    return Folder(
        cover=filling.cover_facts(holding),
        contents=filling.contents_facts(holding),
        notes=notes_facts(holding),
    )


def list_facts(holding: Holding) -> VolumeList:
    """册内资料清单 of one volume.

    Source: FRM-56.
    """
    return VolumeList(
        fonds=fonds_of(holding.dossier.centre),
        reference=holding.code,
        title=holding.title,
        keeper=holding.keeper.name,
        papers=tuple(
            ListedPaper(
                reference=document.code,
                title=document.title,
                pages=document.pages,
                part=document.type.name_zh if document.type else "",
                remark="" if document.is_original else "复印件",
            )
            for document in _inside(holding)
        ),
    )


def stamp_facts(holding: Holding) -> list[Stamp]:
    """档号章 or 归档章 of every paper of a volume, in its order.

    Source: FIL-03.
    """
    dossier = holding.dossier
    numbered = [d for d in _inside(holding) if not (e := entry_of(d)) or not e.annex]
    return [
        Stamp(
            fonds=dossier.centre.fonds,
            year=str((document.formed_on or dossier.opened_on).year),
            number=f"{document.number:04}",
            office=dossier.centre.code,
            retention=words.retention(holding.retention, holding.retention_years),
            pages=str(document.pages),
            reference=document.code,
        )
        for document in numbered
    ]


def copy_facts(holding: Holding) -> list[CopyStamp]:
    """The red mark of every copy in a volume: that it is one, and where its original is.

    Source: FIL-07.
    """
    return [
        CopyStamp(document.code, kept_at=document.original_kept_at, pages=document.pages)
        for document in _inside(holding)
        if not document.is_original
    ]


def page_facts(holding: Holding) -> PageSheet:
    """Every page number of a volume, and which paper it begins.

    Source: FIL-20.
    """
    lines = [line for line in paged(in_their_order(holding.documents.all())) if line.first]
    return PageSheet(
        reference=holding.code,
        last=max((line.last for line in lines), default=0),
        firsts=frozenset(line.first for line in lines),
    )


def _inside(holding: Holding) -> list[Document]:
    rows = in_their_order(holding.documents.filter(state=Document.State.FILED))
    return list(rows)

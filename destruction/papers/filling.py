"""The facts of the papers, read from the content of an appraisal and what was signed over it.

The content comes as it was frozen, so that every print of a signed sheet states what was
signed. Nothing here asks the clock.

Source: APR-08, APR-13, APR-25.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from archive_office.printing.facts import Fonds, Signature
from destruction.models import Appraisal, AppraisalSignature, AppraisalState, Verdict
from destruction.papers import facts
from destruction.papers.opinions import OpinionSheets, TechnicalThing

Content = Mapping[str, Any]


def expired_facts(appraisal: Appraisal, content: Content) -> facts.ExpiredList:
    """The list of expired things of one appraisal, with the verdicts proposed so far.

    Source: APR-13.
    """
    return facts.ExpiredList(
        fonds=_fonds(content),
        number=content["number"],
        room=content["room"]["name"],
        stated_on=timezone.localtime(appraisal.drawn_up_at).date(),
        stated_by=content["drawn_up_by"],
        items=tuple(_expired(line) for line in content["lines"]),
    )


def sheet_facts(
    appraisal: Appraisal, content: Content, *, verify_url: str = ""
) -> facts.AppraisalSheet:
    """What the appraisal sheet prints.

    Args:
        content: From ``destruction.rules.content``; the frozen one once there is one.
        verify_url: Address of the page that verifies a printed copy.

    Source: APR-08, APR-25.
    """
    signed = _signatures(appraisal)
    approved = appraisal.approved_at
    return facts.AppraisalSheet(
        fonds=_fonds(content),
        number=content["number"],
        room=content["room"]["name"],
        basis=content["basis"],
        scope=f"{'、'.join(content['origins'])}形成的保管期满档案",
        drawn_up_by=content["drawn_up_by"],
        drawn_up_on=timezone.localtime(appraisal.drawn_up_at).date(),
        things=tuple(_thing(line, _waits(content), approved) for line in content["lines"]),
        opinions=tuple(_opinions(content["lines"])),
        signatories=tuple(_signatory(step, signed) for step in content["steps"]),
        approved_on=timezone.localtime(approved).date() if approved else None,
        digest=appraisal.content_hash,
        verify_url=verify_url,
        void=appraisal.state == AppraisalState.VOID,
    )


def opinion_facts(appraisal: Appraisal, content: Content) -> OpinionSheets:
    """工程技术部门专业建议: a sheet for each technical thing, with what was said of it so far.

    Source: FRM-34.
    """
    return OpinionSheets(
        fonds=_fonds(content),
        number=content["number"],
        room=content["room"]["name"],
        stated_on=timezone.localtime(appraisal.drawn_up_at).date(),
        things=tuple(
            TechnicalThing(
                number=line["number"],
                reference=line["code"],
                title=line["title"],
                year=line["years"],
                retention=line["retention"],
                reckoned=line["term"],
                items=line["documents"],
                pages=line["pages"],
                opinions=tuple(_opinions([line])),
            )
            for line in content["lines"]
            if line["technical"]
        ),
    )


def _fonds(content: Content) -> Fonds:
    return Fonds(content["fonds"]["code"], content["fonds"]["name"])


def _waits(content: Content) -> int:
    return int(content["undecided_years"])


def _expired(line: Mapping[str, Any]) -> facts.ExpiredItem:
    return facts.ExpiredItem(
        reference=line["code"],
        title=line["title"],
        year=line["years"],
        retention=line["retention"],
        expires=line["reviewable_from"] or "—",
        reckoned=line["term"],
        items=line["documents"],
        pages=line["pages"],
        kind=line["kind"],
        verdict=line["verdict_words"],
        remark="技术" if line["technical"] else "",
    )


def _thing(line: Mapping[str, Any], waits: int, approved: Any) -> facts.JudgedThing:
    undecided = line["verdict"] == Verdict.UNDECIDED
    again = f"{timezone.localtime(approved).year + waits}-01-01" if approved else "批准后次年"
    return facts.JudgedThing(
        number=line["number"],
        reference=line["code"],
        title=line["title"],
        kind=line["kind"],
        year=line["years"],
        retention=line["retention"],
        items=line["documents"],
        pages=line["pages"],
        verdict=line["verdict_words"],
        grounds=line["grounds"],
        technical=line["technical"],
        again_on=again if undecided else "",
        expires=line["reviewable_from"] or "",
    )


def _opinions(lines: Sequence[Mapping[str, Any]]) -> list[facts.Opinion]:
    return [
        facts.Opinion(
            number=line["number"],
            author=opinion["author"],
            on=date.fromisoformat(opinion["on"]),
            text=opinion["text"],
            has_scan=bool(opinion["scan_sha256"]),
        )
        for line in lines
        for opinion in line["opinions"]
    ]


def _signatures(appraisal: Appraisal) -> dict[str, AppraisalSignature]:
    standing = appraisal.signatures.filter(voided_at__isnull=True)
    return {own.step: own for own in standing.select_related("signer", "acting_for")}


def _signatory(
    step: Mapping[str, Any], signed: Mapping[str, AppraisalSignature]
) -> facts.Signatory:
    own = signed.get(step["name"])
    return facts.Signatory(
        label=step["label"],
        department=step["of"],
        signature=_signature(own) if own else None,
    )


def _signature(own: AppraisalSignature) -> Signature:
    return Signature(
        signer=str(own.signer),
        signed_at=timezone.localtime(own.signed_at),
        digest=own.content_hash,
        acting_for=str(own.acting_for) if own.acting_for else "",
    )

"""The facts of the papers, read from the content of a manifest and what was signed over it.

The content comes as it was frozen, so that every print of a signed manifest states what was
signed. Nothing here asks the clock.

Source: TRF-04, TRF-06, TRF-08, TRF-10, TRF-14, LND-13.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone

from archive_office.printing.facts import Fonds, Signature
from transfers.models import Manifest, ManifestSignature, ManifestState, Outcome, Side
from transfers.papers import facts
from transfers.papers.summary import HandedClass, TransferForm

Content = Mapping[str, Any]

OUTCOMES: Final = {
    Outcome.AGREES.value: "相符",
    Outcome.MISSING.value: "缺件",
    Outcome.PAGES_DIFFER.value: "页数不符",
    Outcome.DAMAGED.value: "破损",
    Outcome.UNLISTED.value: "清单外",
}
_REFUSED: Final = "拒收"
_UNITS: Final = {"volume": "卷", "item": "件", "supplement": "件"}


def manifest_facts(manifest: Manifest, content: Content, *, verify_url: str = "") -> facts.Manifest:
    """What the manifest prints, for every kind but title documents.

    Args:
        content: From ``transfers.rules.content``; the frozen one once there is one.
        verify_url: Address of the page that verifies a printed copy.
    """
    signed = _signatures(manifest)
    return facts.Manifest(
        fonds=_fonds(content),
        number=content["number"],
        transferor=_party(manifest, content["centre"], signed, Side.TRANSFERRING),
        receiver=_party(manifest, content["receiver"], signed, Side.RECEIVING),
        nature=content["nature"],
        basis=content["basis"],
        years=content["years"],
        prepared_on=date.fromisoformat(content["prepared_on"]),
        lines=tuple(_line(line) for line in content["lines"] if not _sent_back_find(line)),
        handed_over_on=_handed_over_on(manifest),
        digest=manifest.content_hash,
        verify_url=verify_url,
        keepers=tuple(content["keepers"]),
        difference_number=difference_number(manifest) if differences(content) else "",
        annex=bool(content["staying"]),
    )


def title_facts(
    manifest: Manifest, content: Content, *, verify_url: str = ""
) -> facts.TitleManifest:
    """What the manifest of title documents prints, with the archivist as third signer.

    Source: TRF-14.
    """
    signed = _signatures(manifest)
    return facts.TitleManifest(
        fonds=_fonds(content),
        number=content["number"],
        transferor=_party(manifest, content["centre"], signed, Side.TRANSFERRING),
        receiver=_party(manifest, content["receiver"], signed, Side.RECEIVING),
        archivist=_party(manifest, content["receiver"], signed, Side.ARCHIVIST),
        basis=content["basis"],
        prepared_on=date.fromisoformat(content["prepared_on"]),
        lines=tuple(_title_line(line) for line in content["lines"] if not _sent_back_find(line)),
        handed_over_on=_handed_over_on(manifest),
        digest=manifest.content_hash,
        verify_url=verify_url,
        keepers=tuple(content["keepers"]),
    )


def difference_facts(
    manifest: Manifest, content: Content, *, verify_url: str = ""
) -> facts.DifferenceSheet:
    """What the difference sheet prints: refused, short, damaged and unlisted things.

    Source: TRF-05, TRF-10.
    """
    signed = _signatures(manifest)
    found = differences(content)
    checkers = dict.fromkeys(line["checked_by"] for line in found if line["checked_by"])
    return facts.DifferenceSheet(
        fonds=_fonds(content),
        number=difference_number(manifest),
        manifest_number=content["number"],
        transferor=_party(manifest, content["centre"], signed, Side.TRANSFERRING),
        receiver=_party(manifest, content["receiver"], signed, Side.RECEIVING),
        nature=content["nature"],
        checked_on=date.fromisoformat(content["checked_on"]),
        checked_by="、".join(checkers),
        lines=tuple(_difference(line, content) for line in found),
        digest=manifest.content_hash,
        verify_url=verify_url,
    )


def annex_facts(manifest: Manifest, content: Content) -> facts.StayingAnnex:
    """What the annex prints: everything the centre keeps at this handover, and why.

    Source: TRF-04, LND-13.
    """
    return facts.StayingAnnex(
        fonds=_fonds(content),
        manifest_number=content["number"],
        department=content["centre"]["name"],
        nature=content["nature"],
        stated_on=date.fromisoformat(content["checked_on"]),
        stated_by=content["prepared_by"],
        lines=tuple(
            facts.StayingLine(
                reference=entry["code"],
                title=entry["title"],
                category=entry["category"],
                items=entry["documents"],
                pages=entry["pages"],
                treatment=entry["treatment"],
                reason=entry["reason"],
                place=entry["place"],
            )
            for entry in content["staying"]
        ),
        digest=manifest.content_hash,
    )


def transfer_facts(manifest: Manifest, content: Content) -> TransferForm:
    """What the transfer form prints: the lines of the manifest summed up by class.

    Source: FRM-19.
    """
    classes: dict[str, list[Mapping[str, Any]]] = {}
    for line in content["lines"]:
        if not _sent_back_find(line):
            classes.setdefault(line["group"], []).append(line)
    half = "上" if content["period"]["half"] == 1 else "下"
    return TransferForm(
        fonds=_fonds(content),
        number=content["number"],
        period=f"{content['period']['year']}年{half}半年",
        transferor=content["centre"]["name"],
        receiver=content["receiver"]["name"],
        filled_in_by=content["prepared_by"],
        filled_in_on=date.fromisoformat(content["prepared_on"]),
        handed_over_on=_handed_over_on(manifest),
        classes=tuple(_handed(name, lines) for name, lines in classes.items()),
    )


def _handed(name: str, lines: Sequence[Mapping[str, Any]]) -> HandedClass:
    years = [year for line in lines for year in line["years"].split("—") if year]
    first, last = min(years, default=""), max(years, default="")
    return HandedClass(
        name=name,
        files=sum(line["form"] != "supplement" for line in lines),
        items=sum(line["documents"] for line in lines),
        pages=sum(line["pages"] or 0 for line in lines),
        years=first if first == last else f"{first}—{last}",
    )


def difference_number(manifest: Manifest) -> str:
    """The number of a manifest's difference sheet: its own, with the sheet's sign."""
    return manifest.number.replace("YJ-", "CY-", 1)


def differences(content: Content) -> list[Mapping[str, Any]]:
    """The lines on which the parties did not agree."""
    return [
        line
        for line in content["lines"]
        if line["outcome"] not in (Outcome.AGREES, Outcome.UNCHECKED)
        or line["decision"] == "refused"
    ]


def _fonds(content: Content) -> Fonds:
    return Fonds(content["fonds"]["code"], content["fonds"]["name"])


def _signatures(manifest: Manifest) -> Sequence[ManifestSignature]:
    return list(
        manifest.signatures.filter(voided_at__isnull=True).select_related("signer", "acting_for")
    )


def _party(
    manifest: Manifest,
    department: Mapping[str, str],
    signed: Sequence[ManifestSignature],
    side: Side,
) -> facts.Party:
    own = next((signature for signature in signed if signature.side == side), None)
    sealed = manifest.copies.filter(side=side, sealed_on__isnull=False).order_by("sealed_on")
    first = sealed.first()
    return facts.Party(
        department=department["name"],
        signature=_signature(own) if own else None,
        sealed_on=first.sealed_on if first else None,
    )


def _signature(own: ManifestSignature) -> Signature:
    return Signature(
        signer=str(own.signer),
        signed_at=timezone.localtime(own.signed_at),
        digest=own.content_hash,
        acting_for=str(own.acting_for) if own.acting_for else "",
    )


def _handed_over_on(manifest: Manifest) -> date | None:
    if manifest.state != ManifestState.COMPLETED or manifest.completed_at is None:
        return None
    return timezone.localtime(manifest.completed_at).date()


def _sent_back_find(line: Mapping[str, Any]) -> bool:
    """A thing nobody had listed and headquarters did not take; on the difference sheet only."""
    return bool(line["outcome"] == Outcome.UNLISTED and line["decision"] != "accepted")


def _line(line: Mapping[str, Any]) -> facts.ManifestLine:
    return facts.ManifestLine(
        reference=line["code"],
        title=line["title"],
        year=line["years"],
        retention=line["retention"],
        secrecy=line["secrecy"],
        original=line["original"],
        copies=line["copies"],
        items=line["documents"],
        pages=line["pages"],
        outcome=OUTCOMES.get(line["outcome"], ""),
        remark=_remark(line),
        kind=facts.LineKind(line["form"]),
        category=line["group"],
        accepted=line["decision"] != "refused",
    )


def _remark(line: Mapping[str, Any]) -> str:
    if line["decision"] == "refused" and line["outcome"] != Outcome.MISSING:
        return _REFUSED
    return str(line["remark"])


def _title_line(line: Mapping[str, Any]) -> facts.TitleLine:
    return facts.TitleLine(
        reference=line["code"],
        name=line["title"],
        certificate_number=line["certificate_number"],
        quantity=line["copies"],
        place=line["place"],
        original=line["original"],
        outcome=OUTCOMES.get(line["outcome"], ""),
        remark=_remark(line),
        accepted=line["decision"] != "refused",
    )


def _difference(line: Mapping[str, Any], content: Content) -> facts.Difference:
    unlisted = line["kind"] == "unlisted"
    owed = _is_owed(line)
    outcome = OUTCOMES.get(line["outcome"], "")
    if line["outcome"] == Outcome.AGREES:
        outcome = _REFUSED
    return facts.Difference(
        number=None if unlisted else line["number"],
        reference=line["code"],
        title=line["title"],
        outcome=outcome,
        listed="" if unlisted else _counts(line, line["pages"]),
        found=_found(line),
        reason="；".join(text for text in (line["found"], line["refusal"]) if text),
        settlement=_settlement(line),
        due_on=date.fromisoformat(content["owed_until"]) if owed else None,
    )


def _is_owed(line: Mapping[str, Any]) -> bool:
    if line["outcome"] == Outcome.MISSING:
        return True
    counted = line["pages_counted"]
    short = counted is not None and counted < (line["pages"] or 0)
    return bool(short and line["decision"] == "accepted")


def _counts(line: Mapping[str, Any], pages: int | None) -> str:
    """How much a line is, in words: 1 卷 17 件 98 页."""
    unit = _UNITS[line["form"]]
    parts = [f"{line['copies']} {'份' if unit == '件' else unit}"]
    if unit == "卷":
        parts.append(f"{line['documents']} 件")
    if pages is not None:
        parts.append(f"{pages} 页")
    return " ".join(parts)


def _found(line: Mapping[str, Any]) -> str:
    if line["outcome"] == Outcome.MISSING:
        return ""
    pages = line["pages_counted"]
    return _counts(line, line["pages"] if pages is None else pages)


def _settlement(line: Mapping[str, Any]) -> str:
    if line["outcome"] == Outcome.MISSING:
        return "补交"
    if line["decision"] == "refused":
        return "退回"
    if line["outcome"] == Outcome.UNLISTED:
        return "增列接收"
    return "接收，补齐" if _is_owed(line) else "接收，注明"


def receipt_facts(manifest: Manifest, content: Content, *, missing: Sequence[str]) -> facts.Receipt:
    """One entry of the receipt register: what one manifest brought, and who signed.

    Args:
        missing: What is still owed on it, in words.

    Source: TRF-13, TRF-18.
    """
    taken = [line for line in content["lines"] if line["decision"] == "accepted"]
    signers = {s.side: str(s.signer) for s in manifest.signatures.all() if s.voided_at is None}
    received_on = _handed_over_on(manifest)
    if received_on is None:
        raise ValueError(f"{manifest.number} is not handed over")
    return facts.Receipt(
        received_on=received_on,
        manifest_number=content["number"],
        transferor=content["centre"]["name"],
        receiver=content["receiver"]["name"],
        nature=content["nature"],
        volumes=sum(line["form"] == "volume" for line in taken),
        items=sum(line["documents"] for line in taken),
        pages=sum(line["pages"] or 0 for line in taken),
        missing="；".join(missing),
        handed_by=signers.get(Side.TRANSFERRING, ""),
        received_by=signers.get(Side.RECEIVING, ""),
    )

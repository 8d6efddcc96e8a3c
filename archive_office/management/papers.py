"""Every paper of a dossier, a handover, a loan and a destruction, as the pages print them."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from archive_office.organisation.models import User
from archive_office.originals.prints import check_path
from archive_office.printing.facts import Fonds
from destruction.models import Appraisal, DestructionRegister, DisposalList
from destruction.papers import filling as appraising
from destruction.papers.appraisal import appraisal_sheet
from destruction.papers.disposal import disposal_list
from destruction.papers.disposal_filling import disposal_facts
from destruction.papers.expired import expired_list
from destruction.rules.content import content_for as appraised
from destruction.rules.content import fonds_of
from destruction.views.register_papers import PAPERS as REGISTER_PAPERS
from dossiers.models import Dossier, Holding, Submission
from dossiers.papers import filling, volume_facts
from dossiers.papers.card import dossier_card
from dossiers.papers.contents import contents
from dossiers.papers.cover import cover
from dossiers.papers.labels import holding_labels
from dossiers.papers.notes import volume_notes
from dossiers.papers.receipt import tray_receipt
from dossiers.papers.spines import spines
from lending.models import Loan
from lending.papers import asking
from lending.papers import filling as use
from lending.papers.approval import approval_form
from lending.papers.outcard import out_cards
from lending.papers.overdue import overdue_notice
from lending.papers.renewal import renewal_slip
from lending.papers.slip import slip
from transfers.models import Manifest
from transfers.papers.differences import difference_sheet
from transfers.papers.facts import ReceiptRegister
from transfers.papers.filling import (
    annex_facts,
    difference_facts,
    differences,
    manifest_facts,
    receipt_facts,
)
from transfers.papers.manifest import manifest as manifest_paper
from transfers.papers.receipts import receipt_register
from transfers.papers.staying import staying_annex
from transfers.rules.content import frozen
from transfers.rules.receipts import owed_on, received


def papers_of_dossier(dossier: Dossier, submission: Submission) -> Iterator[tuple[str, bytes]]:
    """Receipt, card, labels, spines, and for each volume contents, notes and cover."""
    stem = dossier.code.replace("·", ".")
    volumes = list(dossier.holdings.select_related("dossier__centre", "dossier__category"))
    papers = list(submission.papers.select_related("type"))
    receipt = filling.receipt_facts(submission, papers, unit=str(dossier.unit or ""))
    yield f"{submission.receipt_number}-回执.pdf", tray_receipt(receipt)
    yield f"{stem}-档案卡.pdf", dossier_card(filling.card_facts(dossier))
    yield f"{stem}-标签.pdf", holding_labels([filling.label_facts(v) for v in volumes])
    yield f"{stem}-脊背.pdf", spines([filling.spine_facts(v) for v in volumes])
    for volume in volumes:
        own = f"{stem}.{volume.number}"
        yield f"{own}-卷内文件目录.pdf", contents(filling.contents_facts(volume))
        yield f"{own}-备考表.pdf", volume_notes(volume_facts.notes_facts(volume))
        yield f"{own}-封面.pdf", cover(filling.cover_facts(volume))


def papers_of_handover(manifest: Manifest, reader: User) -> Iterator[tuple[str, bytes]]:
    """The manifest in all its copies, its annexes, and the register of receipts."""
    content = frozen(manifest)
    address = _where_to_verify(manifest.number, manifest.content_hash)
    facts = manifest_facts(manifest, content, verify_url=address)
    stem = manifest.number
    for copy, keeper in enumerate(facts.keepers, start=1):
        yield f"{stem}-第{copy}联-{keeper}.pdf", manifest_paper(facts, copy=copy)
    if differences(content):
        yield (
            f"{stem}-差异表.pdf",
            difference_sheet(difference_facts(manifest, content, verify_url=address)),
        )
    if content["staying"]:
        yield f"{stem}-留存附件.pdf", staying_annex(annex_facts(manifest, content))
    yield f"{stem}-接收登记簿.pdf", receipt_register(_register(manifest, reader))


def papers_of_loan(loan: Loan) -> Iterator[tuple[str, bytes]]:
    """The slip, the approval form, the card for the gap, the demand and the renewal of a loan."""
    if loan.slip is not None:
        yield f"{loan.slip}-借阅单.pdf", slip(use.slip_facts(loan.slip))
    if loan.line is not None:
        form = asking.approval_facts(loan.line.request)
        yield f"{loan.line.request}-审批表.pdf", approval_form(form)
    yield f"{loan.slip}-代卷卡.pdf", out_cards([use.out_card_facts(loan)])
    for notice in loan.overdue_notices.all():
        yield f"{notice}-催还通知书.pdf", overdue_notice(use.overdue_facts(notice))
    for renewal in loan.renewal_set.all():
        yield f"{loan.slip}-续借单.pdf", renewal_slip(use.renewal_facts(renewal))


def papers_of_appraisal(appraisal: Appraisal) -> Iterator[tuple[str, bytes]]:
    """The list of what had expired, and the signed sheet."""
    content = appraised(appraisal, on=appraisal.drawn_up_at.date())
    listed = appraising.expired_facts(appraisal, content)
    yield f"{appraisal.number}-到期档案清单.pdf", expired_list(listed)
    sheet = appraising.sheet_facts(appraisal, content)
    yield f"{appraisal.number}-鉴定意见书.pdf", appraisal_sheet(sheet)


def papers_of_destruction(register: DestructionRegister) -> Iterator[tuple[str, bytes]]:
    """Cover, register and record; contents and notes of the volumes that lost a paper."""
    for paper, name in (("cover", "封面"), ("register", "销毁清册"), ("record", "监销记录")):
        yield f"{register.number}-{name}.pdf", REGISTER_PAPERS[paper](register, _where_to_verify)
    volumes = Holding.objects.filter(documents__register_lines__register=register).distinct()
    for volume in volumes.select_related("dossier__centre", "dossier__category"):
        own = f"{register.number}-{volume.code.replace('·', '.')}"
        yield f"{own}-卷内文件目录.pdf", contents(filling.contents_facts(volume))
        yield f"{own}-备考表.pdf", volume_notes(volume_facts.notes_facts(volume))


def paper_of_disposal(listed: DisposalList) -> Iterator[tuple[str, bytes]]:
    """The list of papers that were thrown away without ever having been filed."""
    fonds = Fonds(**fonds_of(listed.department))
    yield f"{listed.number}-处置单.pdf", disposal_list(disposal_facts(listed, fonds))


def _where_to_verify(number: str, checksum: str) -> str:
    """The address in the QR code: the office's own, or the demo's."""
    if not checksum:
        return ""
    office = settings.ARCHIVE_ADDRESS or "http://127.0.0.1:8000"
    return f"{office.rstrip('/')}{check_path(number, checksum)}"


def _register(manifest: Manifest, reader: User) -> ReceiptRegister:
    day = manifest.completed_at.date() if manifest.completed_at else manifest.prepared_at.date()
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    rows = received(manifest.receiver, first, last, visible_to=reader)
    owed = owed_on(rows)
    facts = manifest_facts(manifest, frozen(manifest))
    return ReceiptRegister(
        fonds=facts.fonds,
        keeper=str(manifest.receiver),
        first=first,
        last=last,
        receipts=tuple(
            receipt_facts(row, frozen(row), missing=owed.get(row.pk, [])) for row in rows
        ),
    )

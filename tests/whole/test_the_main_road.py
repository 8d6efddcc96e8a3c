"""From a resident's move-in to a handover signed by both parties, by five people over HTTP.

Front-line staff bring the papers, the centre's archivist accepts, places, lists and submits,
headquarters' archivist checks and puts away, the centre's head and the head of the archive room
sign. On the way they get into each other's way, as people do.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import PASSWORD, furnish
from archive_office.management.story import Home, Story
from archive_office.organisation.procedures import appoint, open_account
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    Dossier,
    Holding,
    HoldingState,
    IssuedCode,
    Placement,
    Submission,
    SubmissionPaper,
)
from tests.factories import undertaken
from tests.steps import clause
from tests.whole.desk import Desk, number_in, printed, text
from transfers.models import Manifest, ManifestCopy, ManifestLine, ManifestState, Shortage
from transfers.procedures.periods import ensure_periods

pytestmark = pytest.mark.race

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNIT = {
    "unit.occupancy": "owner",
    "unit.building": "3栋",
    "unit.entrance": "2单元",
    "unit.room": "1201",
    "unit.use": "owner_occupied",
    "unit.from_on": "2026-11-18",
    "unit.area": "89.50",
    "unit.floor": "12",
}
CUSTOMER = {
    "customer.kind": "person",
    "customer.name": "欧阳琬琰",
    "customer.id_number": "11010519491231002X",
    "customer.phones.0": "16800138000",
    "customer.emergency.0.name": "司徒璟",
    "customer.emergency.0.phone": "16900139000",
    "customer.emergency.0.relation": "配偶",
}
CONSENT = {"consent.version": "2026-01", "consent.given_on": "2026-11-18", "consent.separate": "on"}


@pytest.fixture
def office(own_database, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
    furnished = furnish(by=None)
    ensure_periods(today=NOW.date())
    for username, role, code in (
        ("archivist-too", Role.CENTRE_ARCHIVIST, "F01"),
        ("hq-too", Role.HQ_ARCHIVIST, "DAS"),
    ):
        user = open_account(username, display_name=username, password=PASSWORD, by=None)
        department = furnished.departments[code]
        appoint(user, role, department, starts_on=NOW.date().replace(year=2020), by=None)
        undertaken(user)
        furnished.people[username] = user
    return furnished


@pytest.fixture
def at_once(side_by_side):
    """The answers to requests sent in the same moment."""

    def send(*requests):
        return [future.result() for future in side_by_side(*requests)]

    return send


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def neighbours(office, count):
    """What the centre keeps already: files of earlier residents, on their shelves."""
    story = Story(office, Fiction(7), NOW)
    for floor in range(1, count + 1):
        home, person = Home("1栋", f"{floor}01", floor), story.fiction.person()
        draft = story.bring_move_in("front", office.estates["P01"], home, person)
        story.send(draft, "front")
        dossier = story.accept(draft, "archivist")
        story.shelve(list(dossier.holdings.select_related("keeper")), "archivist")


@clause(Clause.ORG_08, Clause.FIL_27, Clause.TRF_01, Clause.TRF_05, Clause.TRF_06, Clause.TRF_08)
def test_from_the_move_in_to_the_signed_handover(office, at_once):
    neighbours(office, 3)
    receipt = a_move_in_is_brought(office)
    dossier = it_is_accepted_once(receipt, at_once)
    it_is_put_on_a_shelf(dossier, at_once)
    manifest = its_handover_is_listed_once(dossier, at_once)
    headquarters_checks_it(manifest)
    it_is_signed_by_both_after_a_change_of_mind(manifest, at_once)
    headquarters_puts_it_away(manifest)
    both_copies_say_so(manifest, dossier)
    the_record_keeps_its_promises()


def a_move_in_is_brought(office):
    front = Desk("front")
    draft = number_in(front.send("dossiers:move_in", centre=office.departments["F01"].pk))
    the_record_is_filled_in(front, draft, office.estates["P01"])
    assert front.post("dossiers:draft", draft, "review").status_code == 422, "no paper yet"
    said, signed = {}, submission_paper(draft, "C16").pk
    required = {paper for paper, required in front.papers_of(draft) if required}
    assert signed in required
    for paper in sorted(required - {signed}):
        said |= front.bring(draft, paper)
    assert front.send("dossiers:draft", draft, "papers", **said).endswith("/review/")
    refused = front.post("dossiers:draft", draft, "review")
    assert "LND-15" in text(refused), "the signed consent has no scan yet"
    consent = front.bring(draft, signed)
    front.send("dossiers:draft", draft, "papers", **consent)
    front.send("dossiers:draft", draft, "review")
    submission = Submission.objects.get(pk=draft)
    assert submission.receipt_number in text(front.get("dossiers:submission", draft))
    slip = printed(front.get("dossiers:paper_receipt", draft))
    assert submission.receipt_number in slip
    assert "11010519491231002X" not in slip
    assert front.get("dossiers:tray").status_code == 403
    return submission


def the_record_is_filled_in(front, draft, estate):
    """Step by step; what is refused is kept all the same."""
    refused = front.post("dossiers:draft", draft, "unit", **{"unit.building": "3栋"})
    assert refused.status_code == 422
    assert Submission.objects.get(pk=draft).facts["unit"]["building"] == "3栋"
    unit = UNIT | {"unit.estate": str(estate.pk)}
    assert front.send("dossiers:draft", draft, "unit", **unit).endswith("/customer/")
    assert front.send("dossiers:draft", draft, "customer", **CUSTOMER).endswith("/consent/")
    assert front.send("dossiers:draft", draft, "consent", **CONSENT).endswith("/papers/")


def submission_paper(submission, code):
    return SubmissionPaper.objects.get(submission=submission, type__code=code)


def it_is_accepted_once(submission, at_once):
    archivist, colleague = Desk("archivist"), Desk("archivist-too")
    assert submission.receipt_number in text(archivist.get("dossiers:tray"))
    page = archivist.get("dossiers:tray_item", submission.pk)
    assert page.status_code == 200
    refused = archivist.post("dossiers:tray_item", submission.pk)
    assert refused.status_code == 422, "papers are not answered yet"
    for paper in submission.papers.filter(state="pending"):
        archivist.send("dossiers:tray_answer", submission.pk, paper.pk, answer="accept")
    answers = at_once(
        *[lambda d=d: d.post("dossiers:tray_item", submission.pk) for d in (archivist, colleague)]
    )
    assert statuses(answers) == [302, 422]
    dossier = Dossier.objects.get(unit__room="1201")
    assert dossier.holdings.count() == 2
    page = text(archivist.get("dossiers:dossier", dossier.pk))
    assert dossier.code in page
    assert "欧阳琬琰" not in page
    assert dossier.code in printed(archivist.get("dossiers:paper_card", dossier.pk))
    return dossier


def it_is_put_on_a_shelf(dossier, at_once):
    """Both archivists have one and the same volume in hand, each before another box."""
    main, personal = dossier.holdings.order_by("number")
    boxes = list(main.keeper.boxes.exclude(shelf__cabinet__kind="safe").order_by("-number")[:2])
    desks = [Desk("archivist"), Desk("archivist-too")]
    for desk in desks:
        desk.scan_codes("dossiers:placement", codes=[main.barcode])
    at_once(
        *[
            lambda d=desk, b=box: d.post("dossiers:placement", code=b.barcode)
            for desk, box in zip(desks, boxes, strict=True)
        ]
    )
    main.refresh_from_db()
    assert main.state == HoldingState.ON_SHELF
    assert main.present_slot in boxes
    assert Placement.objects.filter(holding=main, removed_on__isnull=True).count() == 1
    desks[0].scan_codes("dossiers:placement", codes=[personal.barcode, boxes[0].barcode])


def its_handover_is_listed_once(dossier, at_once):
    """Two archivists list the same volumes in the same moment, on lists of different kinds."""
    main = dossier.holdings.get(part="main")
    desks = {"ordinary": Desk("archivist"), "extra": Desk("archivist-too")}
    asked = {}
    for kind, desk in desks.items():
        page = desk.get("transfers:propose", kind=kind)
        assert main.code in text(page)
        seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
        centre = main.keeper.pk
        asked[kind] = lambda d=desk, k=kind, c=centre, s=seen: d.post(
            "transfers:propose", centre=c, kind=k, seen=s
        )
    answers = at_once(*asked.values())
    assert statuses(answers) == [302, 422]
    assert ManifestLine.objects.filter(holding=main, is_open=True).count() == 1
    manifest = Manifest.objects.get()
    draft = printed(desks["ordinary"].get("transfers:paper", manifest.pk, "draft"))
    assert main.code in draft
    assert dossier.holdings.get(part="personal").code not in draft, "personal volumes stay"
    desks["ordinary"].send("transfers:step", manifest.pk, "submit")
    main.refresh_from_db()
    assert main.state == HoldingState.IN_HANDOVER
    return manifest


def headquarters_checks_it(manifest):
    """Scan by scan; one thing is not there, one has fewer pages, one nobody listed lies with it."""
    hq = Desk("hq")
    assert Desk("archivist").get("transfers:check", manifest.pk).status_code == 403
    lines = list(manifest.lines.order_by("number").select_related("holding"))
    assert len(lines) == 4
    missing, fewer, *agree = lines
    hq.scan_codes("transfers:scan", manifest.pk, codes=[line.holding.barcode for line in agree])
    early = hq.post("transfers:step", manifest.pk, "freeze")
    assert early.status_code == 422
    assert "TRF-05" in text(early)
    gone = {"outcome": "missing", "note": "盒内无此卷"}
    short = {"outcome": "pages_differ", "pages_counted": fewer.pages - 1, "note": "缺末页"}
    for line, found in ((missing, gone), (fewer, short | {"decision": "accepted"})):
        answer = hq.post("transfers:outcome", line.pk, **found)
        assert answer.status_code == 200, text(answer)
    hq.send("transfers:step", manifest.pk, "freeze")
    manifest.refresh_from_db()
    assert manifest.state == ManifestState.FROZEN
    sheet = printed(hq.get("transfers:paper", manifest.pk, "differences"))
    assert missing.code in sheet
    assert "盒内无此卷" in sheet


def it_is_signed_by_both_after_a_change_of_mind(manifest, at_once):
    head, roomhead = Desk("head"), Desk("roomhead")
    wrong = head.post("transfers:sign", manifest.pk, "transferring", **signing(manifest, "no"))
    assert wrong.status_code == 422
    assert "SEC-42" in text(wrong)
    windows = [head, head.window()]
    answers = at_once(*[lambda d=d: sign(d, manifest, "transferring") for d in windows])
    assert statuses(answers) == [302, 422], "one signer signs once, in however many windows"
    assert sign(head, manifest, "receiving").status_code == 422, "nobody signs for the other party"
    on_screen = signing(manifest)
    the_list_changes_between_the_signatures(manifest)
    stale = roomhead.post("transfers:sign", manifest.pk, "receiving", **on_screen)
    assert stale.status_code == 422, "nobody signs what is no longer on the list"
    assert sign(roomhead, manifest, "receiving").status_code == 302
    it_is_completed_or_opened_again(manifest, at_once)


def the_list_changes_between_the_signatures(manifest):
    """Not silently: it is opened again with a reason, and the first signature is void then."""
    hq, line = Desk("hq"), manifest.lines.order_by("number")[2]
    damaged = {"outcome": "damaged", "note": "封面受潮", "decision": "refused"}
    damaged |= {"refusal": "封面受潮，修复后再交"}
    assert hq.post("transfers:outcome", line.pk, **damaged).status_code == 422
    tampering_is_refused(line)
    hq.send("transfers:step", manifest.pk, "thaw", reason="漏看一处")
    voided = manifest.signatures.get()
    assert (voided.signer.username, voided.voided_by.username) == ("head", "hq")
    assert "漏看一处" in text(Desk("head").get("transfers:manifest", manifest.pk))
    assert hq.post("transfers:outcome", line.pk, **damaged).status_code == 200
    hq.send("transfers:step", manifest.pk, "freeze")


def it_is_completed_or_opened_again(manifest, at_once):
    """The last signature and a second thought come in the same moment; one of them is too late."""
    head, hq = Desk("head"), Desk("hq-too")
    fields = signing(manifest)
    answers = at_once(
        lambda: head.post("transfers:sign", manifest.pk, "transferring", **fields),
        lambda: hq.post("transfers:step", manifest.pk, "thaw", reason="再看一眼"),
    )
    assert statuses(answers) == [302, 422]
    manifest.refresh_from_db()
    if manifest.state == ManifestState.CHECKING:
        assert not manifest.signatures.filter(voided_at__isnull=True).exists()
        hq.send("transfers:step", manifest.pk, "freeze")
        assert sign(Desk("roomhead"), manifest, "receiving").status_code == 302
        assert sign(head, manifest, "transferring").status_code == 302
        manifest.refresh_from_db()
    assert manifest.state == ManifestState.COMPLETED


def signing(manifest, password=PASSWORD):
    manifest.refresh_from_db()
    return {"password": password, "content_hash": manifest.content_hash}


def sign(desk, manifest, side):
    return desk.post("transfers:sign", manifest.pk, side, **signing(manifest))


def tampering_is_refused(line):
    """Neither does the database let a signed line change under the office's hand."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE transfers_manifestline SET pages = 99 WHERE id = %s", [line.pk])


def headquarters_puts_it_away(manifest):
    hq = Desk("hq")
    came = list(
        Holding.objects.filter(manifest_lines__manifest=manifest, state=HoldingState.IN_PREPARATION)
    )
    assert {holding.keeper for holding in came} == {manifest.receiver}
    assert came
    box = manifest.receiver.boxes.exclude(shelf__cabinet__kind="safe").first()
    hq.scan_codes("dossiers:placement", codes=[*(h.barcode for h in came), box.barcode])
    for holding in came:
        holding.refresh_from_db()
        assert (holding.state, holding.present_slot) == (HoldingState.ON_SHELF, box)
    owed = Shortage.objects.standing().filter(line__manifest=manifest)
    assert owed.count() == 2, "a volume not found, and a page"
    register = printed(hq.get("transfers:receipt_register"))
    assert manifest.number in register


def both_copies_say_so(manifest, dossier):
    head = Desk("head")
    main = dossier.holdings.get(part="main")
    first, second = ManifestCopy.objects.filter(manifest=manifest).order_by("number")
    for copy, mark in ((first, "第一联"), (second, "第二联")):
        answer = head.post("transfers:print_copy", copy.pk)
        assert answer.content == head.post("transfers:print_copy", copy.pk).content
        paper = printed(answer)
        for word in (manifest.number, main.code, mark, "盖章", manifest.content_hash[:12]):
            assert word in paper, word
        assert "欧阳" not in paper


def the_record_keeps_its_promises():
    """Codes without a gap, one entry per act, and every change of custody told once."""
    for series in set(IssuedCode.objects.values_list("series", flat=True)):
        numbers = IssuedCode.objects.filter(series=series).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    acts = list(JournalEntry.objects.values_list("act", flat=True))
    assert acts.count("transfers.manifest_signed") >= 2
    assert acts.count("dossiers.submission_accepted") == 4
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

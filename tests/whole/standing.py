"""One office with two centres and something of every kind in each, built by its own procedures.

The people are those of the demo office, one per role. "Own" is what belongs to the first
centre, where they work; "foreign" is the same kind of thing in the second centre.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.models import JournalEntry
from archive_office.management.fictions import Fiction, scan
from archive_office.management.furnishing import LOGINS, furnish
from archive_office.management.story import Home, Story
from archive_office.notices.daily import Done
from archive_office.notices.procedures import Message, tell
from archive_office.notices.procedures.days import begin_day, end_day
from archive_office.organisation.logins import Attempt, log_attempt
from archive_office.organisation.models import LoginRecord, Seal, User
from archive_office.organisation.roles import Role
from archive_office.originals.procedures.making import make_original
from archive_office.policy.models import Parameter
from archive_office.shell.models import SavedView
from destruction.models import Appraisal, AppraisalLine
from destruction.procedures.disposals import record_disposal
from destruction.rules.disposing import Waste
from dossiers.ledgers.work import read_received
from dossiers.models import (
    ConditionCheck,
    Document,
    DocumentType,
    Dossier,
    DossierEvent,
    ElectronicFile,
    Hold,
    Holding,
    LedgerImport,
    RetentionTrigger,
    Submission,
)
from dossiers.procedures.acceptance import return_submission
from dossiers.procedures.imports.lifecycle import Arrival, confirm_ledger, receive_ledger
from dossiers.procedures.reminders import (
    remind_of_late_dossiers,
    remind_of_reviews,
    remind_of_trays,
)
from dossiers.rules.facts import Step
from tests.factories import UserFactory, arranged, opened_to
from tests.whole.appraised import appraise
from tests.whole.asked import ask_about_data
from tests.whole.cared import care_for
from tests.whole.destroyed import destroy
from tests.whole.lent import lend
from tests.whole.looked import look_at
from tests.whole.made_up import make_up
from tests.whole.rooms import look_after
from tests.whole.sealed import certificate_of
from tests.whole.stocked import take_stock
from tests.whole.written import write_on
from transfers.models import Manifest, ManifestCopy, ManifestSignature, Period, Shortage
from transfers.models import Side as Party
from transfers.procedures.manifests import Chosen, prepare_manifest
from transfers.procedures.periods import ensure_periods, remind_centres
from transfers.procedures.sealing import attach_sealed_scan, record_seal
from transfers.rules.proposal import proposal

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROLES = tuple(login.username for login in LOGINS)
BACKEND = "archive_office.organisation.backends.MembershipBackend"
SURNAMES = ("欧阳", "司徒", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文")
GIVEN = ("琬琰璟璘琮珣", "瓒瑄珩玦瑭珹")


class Remembering(Fiction):
    """Inventions that are kept, so that one can look for them everywhere afterwards.

    Rare double surnames and given names of one centre's own: no name is part of another one,
    or of a word on a page.
    """

    def __init__(self, seed):
        super().__init__(seed)
        self.given = GIVEN[seed - 1]
        self.names, self.numbers = [], []

    def name(self):
        made = SURNAMES[len(self.names) % len(SURNAMES)]
        made += "".join(self.random.sample(self.given, 2))
        self.names.append(made)
        return made

    def phone(self):
        return self._kept(super().phone())

    def id_number(self):
        return self._kept(super().id_number())

    def account(self):
        return self._kept(f"6222{self.random.randrange(10**15):015}")

    def _kept(self, number):
        self.numbers.append(number)
        return number


def wrong_number(invent):
    """An identity number whose last digit is wrong."""
    number = invent.id_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    invent.numbers[-1] = wrong
    return wrong


class Tale(Story):
    """A story whose customers have a bank account, a co-owner and a child."""

    __slots__ = ()

    def _facts(self, estate, home, person):
        invent = self.fiction
        told = super()._facts(estate, home, person)
        told[Step.CUSTOMER] |= {
            "bank_account": invent.account(),
            "co_holders": [
                {
                    "name": invent.name(),
                    "relation": "配偶",
                    "id_number": invent.id_number(),
                    "phones": [invent.phone()],
                }
            ],
            "household": [
                {
                    "name": invent.name(),
                    "relation": "子女",
                    "minor": True,
                    "id_number": invent.id_number(),
                }
            ],
        }
        return told


@dataclass
class Centre:
    """What one centre has: one thing of each kind that an address can name."""

    things: dict = field(default_factory=dict)
    names: list = field(default_factory=list)
    numbers: list = field(default_factory=list)
    codes: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.things[name]


@dataclass
class Office:
    """Everybody at work, and both centres."""

    people: dict
    own: Centre
    foreign: Centre
    letters: list = field(default_factory=list)

    def client(self, username):
        """Somebody at a browser in English; ``stranger`` is not signed in."""
        client = Client(raise_request_exception=False)
        client.cookies["django_language"] = "en"
        if username != "stranger":
            client.force_login(self.people[username], backend=BACKEND)
        return client


def stand():
    """Build the office; the database must be one of the caller's own."""
    furnished = furnish(by=None)
    ensure_periods(today=NOW.date())
    centres = [
        _centre(furnished, code, estate, suffix)
        for code, estate, suffix in (("F01", "P01", ""), ("F02", "P02", "2"))
    ]
    office = Office(furnished.people, *centres)
    _notices(office)
    office.letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    for username, user in furnished.people.items():  # scopes were cached before there were rows
        office.people[username] = User.objects.get(pk=user.pk)
    return office


def _centre(furnished, code, estate_code, suffix):
    number = int(code[1:])
    story = Tale(furnished, Remembering(number), NOW)
    estate = furnished.estates[estate_code]
    front, archivist = f"front{suffix}", f"archivist{suffix}"
    homes = [Home(f"{number}7栋", f"{floor}0{number}", floor) for floor in range(11, 19)]
    drafts = [story.bring_move_in(front, estate, h, story.fiction.person()) for h in homes]
    *sent, returned, tray, draft = drafts
    for submission in (*sent, returned, tray):
        story.send(submission, front)
    dossiers = [story.accept(submission, archivist) for submission in sent]
    for dossier in dossiers[:-1]:
        story.shelve(list(dossier.holdings.select_related("keeper")), archivist)
    back = Submission.objects.get(pk=returned.pk)
    return_submission(back, reason="复印件不清楚", by=story.user(archivist), now=NOW)
    here = Centre(names=story.fiction.names, numbers=story.fiction.numbers)
    here.things |= _of_dossier(dossiers[-1].pk)
    here.things |= _of_submissions(draft, back, tray) | look_at(dossiers[-1], story, suffix)
    here.things |= _of_handovers(story, estate.centre, suffix) | care_for(
        dossiers[-1], story, suffix
    )
    here.things |= _of_the_house(story, estate.centre, archivist)
    here.things |= lend(story, estate.centre, suffix) | ask_about_data(dossiers[-1], story, suffix)
    here.things |= write_on(dossiers[-1], story, suffix)
    here.things |= _of_appraisals(here.things["volume"], suffix, story.user(archivist)) | appraise(
        story, estate.centre, suffix
    )
    here.things |= (
        take_stock(story, estate.centre, suffix)
        | destroy(story, estate.centre, suffix)
        | make_up(story, estate.centre, archivist)
        | look_after(here.things["volume"], story, suffix)
    )
    shelved = Holding.objects.filter(keeper=estate.centre, state="on_shelf")
    here.things["slot"] = shelved.order_by("part", "pk").first().present_slot
    here.things["disposal"] = _thrown_away(estate.centre, story.user(archivist))
    here.codes = _codes(dossiers)
    return here


def _of_dossier(pk):
    found = Dossier.objects.get(pk=pk)
    scans = ElectronicFile.objects.filter(document__holding__dossier=found)
    with arranged():
        task = DossierEvent.objects.create(
            dossier=found, kind=DossierEvent.Kind.TASK, on=NOW.date(), text="补交一页"
        )
        hold = Hold.objects.create(
            dossier=found,
            kind=Hold.Kind.AUDIT,
            reason="年度审计抽查",
            placed_by=found.responsible,
            placed_as=Role.CENTRE_ARCHIVIST,
            placed_at=NOW,
        )
        trigger = RetentionTrigger.objects.create(
            holding=found.holdings.get(part="main"),
            on=NOW.date(),
            reason="合同实际终止日",
            set_by=found.responsible,
            set_at=NOW,
        )
    return {
        "dossier": found,
        "dossier_version": found.history.first(),
        "unit": found.unit,
        "building": found.unit.building,
        "estate": found.unit.estate,
        "category": found.category,
        "document": Document.objects.filter(holding__dossier=found, holding__part="main").first(),
        "document_type": DocumentType.objects.first(),
        "volume": found.holdings.get(part="main"),
        "personal_volume": found.holdings.get(part="personal"),
        "scan": scans.filter(document__holding__part="main").first(),
        "personal_scan": scans.filter(document__holding__part="personal").first(),
        "task": task,
        "hold": hold,
        "trigger": trigger,
        "exception": opened_to(UserFactory(), found.centre),
    }


def _of_submissions(draft, returned, tray):
    in_tray = tray.papers.filter(files__isnull=False)
    return {
        "draft": draft,
        "returned": returned,
        "tray": tray,
        "paper": draft.papers.filter(files__isnull=False).first(),
        "draft_scan": ElectronicFile.objects.filter(paper__submission=draft).first(),
        "tray_paper": in_tray.first(),
        "tray_scan": _scan(in_tray.filter(type__personal=False)),
        "tray_personal_scan": _scan(in_tray.filter(type__personal=True)),
    }


def _scan(papers):
    return ElectronicFile.objects.filter(paper__in=papers).first()


def _of_handovers(story, centre, suffix):
    """One that is handed over with differences and sealed; one that is being prepared."""
    archivist, head = f"archivist{suffix}", f"head{suffix}"
    done = story.hand_in(centre, archivist, at_most=4)
    story.check(done)
    story.freeze(done)
    story.sign(done, Party.TRANSFERRING, archivist)
    story.now = NOW + timedelta(minutes=1)
    story.sign(done, Party.RECEIVING, "hq")
    copy = ManifestCopy.objects.get(manifest=done, keeper=centre)
    seal, day = Seal.objects.get(department=centre), story.today
    record_seal(copy, seal, by=story.user(head), on=day, now=story.now)
    sealed = SimpleUploadedFile("sealed.jpg", scan("sealed"))
    attach_sealed_scan(copy, sealed, by=story.user(archivist))
    kind, going = Manifest.Kind.EXTRA, proposal(centre, "extra", on=story.today).going
    by = story.user(archivist)
    open_ = prepare_manifest(centre, kind, Chosen(going), by=by, now=story.now)
    return {
        "manifest": open_,
        "line": open_.lines.first(),
        "completed": Manifest.objects.get(pk=done.pk),
        "copy": copy,
        "original": make_original(done, by=by, now=story.now),
        "signature": ManifestSignature.objects.filter(manifest=done).first(),
        "shortage": Shortage.objects.filter(line__manifest=done).first(),
        "period": Period.objects.first(),
    }


def _of_appraisals(volume, suffix, archivist):
    """An appraisal that is being drawn up."""
    with arranged():
        appraisal = Appraisal.objects.create(
            number=f"JD-2026-9{suffix or '1':0>3}",
            room=volume.keeper,
            basis="《客户档案管理制度》（十八）",
            drawn_up_by=archivist,
            drawn_up_at=NOW,
        )
        line = AppraisalLine.objects.create(
            appraisal=appraisal,
            number=1,
            holding=volume,
            code=volume.code,
            title=volume.title,
            documents=volume.document_count,
            pages=volume.page_count,
            retention="30年",
            term="2026-11-20关闭：迁出",
        )
        check = ConditionCheck.objects.create(
            department=volume.keeper,
            holding=volume,
            checked_on=NOW.date(),
            checked_by=archivist,
            findings=["damp"],
            consequence="repair",
            repair_due_on=NOW.date(),
        )
    return {"appraisal": appraisal, "appraisal_line": line, "check": check}


def _thrown_away(centre, archivist):
    """A disposal list of papers that were never filed."""
    drafts = Waste("作废的会议通知草稿", 12, "shredder")
    return record_disposal(centre, [drafts], on=NOW.date(), by=archivist, now=NOW)


def _of_the_house(story, centre, archivist):
    with arranged():
        parameter = Parameter.objects.create(
            name="loan_days",
            value="7",
            effective_from=f"2027-0{centre.code[-1]}-01",
            set_by_id=story.user("roomhead").pk,
            reason="照章",
        )
    room = Storeroom.objects.filter(department=centre).first()
    cabinet = Cabinet.objects.filter(room=room).first()
    return {
        "centre": centre,
        "membership": story.user(archivist).memberships.first(),
        "room": room,
        "cabinet": cabinet,
        "cabinet_version": cabinet.history.first(),
        "shelf": Shelf.objects.filter(cabinet=cabinet).first(),
        "box": Box.objects.filter(department=centre).first(),
        "seal": Seal.objects.get(department=centre),
        "certificate": certificate_of(Seal.objects.get(department=centre), now=story.now),
        "person": story.user(archivist),
        "undertaking": story.user(archivist).undertakings.get(),
        "saved_view": _view_of(story.user(archivist)),
        "undertaking_text": story.user(archivist).undertakings.get().text,
        "login": _login(archivist),
        "entry": JournalEntry.objects.filter(by=story.user(archivist)).first(),
        "parameter": parameter,
        "ledger": _ledger(story, centre, archivist),
        "destruction_list": _destruction_list(story, centre, archivist),
    }


def _view_of(person):
    kept = {"page": "dossiers:list", "query": "state=open", "name": "在管", "saved_at": NOW}
    with arranged():
        return SavedView.objects.create(owner=person, **kept)


def _login(username):
    """Somebody came in this morning."""
    came_in = LoginRecord.Outcome.SIGNED_IN
    return log_attempt(Attempt(username, "198.51.100.7", came_in), now=NOW)


def _ledger(story, centre, archivist):
    """A ledger brought in; two of its residents, one with a number that cannot be true."""
    invent = story.fiction
    rows = ["房号,业主姓名,身份证号,联系电话"]
    wrong = wrong_number(invent)
    rows.append(f"26-1-101,{invent.name()},{wrong},{invent.phone()}")
    rows.append(f"26-1-102,{invent.name()},{invent.id_number()},{invent.phone()}")
    return _brought_in(story, centre, archivist, ("业主台账.csv", "resident", rows))


def _destruction_list(story, centre, archivist):
    """A list of things to be destroyed; what it names is not in the catalogue."""
    rows = ["档号,题名,形成日期,保管期限,份数,页数,销毁原因,鉴定意见"]
    rows.append("LT03-CW·2010-D10-0001,票据存根,2010-11-10,10年,1,49,保管期满,同意销毁")
    return _brought_in(story, centre, archivist, ("销毁清册.csv", "destruction", rows))


def _brought_in(story, centre, archivist, ledger):
    name, profile, rows = ledger
    by, content = story.user(archivist), "\n".join(rows).encode("utf-8-sig")
    arrival = Arrival(
        name=name, content=content, profile=profile, centre=centre,
        estate=None, as_of=story.today,
    )  # fmt: skip
    received = receive_ledger(arrival, by=by, now=story.now)
    read_received(received, now=story.now)
    confirm_ledger(LedgerImport.objects.get(pk=received.pk), by=by, now=story.now)
    read_received(LedgerImport.objects.get(pk=received.pk), now=story.now)
    return LedgerImport.objects.get(pk=received.pk)


def _codes(dossiers):
    """What names a centre's files: codes of dossiers and holdings, and the units as written."""
    holdings = Holding.objects.filter(dossier__in=dossiers)
    return [
        *(dossier.code for dossier in dossiers),
        *holdings.values_list("code", flat=True),
        *holdings.values_list("barcode", flat=True),
        *(f"{d.unit.building.name}{d.unit.room}" for d in dossiers),
    ]


def _notices(office):
    """Everybody was told something, by e-mail too."""
    for username, user in office.people.items():
        with arranged():
            user.email = f"{username}@example.com"
            user.save()
        (told,) = tell([user], Message(f"whole.{username}", "移交提醒"), by=None, now=NOW)
        office.own.things[f"notice of {username}"] = told
    day = end_day(begin_day(now=NOW), [Done("broken", error="ValueError")], now=NOW)
    office.own.things["office_day"] = office.foreign.things["office_day"] = day
    later = NOW + timedelta(days=30)
    for remind in (remind_of_trays, remind_of_late_dossiers, remind_of_reviews, remind_centres):
        remind(now=later)

"""An archive room with things whose term has run out, and the people who judge them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from destruction.models import Appraisal, Ground, Verdict
from destruction.procedures.appraisals import Things, open_appraisal
from destruction.procedures.signing import freeze_appraisal, sign_appraisal
from destruction.procedures.verdicts import give_opinion, give_verdict
from destruction.rules.judging import Judgement
from destruction.rules.worklist import due_for_appraisal
from dossiers.models import Category, Document, DocumentType, DossierState, Part
from dossiers.procedures.custody import move_custody
from tests.factories import (
    PASSWORD,
    TODAY,
    DepartmentFactory,
    DocumentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    arranged,
    person,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BASIS = "《客户档案管理制度》（十八）"
KEEP = Judgement(verdict=Verdict.KEEP, years=10, grounds=[Ground.LEGAL], ground_text="诉讼时效")
PERMANENT = Judgement(verdict=Verdict.PERMANENT, grounds=[Ground.EVIDENTIAL])
DESTROY = Judgement(
    verdict=Verdict.DESTROY, grounds=[Ground.INFORMATIONAL], ground_text="已无查考价值"
)
UNDECIDED = Judgement(verdict=Verdict.UNDECIDED, reason="需向业主委员会核实")


@dataclass
class Room:
    """A service centre's archive room and everybody an appraisal there needs."""

    centre: Department
    company: Department
    archivist: User
    head: User
    director: User
    service_head: User
    engineer: User

    def volume(self, closed_on=date(2010, 6, 30), **fields):
        """A volume of a dossier closed long ago, ten years kept; on its shelf."""
        fields = {"retention_years": 10, "on_shelf": True} | fields
        return HoldingFactory(
            dossier=DossierFactory(
                occupancy__unit__building__estate__centre=self.centre,
                state=DossierState.CLOSED,
                closed_on=closed_on,
                closed_reason="迁出",
            ),
            **fields,
        )

    def record(self, year=2010, code="B4.2", **fields):
        """A thing of a category and year, ten years kept from its year of origin."""
        dossier = DossierFactory(
            kind="category", category=Category.objects.get(code=code), occupancy=None, unit=None,
            year=year, centre=self.centre, retention="fixed", retention_years=10,
        )  # fmt: skip
        fields = {"retention_years": 10, "year_from": year, "year_until": year} | fields
        return HoldingFactory(dossier=dossier, on_shelf=True, **fields)

    def drawing(self, **fields):
        """A technical thing whose term has run out."""
        code = Category.objects.filter(technical=True).order_by("code")[0].code
        return self.record(code=code, **fields)

    def paper(self, closed_on=date(2020, 6, 30), **fields):
        """A personal paper with a short term of its own, in a volume that is still kept."""
        volume = self.volume(closed_on, retention_years=30, part=Part.PERSONAL, number=2)
        kind = DocumentType.objects.filter(retention="fixed", personal=True).order_by("code")[0]
        return DocumentFactory(
            holding=volume, type=kind, title="王芳身份证", personal=True, **fields
        )

    def opened(self, *things, by=None, now=NOW):
        chosen = Things(
            holdings=[t for t in things if not isinstance(t, Document)],
            documents=[t for t in things if isinstance(t, Document)],
        )
        return open_appraisal(self.centre, chosen, basis=BASIS, by=by or self.archivist, now=now)

    def judge(self, appraisal, *judgements, now=NOW):
        """Judge the lines in order; one judgement alone is said of all of them."""
        lines = list(appraisal.lines.order_by("number"))
        said = judgements * len(lines) if len(judgements) == 1 else judgements
        for line, judgement in zip(lines, said, strict=True):
            give_verdict(line, judgement, by=self.archivist, now=now)
        return again(appraisal)

    def frozen(self, *things, said=(KEEP,), now=NOW):
        appraisal = self.opened(*things, now=now)
        for line in appraisal.lines.filter(technical=True):
            give_opinion(line, "图纸已由竣工图取代", by=self.engineer, now=now)
        self.judge(appraisal, *said, now=now)
        return freeze_appraisal(appraisal, by=self.archivist, now=now)

    def sign(self, appraisal, step="leader", by=None, *, now=NOW, seen_hash=None):
        who = by or self.director
        proof = prove_identity(who, PASSWORD, now=now)
        return sign_appraisal(
            appraisal, step, proof, seen_hash or appraisal.content_hash, by=who, now=now
        )

    def approved(self, *things, said=(KEEP,), now=NOW):
        appraisal = self.frozen(*things, said=said, now=now)
        self.sign(appraisal, now=now)
        return again(appraisal)

    def due(self, on=TODAY, who=None):
        """Everything on somebody's work list, by code."""
        found = due_for_appraisal(who or self.archivist, on=on)
        return [t.code for t in (*found.holdings, *found.documents)]


def room():
    """A centre, its company, and one person in each post."""
    company = DepartmentFactory(
        kind=DepartmentKind.COMPANY, code="A99", name="翠湖物业服务有限公司"
    )
    service = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="KFB", name="客户服务部")
    works = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="GCB", name="工程部")
    centre = EstateFactory(name="翠湖天地").centre
    return Room(
        centre,
        company,
        archivist=person(Role.CENTRE_ARCHIVIST, centre),
        head=person(Role.CENTRE_HEAD, centre),
        director=person(Role.DIRECTOR, company),
        service_head=person(Role.CUSTOMER_SERVICE_HEAD, service),
        engineer=person(Role.ENGINEER, works),
    )


def again(row):
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


def only_line(appraisal: Appraisal):
    return appraisal.lines.get()


def move(holding, to):
    """The thing goes somewhere else, noted as every move is."""
    return move_custody([holding], to, by=None, today=TODAY)[0]


def change(row, **fields):
    """Something changes in the catalogue before the sentence begins."""
    with arranged():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row

"""A centre, its headquarters and their people, and the road of a manifest in one word per step."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from dossiers.models import Document, Estate, Holding
from tests.factories import (
    PASSWORD,
    TODAY,
    DepartmentFactory,
    DocumentFactory,
    EstateFactory,
    HoldingFactory,
    arranged,
    box_of,
    person,
)
from transfers.models import Manifest, Outcome, Period, Side
from transfers.procedures.checking import Finding, freeze_manifest, record_outcome
from transfers.procedures.manifests import Chosen, prepare_manifest, submit_manifest
from transfers.procedures.periods import ensure_periods
from transfers.procedures.signing import sign_manifest
from transfers.rules.content import content_for
from transfers.rules.proposal import proposal

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ORDINARY, TITLE, EXTRA = Manifest.Kind.ORDINARY, Manifest.Kind.TITLE, Manifest.Kind.EXTRA


@dataclass
class Office:
    """One centre and the archive room it hands over to."""

    centre: Department
    receiver: Department
    estate: Estate
    clerk: User
    centre_head: User
    checker: User
    chief: User

    @property
    def period(self):
        return Period.objects.get(year=2026, half=2)

    def volume(self, **fields):
        """A volume of this centre, filed and on its shelf unless said otherwise."""
        fields.setdefault("on_shelf", True)
        return HoldingFactory(dossier__occupancy__unit__building__estate=self.estate, **fields)

    def deed(self, **fields):
        """A title document in the centre's safe."""
        return self.volume(
            is_title_document=True,
            kind=Holding.Kind.ITEM,
            part="single",
            certificate_number="粤房地权证〔2019〕0412号",
            present_slot=box_of(self.centre, safe=True),
            document_count=1,
            **fields,
        )

    def supplement(self, **fields):
        """A later paper at the centre, for a volume that headquarters keeps."""
        volume = self.volume(keeper=self.receiver, present_slot=box_of(self.receiver))
        return DocumentFactory(holding=volume, state=Document.State.AWAITING, **fields)

    def prepared(self, *holdings, kind=ORDINARY, **chosen):
        return prepare_manifest(
            self.centre, kind, Chosen(holdings=holdings, **chosen), by=self.clerk, now=NOW
        )

    def submitted(self, *holdings, **chosen):
        manifest = self.prepared(*holdings, **chosen)
        return submit_manifest(manifest, by=self.clerk, now=NOW)

    def checked(self, manifest, **found):
        """Everything agrees but the lines named by number (``line_2=Finding(…)``)."""
        for line in manifest.lines.all():
            finding = found.get(f"line_{line.number}", Finding(Outcome.AGREES))
            record_outcome(line, finding, by=self.checker, now=NOW)
        return manifest

    def frozen(self, *holdings, found=None, **chosen):
        manifest = self.checked(self.submitted(*holdings, **chosen), **(found or {}))
        return freeze_manifest(manifest, by=self.checker, now=NOW)

    def sign(self, manifest, side, who, *, now=NOW, seen_hash=None):
        proof = prove_identity(who, PASSWORD, now=now)
        return sign_manifest(
            manifest, side, proof, seen_hash or manifest.content_hash, by=who, now=now
        )

    def completed(self, *holdings, found=None, now=NOW, **chosen):
        manifest = self.frozen(*holdings, found=found, **chosen)
        self.sign(manifest, Side.TRANSFERRING, self.clerk, now=now)
        self.sign(manifest, Side.RECEIVING, self.checker, now=now)
        return again(manifest)


def office():
    """A centre with its headquarters, in the second half of 2026."""
    receiver = DepartmentFactory(code="A00", name="公司档案室")
    DepartmentFactory(kind=DepartmentKind.COMPANY, code="A99", name="翠湖物业服务有限公司")
    estate = EstateFactory(name="翠湖天地")
    ensure_periods(today=TODAY)
    checker = person(Role.HQ_ARCHIVIST, receiver)
    return _of(estate, receiver, checker, person(Role.ARCHIVE_ROOM_HEAD, receiver))


def another_centre(here):
    """A second centre of the same headquarters."""
    return _of(EstateFactory(), here.receiver, here.checker, here.chief)


def _of(estate, receiver, checker, chief):
    return Office(
        estate.centre,
        receiver,
        estate,
        clerk=person(Role.CENTRE_ARCHIVIST, estate.centre),
        centre_head=person(Role.CENTRE_HEAD, estate.centre),
        checker=checker,
        chief=chief,
    )


def again(row):
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


def line_of(manifest, thing):
    """The manifest's line about a holding."""
    return manifest.lines.get(holding=thing)


def change(row, **fields):
    """Something changes in the catalogue before the sentence begins."""
    with arranged():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row


def going(office, kind=ORDINARY, on=TODAY):
    return list(proposal(office.centre, kind, on=on).going)


def why_it_stays(office, holding, kind=ORDINARY, on=TODAY):
    """The verdict on a thing that stays, or None when it goes."""
    found = {s.holding.pk: s.verdict for s in proposal(office.centre, kind, on=on).staying}
    return found.get(holding.pk)


def content(manifest):
    return content_for(again(manifest), on=TODAY)

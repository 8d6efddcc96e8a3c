"""An appraisal on which the engineers are heard, and one that waits for its signature."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from archive_office.management.fictions import scan
from destruction.models import Appraisal, Ground, Verdict
from destruction.procedures.appraisals import Things, open_appraisal
from destruction.procedures.signing import freeze_appraisal
from destruction.procedures.verdicts import give_opinion, give_verdict
from destruction.rules.judging import Judgement
from dossiers.models import Category
from tests.factories import DossierFactory, HoldingFactory

YEAR = 2010
BASIS = "《客户档案管理制度》（十八）"
KEEP = Judgement(verdict=Verdict.KEEP, years=10, grounds=[Ground.LEGAL])


def appraise(story, centre, suffix):
    """One of everything that an address of appraisal can name."""
    by, now = story.user(f"archivist{suffix}"), story.now
    technical = Category.objects.filter(technical=True).order_by("code")[0]
    plain = Category.objects.get(code="B4.2")

    def opened(category):
        things = Things([record(centre, category, f"{suffix or 1}-{category.code}")])
        return open_appraisal(centre, things, basis=BASIS, by=by, now=now)

    heard = opened(technical)
    line = heard.lines.get()
    paper = SimpleUploadedFile("opinion.jpg", scan("opinion"))
    opinion = give_opinion(line, "已被竣工图取代", by=story.user("engineer"), now=now, scan=paper)
    frozen = opened(plain)
    give_verdict(frozen.lines.get(), KEEP, by=by, now=now)
    freeze_appraisal(frozen, by=by, now=now)
    record(centre, plain, f"{suffix or 1}-due")
    return {
        "technical_appraisal": heard,
        "technical_line": line,
        "opinion": opinion,
        "signing": Appraisal.objects.get(pk=frozen.pk),
    }


def record(centre, category, code):
    """A thing of a category, ten years kept from its year of origin."""
    dossier = DossierFactory(
        kind="category", category=category, occupancy=None, unit=None, year=YEAR, centre=centre,
        retention="fixed", retention_years=10, code=f"W001-{code}", title=f"{YEAR}年巡查记录",
    )  # fmt: skip
    return HoldingFactory(
        dossier=dossier,
        keeper=centre,
        on_shelf=True,
        retention_years=10,
        year_from=YEAR,
        year_until=YEAR,
        filed_on=date(YEAR, 12, 31),
    )

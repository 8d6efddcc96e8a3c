"""What is being done about a dossier: a letter for its papers, an entry, a described photo."""

from dossiers.models import ChaseLetter, Description, Document, Letter
from tests.factories import arranged


def care_for(dossier, story, suffix):
    """A letter that asks for a paper, an entry of correspondence, and a photo with its words."""
    archivist, on = story.user(f"archivist{suffix}"), story.now.date()
    document = Document.objects.filter(holding__dossier=dossier, holding__part="main").last()
    with arranged():
        chased = ChaseLetter.objects.create(
            number=f"CJ-9{suffix or 1}-2026-0001",
            centre=dossier.centre,
            supplier="财务部",
            issued_on=on,
            issued_by=archivist,
            due_on=on.replace(month=12),
            lines=[_lacking(dossier)],
        )
        letter = Letter.objects.create(
            number=f"WL-9{suffix or 1}-2026-0001",
            centre=dossier.centre,
            direction="in",
            kind="letter",
            on=on,
            partner="街道办事处",
            subject="消防检查通知",
            registered_on=on,
            registered_by=archivist,
        )
        item = Description.objects.create(
            document=document,
            form="audio_visual",
            subject="客厅墙面",
            taken="2026年11月",
            background="交房时拍摄",
            author="前台",
            intact_on=on,
            intact_by=archivist,
        )
    return {"chase_letter": chased, "letter": letter, "item": item}


def _lacking(dossier):
    unit = str(dossier.unit)
    return {"dossier": dossier.pk, "code": dossier.code, "unit": unit, "papers": ["C7"]}

"""A dossier of a year with a bound volume, a draft that cannot be made, and a loose paper."""

from datetime import date

from dossiers.models import Category, Document
from dossiers.procedures.binding import bind_volume
from dossiers.procedures.volumes import make_up_volume, prepare_volume
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules.binding import Bound
from tests.factories import DocumentFactory, arranged

PAPERS = (("通知", 3), ("来函", 4), ("旧函", -300))


def make_up(story, centre, archivist):
    """The things of volumes that an address can name."""
    by, today = story.user(archivist), story.now.date()
    placed = Class(category=Category.objects.get(code="B4.3"), year=today.year)
    yearly = open_yearly_dossier(placed, centre, by=by, today=today)
    pile = yearly.holdings.get()
    bound, loose, old = (_paper(pile, n, title, day) for n, (title, day) in enumerate(PAPERS, 1))
    first = prepare_volume(yearly, [bound.pk], by=by, today=today)
    made = make_up_volume(first, by=by, today=today)
    told = Bound(method="thread", sheets=4, on=today, metal_removed=True)
    return {
        "yearly": yearly,
        "loose": loose,
        "made": made,
        "binding": bind_volume(made, told, by=by, today=today),
        "draft_volume": prepare_volume(yearly, [old.pk], by=by, today=today),
    }


def _paper(pile, number, title, month):
    formed = date(2026, month, 1) if month > 0 else date(2025, 6, 1)
    paper = DocumentFactory(holding=pile, number=number, title=title, formed_on=formed)
    with arranged():
        pile.document_count += 1
        pile.page_count += paper.pages
        pile.save()
    return Document.objects.get(pk=paper.pk)

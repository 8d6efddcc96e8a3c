"""A yearly dossier of a category with loose papers, as many tests of volumes begin."""

from datetime import date

from dossiers.models import Category, Document, DocumentLink, Secrecy
from dossiers.procedures.describing import link_papers
from dossiers.procedures.volumes import make_up_volume, prepare_volume
from dossiers.procedures.yearly import Class, open_yearly_dossier
from tests.dossiers.steps import Centre
from tests.factories import TODAY, DocumentFactory, arranged

LETTERS = "B4.3"


class Yearly(Centre):
    """A centre whose letters of 2026 (and 2025) lie loose, with a clerk of its staff."""

    def __init__(self, code=LETTERS):
        super().__init__()
        self.category = Category.objects.get(code=code)
        self.dossier = self.opened(2026)
        self.clerk = self.front_line

    def opened(self, year):
        placed = Class(category=self.category, year=year)
        return open_yearly_dossier(placed, self.department, by=self.archivist, today=TODAY)

    def paper(self, title, day="2026-03-01", *, dossier=None, **facts):
        """A filed paper that lies loose."""
        holding = (dossier or self.dossier).holdings.order_by("number").first()
        facts = {"type": self.category.document_types.first(), **facts}
        number = holding.documents.count() + 1
        formed = date.fromisoformat(day) if day else None
        paper = DocumentFactory(
            holding=holding, number=number, title=title, formed_on=formed, **facts
        )
        with arranged():
            holding.document_count += 1
            holding.page_count += paper.pages
            holding.save()
        return Document.objects.get(pk=paper.pk)

    def secret(self, title, **facts):
        return self.paper(title, secrecy=Secrecy.TOP_SECRET, **facts)

    def link(self, first, second, kind=DocumentLink.Kind.REPLY):
        return link_papers(first, second, kind, by=self.archivist, today=TODAY)

    def draft(self, *papers, by=None):
        ids = [paper.pk for paper in papers]
        return prepare_volume(self.dossier, ids, by=by or self.clerk, today=TODAY)

    def made(self, *papers):
        return make_up_volume(self.draft(*papers), by=self.archivist, today=TODAY)


def titles(holding):
    return [document.title for document in holding.documents.order_by("number")]

"""The filing scope of the office as PDF (FIL-01, FRM-21)."""

from datetime import date

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.models import Category, DocumentType
from dossiers.papers.filling import fonds_of
from dossiers.papers.scope import FilingScope, scope_parts
from dossiers.papers.scope import filing_scope as drawn
from dossiers.views.prints import PRINTS


@shell_page(_("Filing scope"), PRINTS, methods=("GET",))
def filing_scope(request: StaffRequest) -> HttpResponse:
    """Every class with its kinds of papers, as they are in force."""
    post = next(iter(actor(request).current_memberships), None)
    if post is None:
        raise Http404
    categories = Category.objects.filter(is_active=True).order_by("level", "code")
    types = DocumentType.objects.filter(is_active=True).select_related("category")
    edition = _edition()
    facts = FilingScope(
        fonds_of(post.department),
        edition,
        scope_parts(categories, types.order_by("kind", "position", "code")),
    )
    return pdf(drawn(facts), f"filing-scope-{edition or ''}.pdf")


def _edition() -> date | None:
    """The day on which the scope was last changed."""
    changes = [
        model.history.aggregate(last=Max("history_date"))["last"]
        for model in (Category, DocumentType)
    ]
    last = max(filter(None, changes), default=None)
    return timezone.localtime(last).date() if last else None

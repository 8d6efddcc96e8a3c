"""Electronic and paper records in pairs, and those that lack their other half.

Source: FIL-11.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, DossierState, ElectronicFile, HoldingState, Part


def seen_documents(user: User) -> QuerySet[Document]:
    """Filed papers of the dossiers in a person's catalogue; personal ones where one reads them.

    Source: ORG-01, LND-13.
    """
    scope = scope_of(user)
    rows = Document.objects.filter(state__in=(Document.State.FILED, Document.State.AWAITING))
    rows = rows.exclude(holding__dossier__state__in=(DossierState.VOID, DossierState.DESTROYED))
    if not scope.everything:
        rows = rows.filter(holding__dossier__centre__in=scope.departments)
    mine = Q(holding__dossier__centre__in=scope.personal)
    return rows.filter(~Q(holding_part=Part.PERSONAL) | mine)


def without_scan(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Papers among these of which there is no electronic file.

    Source: FIL-11.
    """
    return documents.filter(~Q(Exists(_scans())), is_claim=False)


def without_paper(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Electronic files among these whose paper nobody has seen, or that is missing.

    Source: FIL-11.
    """
    gone = Q(is_claim=True) | Q(holding__state=HoldingState.MISSING)
    return documents.filter(Exists(_scans())).filter(gone)


def _scans() -> QuerySet[ElectronicFile]:
    return ElectronicFile.objects.filter(document=OuterRef("pk"), removed_at__isnull=True)

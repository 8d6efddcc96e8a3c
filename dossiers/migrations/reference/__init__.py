"""Reference data as the regulation and the state's schedule give it: categories and filing scope.

Both languages stand in the rows, because the office edits them later like any other record. The
wording is the standard term of the archive trade, not the misprint of the printed regulation.
"""

from dossiers.migrations.reference.categories import CATEGORIES, CategoryRow
from dossiers.migrations.reference.document_types import DOCUMENT_TYPES, DocumentTypeRow

__all__ = ["CATEGORIES", "DOCUMENT_TYPES", "CategoryRow", "DocumentTypeRow"]

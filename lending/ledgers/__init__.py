"""Ledgers of lending: old registers in, registers out."""

from django.utils.translation import gettext_lazy as _

from dossiers.forms.imports import KINDS
from dossiers.ledgers.bringing_in import CLAIMS
from dossiers.procedures.imports.lifecycle import WORKS
from dossiers.procedures.imports.undoing import UNDOES
from dossiers.rules.undoing import BRINGS, Brought
from lending.ledgers.claims import loan_claim
from lending.models import Loan
from lending.procedures.old_loans import OldLoans
from lending.procedures.undoing import OldLoansBack

KINDS["loan"] = _("Old loan register; bring its catalogue in first")
CLAIMS["loan"] = loan_claim
WORKS["loan"] = OldLoans
BRINGS["loan"] = Brought(Loan)
UNDOES["loan"] = OldLoansBack

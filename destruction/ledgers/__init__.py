"""Ledgers of destruction: the lists that offices keep, in as proposals."""

from django.utils.translation import gettext_lazy as _

from destruction.ledgers.claims import proposal
from destruction.models import ProposedDestruction
from destruction.procedures.proposals import Proposals
from destruction.procedures.undoing import ProposalsBack
from destruction.rules.proposals import PROFILE
from destruction.rules.undoing import touched_proposals
from dossiers.forms.imports import KINDS
from dossiers.ledgers.bringing_in import CLAIMS
from dossiers.procedures.imports.lifecycle import WORKS
from dossiers.procedures.imports.undoing import UNDOES
from dossiers.rules.undoing import BRINGS, Brought

KINDS[PROFILE] = _("Destruction list, as proposals only; bring its catalogue and loans in first")
CLAIMS[PROFILE] = proposal
WORKS[PROFILE] = Proposals
BRINGS[PROFILE] = Brought(ProposedDestruction, touched_proposals)
UNDOES[PROFILE] = ProposalsBack

"""Ledgers of destruction: the lists that offices keep, in as proposals."""

from django.utils.translation import gettext_lazy as _

from destruction.ledgers.claims import proposal
from destruction.procedures.proposals import Proposals
from destruction.rules.proposals import PROFILE
from dossiers.forms.imports import KINDS
from dossiers.ledgers.bringing_in import CLAIMS
from dossiers.procedures.imports.lifecycle import WORKS

KINDS[PROFILE] = _("Destruction list, as proposals only; bring its catalogue and loans in first")
CLAIMS[PROFILE] = proposal
WORKS[PROFILE] = Proposals

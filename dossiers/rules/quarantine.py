"""What waits for destruction serves no other purpose, and what was destroyed none at all.

Source: DES-11, DES-12, DES-27; decisions 5 and 18.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Dossier, DossierState, Holding, HoldingState

APPRAISE: Final = ("destruction.draw_up_appraisal", "destruction.sign_appraisal")
"""Permissions of those who judge what is kept; they alone still read what waits."""

LEFT: Final = (HoldingState.QUARANTINED, HoldingState.DESTROYED)
"""States of what is no longer used: off the live shelves, or gone."""

IN_USE: Final = ~Q(state__in=[state.value for state in LEFT])


def waits(holding: Holding, document: Document | None = None) -> bool:
    """Whether a volume, or this paper of it, waits for destruction."""
    apart = document is not None and document.state == Document.State.QUARANTINED
    return apart or holding.state == HoldingState.QUARANTINED


def is_gone(holding: Holding, document: Document | None = None) -> bool:
    """Whether a volume, or this paper of it, was destroyed."""
    shredded = document is not None and document.state == Document.State.DESTROYED
    return shredded or holding.state == HoldingState.DESTROYED


def may_appraise(dossier: Dossier, user: User) -> bool:
    """Whether this person judges what is kept of this dossier, by post or where it is kept.

    Source: DES-27.
    """
    if not any(user.has_perm(permission) for permission in APPRAISE):
        return False
    scope = scope_of(user)
    if scope.everything:
        return True
    posts = {m.department_id for m in user.current_memberships}
    return bool((scope.departments | posts) & dossier.at_home_in())


def against_use(holding: Holding, document: Document | None = None) -> Iterator[Refusal]:
    """Why a thing is neither lent, copied nor handed over: it waits for destruction, or is gone.

    Source: DES-27, DES-11.
    """
    named = document or holding
    if is_gone(holding, document):
        yield gone(named)
    elif waits(holding, document):
        yield _set_apart(named)


def against_reading(
    holding: Holding, user: User, document: Document | None = None
) -> Iterator[Refusal]:
    """Why this person reads or prints nothing of a thing: it waits, and they do not appraise it.

    Source: DES-27, DES-11.
    """
    if waits(holding, document) and may_appraise(holding.dossier, user):
        return
    yield from against_use(holding, document)


def against_using_dossier(dossier: Dossier) -> Iterator[Refusal]:
    """Why nothing is done with a dossier: all of it was destroyed, its stub alone is left.

    Source: DES-11, DES-12.
    """
    if dossier.state == DossierState.DESTROYED:
        yield gone(dossier)


def gone(thing: Holding | Document | Dossier) -> Refusal:
    """Of what was destroyed its stub is left, and nothing else."""
    return Refusal(
        Clause.DES_12,
        _("%(code)s was destroyed; only its stub is left.") % {"code": thing.code},
        field="holding",
    )


def _set_apart(thing: Holding | Document) -> Refusal:
    return Refusal(
        Clause.DES_27,
        _("%(code)s waits for destruction and serves no other purpose.") % {"code": thing.code},
        field="holding",
    )


def in_use(holdings: Iterable[Holding]) -> list[Holding]:
    """Those that neither wait for destruction nor are destroyed."""
    return [holding for holding in holdings if holding.state not in LEFT]

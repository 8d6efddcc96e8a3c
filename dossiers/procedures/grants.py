"""Timed access to single dossiers; it ends at its minute, with no job run.

Source: SEC-29, LND-14; decisions 21.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Document, Dossier, DossierGrant, DossierUserObjectPermission
from dossiers.rules import access as rules
from dossiers.rules.access import Access
from dossiers.rules.tiers import Word


@act("dossiers.access_granted", _("Access granted"), Clause.SEC_29, Clause.LND_14)
def grant_access(
    dossier: Dossier, user: User, wanted: Access, *, by: User, words: Sequence[Word] = ()
) -> DossierGrant:
    """Open one dossier to one person for a time.

    Args:
        words: Those who decided, in the posts in which they did; else the person's own word.

    Raises:
        RegulationError: SEC-29 (not the keeper, no reason, no time), LND-14 (personal
            information without the centre's head, or for oneself), LND-24 (sealed, without
            the director).

    Source: SEC-29, LND-14, LND-24; decisions 15 and 21.
    """
    enforce(rules.against_granting(dossier, wanted, user, by, words or rules.words_of(by)))
    permission, made = DossierUserObjectPermission.objects.get_or_create(
        user=user,
        content_object=dossier,
        permission=Permission.objects.get(
            codename="view_dossier", content_type__app_label="dossiers"
        ),
    )
    if made:
        note(permission, after={"user": user.pk})
    copied = wanted.copies_of
    grant = DossierGrant.objects.create(
        permission=permission,
        dossier=dossier,
        personal=wanted.personal,
        sealed=wanted.sealed,
        copying=copied.holding if isinstance(copied, Document) else copied,
        copying_only=copied if isinstance(copied, Document) else None,
        reason=wanted.reason,
        granted_by=by,
        starts_at=wanted.starts_at,
        until=wanted.until,
    )
    note(grant, after={"user": user.pk, "until": wanted.until.isoformat()})
    return grant


@act("dossiers.grant_withdrawn", _("Access withdrawn"), Clause.SEC_29)
def withdraw_grant(grant: DossierGrant, *, by: User, now: datetime, reason: str) -> DossierGrant:
    """End a grant before its time.

    Raises:
        RegulationError: SEC-29, neither who granted it nor who keeps the dossier.

    Source: SEC-29.
    """
    fresh = (
        DossierGrant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier__centre")
        .get(pk=grant.pk)
    )
    if fresh.granted_by_id != by.pk and not rules.speaks_for_keeper(fresh.dossier, by):
        raise RegulationError(
            Refusal(
                Clause.SEC_29,
                _("%(code)s is opened by those who keep it.") % {"code": fresh.dossier.code},
            )
        )
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at = now
        fresh.save(update_fields=["withdrawn_at"])
        note(fresh, before={"withdrawn": None}, after={"withdrawn": now.isoformat()})
    return fresh


@act("dossiers.grants_ended", _("Access ended with the account"), Clause.SEC_29)
def end_grants_of(user: User, *, by: User, now: datetime) -> int:
    """End every grant of somebody who leaves, also those that have not begun; how many.

    Source: SEC-29.
    """
    grants = list(
        DossierGrant.objects.select_for_update(of=("self",), no_key=True)
        .filter(permission__user=user, withdrawn_at__isnull=True, until__gt=now)
        .order_by("pk")
    )
    for grant in grants:
        grant.withdrawn_at = now
        grant.save(update_fields=["withdrawn_at"])
        note(grant, before={"withdrawn": None}, after={"withdrawn": now.isoformat()})
    return len(grants)

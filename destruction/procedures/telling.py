"""Telling people that their word on an appraisal is wanted.

A notice names the number of the appraisal only; what is on the list is read behind the link.

Source: APR-07, APR-09.
"""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Appraisal
from destruction.rules import steps


def ask_engineers(appraisal: Appraisal, *, by: User, now: datetime) -> None:
    """Tell the engineers, once, that technical things wait for their opinion."""
    if not appraisal.lines.filter(technical=True).exists():
        return
    message = Message(
        f"opinion_wanted:{appraisal.pk}",
        worded(_("Your opinion is wanted on appraisal %(number)s"), number=appraisal.number),
        link=reverse("destruction:opinions", args=[appraisal.pk]),
        clause=Clause.APR_07,
    )
    tell(_holders(Q(role=Role.ENGINEER), now), message, by=by, now=now)


def ask_signatories(appraisal: Appraisal, *, by: User, now: datetime) -> None:
    """Tell those whose signature a frozen list needs; once for each content."""
    posts = Q(pk__in=[])
    for signatory in steps.signatories(appraisal):
        where = {} if signatory.department is None else {"department": signatory.department}
        posts |= Q(role=signatory.role, **where)
    message = Message(
        f"signature_wanted:{appraisal.pk}:{appraisal.content_hash[:16]}",
        worded(_("Your signature is wanted on appraisal %(number)s"), number=appraisal.number),
        link=appraisal.get_absolute_url(),
        clause=Clause.APR_09,
    )
    drawers = {appraisal.drawn_up_by_id, appraisal.frozen_by_id}
    people = [person for person in _holders(posts, now) if person.pk not in drawers]
    tell(people, message, by=by, now=now)


def _holders(posts: Q, now: datetime) -> list[User]:
    rows = Membership.objects.in_force(timezone.localtime(now).date()).filter(posts)
    return list(User.objects.filter(pk__in=rows.values("person")).order_by("pk"))

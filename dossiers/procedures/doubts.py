"""A doubt about a thing opens a check; the check closes with a finding.

Source: STO-13.
"""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Doubt, Holding
from dossiers.procedures.custody import locked
from dossiers.rules import doubts as rules
from dossiers.rules.condition import CHECKERS


@act("dossiers.doubt_raised", _("Doubt about a thing raised"), Clause.STO_13)
def raise_doubt(holding: Holding, *, text: str, by: User, now: datetime) -> Doubt:
    """Say that something about a thing seems wrong; its keeper's archivists are to check it.

    Raises:
        RegulationError: STO-13 (no archivist, destroyed, doubted already, nothing said).

    Source: STO-13.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_raising(fresh, text, by))
    today = day_of(now)
    doubt = Doubt.objects.create(
        department=fresh.keeper,
        holding=fresh,
        text=text.strip(),
        raised_on=today,
        raised_by=by,
    )
    note(doubt, after={"thing": fresh.code, "on": today.isoformat()})
    posts = Membership.objects.in_force(today).filter(department=fresh.keeper, role__in=CHECKERS)
    message = Message(
        f"doubt:{doubt.pk}",
        worded(_("A doubt about %(code)s is to be checked"), code=fresh.code),
        link=reverse("dossiers:doubts"),
        clause=Clause.STO_13,
    )
    tell([post.person for post in posts.select_related("person")], message, by=by, now=now)
    return doubt


@act("dossiers.doubt_settled", _("Doubt about a thing settled"), Clause.STO_13)
def settle_doubt(doubt: Doubt, *, finding: str, by: User, today: date, measures: str = "") -> Doubt:
    """Close the check of a thing with what was found and what was done about it.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-13 (settled already, no finding).

    Source: STO-13.
    """
    rows = Doubt.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("department", "holding").get(pk=doubt.pk)
    enforce(rules.against_settling(fresh, finding, by, today=today))
    fresh.closed_on, fresh.closed_by = today, by
    fresh.finding, fresh.measures = finding.strip(), measures.strip()
    fresh.save(update_fields=["closed_on", "closed_by", "finding", "measures"])
    note(fresh, before={"closed": None}, after={"closed": today.isoformat()})
    return fresh

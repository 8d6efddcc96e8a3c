"""What happens to a customer while the dossier is open.

Source: COL-23, FIL-31, SVC-39, SVC-41.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.crypto import masked_name
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    Customer,
    Document,
    Dossier,
    DossierEvent,
    DossierState,
)
from dossiers.models.naming import initials_of
from dossiers.procedures import locks
from dossiers.procedures.closing import open_task, say
from dossiers.procedures.relabelling import mark_labels
from dossiers.rules import closing as rules
from dossiers.rules import submissions
from dossiers.rules.identity import read_name
from dossiers.rules.relabelling import against_old_label
from dossiers.rules.revealing import against_whole_numbers
from dossiers.rules.touched import FINANCE, TO_CONFIRM, Change


@act("dossiers.change_reported", _("Change reported"), Clause.COL_23, Clause.SVC_41)
def report_change(
    dossier: Dossier,
    text: str,
    *,
    on: date,
    by: User,
    today: date,
    of: Change = Change.OTHER,
) -> DossierEvent:
    """Enter a major change or a matter reported by any department, with its day.

    A change of name, representative, licence or occupant stands on the work list until somebody
    has confirmed the fields that it touches.

    Raises:
        RegulationError: COL-23 (not the centre's staff, a day to come), COL-17 (closed), SEC-15
            (a number in full: it is corrected on a request of the resident).

    Source: COL-23, SEC-15, SVC-41.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_reporting(fresh, on, by, today))
    enforce(submissions.against_further_papers(fresh))
    enforce(against_whole_numbers(text, "text"))
    event = DossierEvent.objects.create(
        dossier=fresh, kind=DossierEvent.Kind.CHANGE, on=on, text=text, by=by
    )
    note(event, after={"on": on.isoformat()})
    _ask_to_confirm(fresh, of, by=by, today=today)
    return event


def _ask_to_confirm(dossier: Dossier, of: Change, *, by: User, today: date) -> None:
    """Put the fields that a change touches on the work list.

    Source: SVC-41.
    """
    if of in TO_CONFIRM:
        confirm = say(_("Confirm after the change: %(fields)s."))
        open_task(dossier, confirm % {"fields": say(TO_CONFIRM[of])}, by=by, on=today)


@act("dossiers.reviewed", _("Dossier reviewed"), Clause.COL_11)
def record_review(dossier: Dossier, *, by: User, today: date) -> Dossier:
    """The archivist has gone through the dossier; the next review falls due from this day.

    Raises:
        RegulationError: ORG-08 (not the centre's archivist), COL-17 (closed), SVC-31 (the
            label says an old name).

    Source: COL-11, SVC-31.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_archivists_work(fresh, by))
    enforce(submissions.against_further_papers(fresh))
    enforce(against_old_label(fresh))
    before = fresh.reviewed_on
    fresh.reviewed_on = today
    fresh.save(update_fields=["reviewed_on"])
    note(
        fresh,
        before={"reviewed": before.isoformat() if before else None},
        after={"reviewed": today.isoformat()},
    )
    return fresh


@act(
    "dossiers.customer_renamed",
    _("Name of the customer changed"),
    Clause.COL_23,
    Clause.FIL_31,
    Clause.SVC_39,
)
def change_name(
    dossier: Dossier, name: str, *, application: Document | None, by: User, now: datetime
) -> Customer:
    """Change the customer's name on a paper application; labels are to be printed anew.

    Finance, which keeps the customer's account, is told.

    Args:
        application: The change-of-name application, filed in this dossier.

    Raises:
        RegulationError: COL-23 (no paper application), ORG-08, COL-17 (closed).

    Source: COL-23, FIL-31, SVC-39, SVC-41.
    """
    today = day_of(now)
    (fresh,) = locks.dossiers([dossier.pk])
    new = read_name(name)
    enforce(rules.against_renaming(fresh, new, application, by))
    if fresh.occupancy is None:
        raise ValueError(f"{fresh} is no customer dossier")
    customer = Customer.objects.select_for_update(no_key=True).get(pk=fresh.occupancy.customer_id)
    before = customer.name
    customer.name, customer.initials = new, initials_of(new)
    customer.save(update_fields=["name", "initials"])
    note(customer, before={"name": masked_name(before)}, after={"name": masked_name(new)})
    _record(fresh, customer, application, by=by, today=today)
    if customer.kind == Customer.Kind.COMPANY:
        _ask_to_confirm(fresh, Change.NAME, by=by, today=today)
    _tell_finance(fresh, by=by, now=now)
    return customer


def _tell_finance(dossier: Dossier, *, by: User, now: datetime) -> None:
    """The people of the finance department hear which unit's account bears a new name."""
    posts = Membership.objects.in_force(day_of(now)).filter(department__name__contains=FINANCE)
    title = _("%(unit)s: the account bears a new name; the application is filed")
    message = Message(
        f"dossiers.renamed:{dossier.pk}:{now.isoformat()}",
        worded(title, unit=dossier.unit),
        clause=Clause.SVC_39,
    )
    tell([post.person for post in posts.select_related("person")], message, by=by, now=now)


def _record(
    dossier: Dossier, customer: Customer, application: Document | None, *, by: User, today: date
) -> None:
    """The dated entry, and a task to relabel in every open dossier of this customer."""
    words = say(_("Name changed on application %(code)s.")) % {"code": application}
    event = DossierEvent.objects.create(
        dossier=dossier, kind=DossierEvent.Kind.CHANGE, on=today, text=words, by=by
    )
    note(event, after={"on": today.isoformat()})
    concerned = Dossier.objects.filter(occupancy__customer=customer, state=DossierState.OPEN)
    mark_labels(list(concerned.order_by("pk")), by=by, on=today)

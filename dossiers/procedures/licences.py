"""Business licences are recorded and watched until they lapse.

Source: COL-16.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier, Licence
from dossiers.procedures import locks
from dossiers.rules import licences as rules


@act("dossiers.licence_recorded", _("Business licence recorded"), Clause.COL_16)
def record_licence(dossier: Dossier, told: Licence, *, by: User, today: date) -> Licence:
    """Record the business licence of a company customer, or what its renewal changed.

    Args:
        told: Number and days as they were read from the licence; not saved itself.

    Raises:
        RegulationError: ORG-08 (not the centre's archivist), COL-16 (no company, no number, a
            review to come).

    Source: COL-16.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(
        rules.against_recording(
            fresh, told.number, reviewed_on=told.reviewed_on, by=by, today=today
        )
    )
    licence = Licence.objects.filter(dossier=fresh).first() or Licence(dossier=fresh)
    before = _days(licence) if licence.pk else {}
    for name in ("number", "reviewed_on", "review_due_on", "expires_on"):
        setattr(licence, name, getattr(told, name))
    licence.recorded_on, licence.recorded_by = today, by
    licence.save()
    note(licence, before=before, after=_days(licence))
    return licence


def _days(licence: Licence) -> dict[str, str]:
    names = ("reviewed_on", "review_due_on", "expires_on")
    return {name: str(getattr(licence, name) or "") for name in names}


@act(
    "dossiers.licences_reminded",
    _("Reminded of licences that lapse"),
    Clause.COL_16,
    Clause.SVC_26,
)
def remind_of_licences(*, now: datetime, by: User | None = None) -> int:
    """Tell each centre's archivist once a month which licences lapse soon, and which are missing.

    Source: COL-16, SVC-26.
    """
    today = day_of(now)
    lapsing = rules.lapsing(Licence.objects.all(), today=today).order_by()
    counts = Counter(dict(lapsing.values_list("dossier__centre").annotate(n=Count("pk"))))
    lacking = rules.without_licence(Dossier.objects.all()).order_by()
    missing = Counter(dict(lacking.values_list("centre").annotate(n=Count("pk"))))
    told = 0
    for centre in Department.objects.filter(pk__in={*counts, *missing}).order_by("pk"):
        for message in _messages(centre, counts[centre.pk], missing[centre.pk], today):
            told += len(tell(_archivists(centre, today), message, by=by, now=now))
    return told


def _messages(centre: Department, n: int, missing: int, today: date) -> Iterator[Message]:
    """What one centre hears this month; nothing where nothing lapses and none is missing."""
    lapse = ngettext_lazy(
        "%(centre)s: %(n)d business licence lapses or is due for review",
        "%(centre)s: %(n)d business licences lapse or are due for review",
        n,
    )
    lack = ngettext_lazy(
        "%(centre)s: %(n)d company has no licence on record",
        "%(centre)s: %(n)d companies have no licence on record",
        missing,
    )
    link, month = reverse("dossiers:licences"), f"{today:%Y-%m}"
    if n:
        title = worded(lapse, centre=centre, n=n)
        key = f"licences:{centre.pk}:{month}"
        yield Message(key, title, link=link, clause=Clause.COL_16)
    if missing:
        title = worded(lack, centre=centre, n=missing)
        key = f"licences_missing:{centre.pk}:{month}"
        yield Message(key, title, link=f"{link}?show=missing", clause=Clause.SVC_26)


def _archivists(centre: Department, today: date) -> list[User]:
    posts = Membership.objects.in_force(today).filter(role=Role.CENTRE_ARCHIVIST)
    return [post.person for post in posts.filter(department=centre).select_related("person")]

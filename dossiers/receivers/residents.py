"""The number of residents who wait for an answer about their own data."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office.organisation.models import User
from archive_office.shell.signals import Figure
from dossiers.models import DataRequest


def of_data_requests(user: User, *, today: date) -> list[Figure]:
    """Residents who wait for an answer, and how many too long; silent where nobody does."""
    waiting = DataRequest.objects.visible_to(user).unanswered()
    found = waiting.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    if not found["n"]:
        return []
    return [
        Figure(
            _("Requests of residents"),
            found["n"],
            reverse("dossiers:data_requests"),
            note=_("%(n)s overdue") % {"n": found["late"]} if found["late"] else "",
            icon="person",
            tone="bad" if found["late"] else "info",
            rank=11,
        )
    ]

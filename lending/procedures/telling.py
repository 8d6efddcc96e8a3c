"""Who hears of a request: whoever decides next, whoever is to know of it, whoever asked.

No notice names a person from outside, a resident, or what a dossier holds.

Source: LND-18, SEC-23.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, enforce
from lending.models import AccessRequest, LineState, RequestLine, RequestStep
from lending.rules import deciding, people

INFORMED: Final = {
    "customer_service_head": Role.CUSTOMER_SERVICE_HEAD,
    "archive_room_head": Role.ARCHIVE_ROOM_HEAD,
}


def tell_deciders(steps: Iterable[RequestStep], *, now: datetime) -> None:
    """Tell those who may take the next steps that a request waits for them."""
    for step in steps:
        message = Message(
            f"lending.step:{step.pk}",
            worded(
                _("Request %(number)s waits for your decision"), number=step.line.request.number
            ),
            link=reverse("lending:inbox"),
            clause=step.clause,
        )
        tell(deciding.deciders_of(step, on=day_of(now)), message, by=None, now=now)


def tell_finders(request: AccessRequest, *, now: datetime) -> None:
    """Tell the archivists of the room that something is asked for in words."""
    message = Message(
        f"lending.to_identify:{request.pk}",
        worded(_("Request %(number)s: find what is asked for"), number=request.number),
        link=request.get_absolute_url(),
        clause=Clause.LND_18,
    )
    tell(people.archivists_of(request.room, on=day_of(now)), message, by=None, now=now)


def tell_answer(line: RequestLine, *, now: datetime) -> None:
    """Tell whoever asked what became of a line.

    Source: LND-18.
    """
    title = {
        LineState.APPROVED: _("Request %(number)s, line %(line)s: approved"),
        LineState.REFUSED: _("Request %(number)s, line %(line)s: refused"),
    }[LineState(line.state)]
    message = Message(
        f"lending.line:{line.pk}:{line.state}",
        worded(title, number=line.request.number, line=line.number),
        link=line.request.get_absolute_url(),
        clause=Clause.LND_18,
    )
    tell([line.request.requester or line.request.entered_by], message, by=None, now=now)


def inform(line: RequestLine, *, by: User, now: datetime) -> None:
    """Tell whoever is to know of each approval, before it takes effect.

    Raises:
        RegulationError: SEC-23, nobody holds that post.

    Source: SEC-23.
    """
    role = INFORMED.get(policy.text("approval_informs", on=day_of(now)))
    if role is None:
        return
    posts = Membership.objects.in_force(day_of(now)).filter(role=role).select_related("person")
    informed = [post.person for post in posts]
    enforce(deciding.against_informing_nobody(informed, role))
    title = _("For your information: request %(number)s, line %(line)s is approved")
    message = Message(
        f"lending.informed:{line.pk}",
        worded(title, number=line.request.number, line=line.number),
        link=line.request.get_absolute_url(),
        clause=Clause.SEC_23,
    )
    tell(informed, message, by=by, now=now)

"""Who decides on which step, and what stands against a decision.

Source: LND-15, LND-18, SEC-20, SEC-28; decisions 15, 20 and 27.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Decision, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from lending.models import LineState, RequestLine, RequestStep
from lending.rules import consent, content, leaving
from lending.rules.wanted import wanted_of

APPROVED = Decision.Outcome.APPROVED


def post_for(user: User, step: RequestStep) -> Membership | None:
    """The membership by which a person would take a step; nobody's on the own request.

    Somebody who stands in for another does not decide what that other asks for.

    Source: LND-18, SEC-28; decision 20.
    """
    request = step.line.request
    if user.pk in _barred(step):
        return None
    return next(
        (
            m
            for m in user.current_memberships
            if m.role == step.role
            and step.department_id in (None, m.department_id)
            and m.acting_for_id not in (request.requester_id or 0, request.entered_by_id)
        ),
        None,
    )


def _barred(step: RequestStep) -> set[int | None]:
    """Who asks, and who entered it; reviewing what one entered for a colleague is one's work."""
    request = step.line.request
    if step.name == "review" and request.requester_id is not None:
        return {request.requester_id}
    return {request.requester_id, request.entered_by_id}


def may_decide(user: User, step: RequestStep) -> bool:
    """Whether this person may take this step now."""
    return step.is_next and post_for(user, step) is not None


def deciders_of(step: RequestStep, *, on: date) -> list[User]:
    """Everybody who may take a step; nobody when the post is vacant, or the asker's own.

    Source: LND-18; decision 20.
    """
    posts = Membership.objects.in_force(on).filter(role=step.role)
    if step.department_id is not None:
        posts = posts.filter(department=step.department_id)
    holders = {post.person_id: post.person for post in posts.select_related("person")}
    return [person for person in holders.values() if post_for(person, step) is not None]


def steps_waiting_for(user: User) -> QuerySet[RequestStep]:
    """The steps this person may take now, by whatever post held today, acting ones included.

    Source: LND-18, SEC-20; decisions 20 and 27.
    """
    mine = Q(pk__in=[])
    for post in user.current_memberships:
        here = Q(role=post.role) & (Q(department=post.department_id) | Q(department=None))
        if post.acting_for_id is not None:
            principal = post.acting_for_id
            here &= ~Q(line__request__entered_by=principal)
            here &= Q(line__request__requester=None) | ~Q(line__request__requester=principal)
        mine |= here
    entered = Q(line__request__entered_by=user)
    reviewed = Q(name="review", line__request__requester__isnull=False)
    return (
        RequestStep.objects.filter(mine, is_next=True)
        .filter(~entered | reviewed)
        .filter(Q(line__request__requester=None) | ~Q(line__request__requester=user))
        .select_related(
            "department",
            "line__document",
            "line__holding__dossier",
            "line__request__requester",
            "line__request__department",
            "line__request__outside",
            "line__request__room",
        )
        .order_by("line__request__asked_at", "line", "rank", "pk")
    )


def against_deciding(
    step: RequestStep, outcome: str, reason: str, *, by: User, now: datetime
) -> Iterator[Refusal]:
    """Every reason why this person does not decide this step this way now.

    Call it on a fresh step whose line and request are locked.

    Source: LND-18, SEC-20, SEC-28.
    """
    if step.line.state != LineState.WAITING or not step.is_next:
        yield Refusal(
            Clause.SEC_20, _("%(line)s does not wait for this decision.") % {"line": step.line}
        )
        return
    yield from against_person(step, by)
    if content.hash_of(step.line.request) != step.line.request.content_hash:
        yield Refusal(
            Clause.LND_18, _("The request is not the one that was asked. Look at it again.")
        )
    if outcome != APPROVED:
        if not reason.strip():
            yield Refusal(Clause.LND_18, _("A refusal needs a reason."), field="reason")
        return
    yield from against_approving(step.line, now=now)


def against_person(step: RequestStep, by: User) -> Iterator[Refusal]:
    """Why this person does not decide this step: another's office, or the own request.

    Source: LND-18, SEC-28.
    """
    if post_for(by, step) is not None:
        return
    request = step.line.request
    if by.pk in (request.requester_id, request.entered_by_id) or _stands_in(by, step):
        yield Refusal(Clause.LND_18, _("Nobody decides on the own request."))
    else:
        yield Refusal(
            Clause.LND_18,
            _("This is decided by: %(role)s.") % {"role": step.get_role_display()},
        )


def _stands_in(by: User, step: RequestStep) -> bool:
    request = step.line.request
    return any(
        m.acting_for_id in (request.requester_id, request.entered_by_id)
        for m in by.current_memberships
        if m.acting_for_id is not None and m.role == step.role
    )


def against_approving(line: RequestLine, *, now: datetime) -> Iterator[Refusal]:
    """What stands against approving this line, whoever does it."""
    wanted = wanted_of(line, on=day_of(now))
    yield from leaving.against_thing(wanted)
    yield from leaving.against_use(wanted, line)
    if line.request.until <= now:
        yield Refusal(Clause.SEC_20, _("The time asked for is over; refuse it."))


def against_last_approval(line: RequestLine) -> Iterator[Refusal]:
    """What has to be there before the last approval: consent, or a basis in the law.

    Source: LND-15, SEC-13; decision 16.
    """
    yield from consent.against_deciding_without_consent(line)
    yield from consent.against_deciding_without_authority(line)


def against_informing_nobody(people: Sequence[User], role: Role) -> Iterator[Refusal]:
    """An approval does not hold before the person to be informed was told.

    Source: SEC-23.
    """
    if not people:
        yield Refusal(
            Clause.SEC_23,
            _("Nobody holds the post that is to be told first: %(role)s.") % {"role": role.label},
        )

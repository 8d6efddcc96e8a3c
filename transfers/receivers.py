"""What the first page, the sidebar and the palette hear of handovers."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.shell.kept import while_nothing_happens
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)
from dossiers.signals import Movement, movements_of_dossier
from transfers.models import Manifest, ManifestSignature, ManifestState, Period, Shortage, Side
from transfers.papers.movements import handovers_of
from transfers.rules import parties
from transfers.rules.periods import Stage, Standing, centres, standings

SEEN: Final = "transfers.view_manifest"
MOST_SHOWN: Final = 6
SHORTEST_TERM: Final = 3


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="transfers.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="transfers.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="transfers.palette")
    movements_of_dossier.connect(on_movements, dispatch_uid="transfers.movements")


def on_movements(dossier: int, **_kwargs: Any) -> list[Movement]:
    """The handovers of a dossier, for the register of its movements (FRM-40)."""
    return list(handovers_of(dossier))


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """Handovers due and late, manifests that wait for this person, debts."""
    user = actor(request)
    if not user.has_perm(SEEN):
        return []
    due = due_standings(user, on=clock.today())
    mine = list(waiting_for(user).select_related("centre", "period")[:MOST_SHOWN])
    answers: list[Figure | Panel] = [*_figures(user, due)]
    if due or mine:
        panel = {
            "due": due[:MOST_SHOWN],
            "waiting": mine,
            "own": _posts(user, parties.CENTRE_CLERKS),
        }
        answers.append(
            Panel(
                _("Handover"),
                "transfers/_panel.html",
                panel,
                url=reverse("transfers:periods"),
                rank=40,
            )
        )
    return answers


@while_nothing_happens
def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """How many manifests wait for this person, and how many debts stand."""
    user = actor(request)
    if not user.has_perm(SEEN):
        return []
    badges = []
    if waiting := waiting_for(user).count():
        badges.append(Badge("transfers:manifests", waiting))
    if _handles_debts(user):
        debts = Shortage.objects.visible_to(user).standing().count()
        badges.append(Badge("transfers:shortages", debts, tone="warning"))
    return badges


def on_palette(request: StaffRequest, term: str, **_kwargs: Any) -> list[Hit]:
    """Manifests by their number."""
    user = actor(request)
    if len(term) < SHORTEST_TERM or not user.has_perm(SEEN):
        return []
    rows = Manifest.objects.visible_to(user).filter(number__icontains=term)
    return [
        Hit(
            row.number,
            row.get_absolute_url(),
            f"{row.centre} · {row.get_state_display()}",
            icon="local_shipping",
        )
        for row in rows.select_related("centre")[:MOST_SHOWN]
    ]


def waiting_for(user: User) -> QuerySet[Manifest]:
    """Manifests whose next step is this person's: hand in, check, or sign."""
    clerks, checkers = _posts(user, parties.CENTRE_CLERKS), _posts(user, parties.HEADQUARTERS)
    mine = Q(state=ManifestState.PREPARING, centre__in=clerks)
    mine |= Q(state=ManifestState.CHECKING, receiver__in=checkers)
    for side, roles in parties.SIGNERS.items():
        party = "centre__in" if side == Side.TRANSFERRING else "receiver__in"
        facts: dict[str, object] = {party: _posts(user, roles), "state": ManifestState.FROZEN}
        if side == Side.ARCHIVIST:
            facts["kind"] = Manifest.Kind.TITLE
        mine |= Q(~Exists(_signed(signer=user)), ~Exists(_signed(side=side)), **facts)
    return Manifest.objects.visible_to(user).filter(mine, is_open=True)


def due_standings(user: User, *, on: date) -> list[Standing]:
    """Centres this person answers for whose handover is late or due soon, late ones first."""
    soon = on + timedelta(days=policy.number("handover_reminder_days", on=on))
    scope = scope_of(user)
    of = None if scope.everything else list(centres().filter(pk__in=scope.departments))
    latest = list(Period.objects.filter(due_on__lte=soon).order_by("-due_on")[:2])
    found = [
        standing
        for period in reversed(latest)
        for standing in standings(period, on=on, of=of)
        if standing.stage in (Stage.DUE, Stage.UNDER_WAY)
    ]
    return sorted(found, key=lambda standing: standing.days_left)


def _signed(**of: object) -> QuerySet[ManifestSignature]:
    """Signatures in force on the manifest asked about."""
    rows = ManifestSignature.objects.filter(manifest=OuterRef("pk"), voided_at__isnull=True)
    return rows.filter(**of)


def _figures(user: User, due: list[Standing]) -> list[Figure]:
    figures = []
    late = sum(1 for standing in due if standing.is_overdue)
    if due:
        figures.append(
            Figure(
                _("Handovers overdue") if late else _("Handovers due soon"),
                late or len(due),
                url=reverse("transfers:periods"),
                icon="calendar_month",
                tone="bad" if late else "warn",
                rank=30,
            )
        )
    if waiting := waiting_for(user).count():
        figures.append(
            Figure(
                _("Manifests waiting for you"),
                waiting,
                url=reverse("transfers:manifests"),
                icon="local_shipping",
                tone="info",
                rank=31,
            )
        )
    if debts := Shortage.objects.visible_to(user).standing().count():
        figures.append(
            Figure(
                _("Shortages"),
                debts,
                url=reverse("transfers:shortages"),
                note=_("listed and not found, or pages missing"),
                icon="report",
                tone="warn",
                rank=32,
            )
        )
    return figures


def _posts(user: User, roles: frozenset[Role]) -> set[int]:
    """The departments in which a person holds one of these roles."""
    return {m.department_id for m in user.current_memberships if m.role in roles}


def _handles_debts(user: User) -> bool:
    roles = {Role(m.role) for m in user.current_memberships}
    return bool(roles & (parties.CENTRE | parties.HEADQUARTERS))

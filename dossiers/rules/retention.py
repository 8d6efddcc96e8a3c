"""How long a thing is kept, told as a sentence, and which things have come to their end.

Everything is computed from the facts each time: the schedule of the category (or of the document
type), the closing of the dossier, the year of origin, or a day entered by hand. The term runs from
1 January after that day; appraisal, never the calendar, decides what becomes of a thing.

Source: APR-11, APR-14, APR-15, APR-16, FIL-21; decision 10.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    Dossier,
    DossierState,
    Hold,
    Holding,
    HoldingState,
    Retention,
    RetentionStart,
    RetentionTrigger,
)
from dossiers.rules.access import speaks_for_keeper
from dossiers.rules.obligations import Obligation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NEVER_AGAIN: Final = (HoldingState.DESTROYED,)
LEGACY: Final = (Retention.LONG, Retention.SHORT)

HOLDERS: Final = (
    Role.CENTRE_ARCHIVIST,
    Role.CENTRE_HEAD,
    Role.HQ_ARCHIVIST,
    Role.ARCHIVE_ROOM_HEAD,
    Role.CUSTOMER_SERVICE_HEAD,
    Role.DIRECTOR,
)
"""Roles in which a hold is placed and lifted, each for what they answer for."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a thing's term began and ends.

    Attributes:
        counts_from: The day the term is counted from; None while nothing has started it.
        why: That day in words.
        reviewable_from: First day on which it may be appraised; None for what never ends, has
            not begun, or has no computable end.
    """

    retention: Retention
    years: int | None
    counts_from: date | None
    why: str
    basis: str

    @property
    def begins(self) -> date | None:
        """1 January after the day it counts from."""
        return date(self.counts_from.year + 1, 1, 1) if self.counts_from else None

    @property
    def reviewable_from(self) -> date | None:
        """1 January after the last year kept."""
        if self.retention != Retention.FIXED or self.begins is None or self.years is None:
            return None
        return date(self.begins.year + self.years, 1, 1)

    def is_due(self, on: date) -> bool:
        """Whether the thing may be appraised on this day; old classes always may."""
        if self.retention in LEGACY:
            return True
        return self.reviewable_from is not None and self.reviewable_from <= on


def clock_of(holding: Holding, *, trigger: RetentionTrigger | None = None) -> Clock:
    """The clock of a volume or item; ``trigger`` is the day entered by hand, if there is one.

    Source: APR-11, APR-16.
    """
    category = holding.dossier.category
    start = RetentionStart(category.retention_start)
    counts_from, why = (
        (trigger.on, _by_hand(trigger)) if trigger is not None else _started(holding, start)
    )
    return Clock(
        Retention(holding.retention),
        holding.retention_years,
        counts_from,
        why,
        category.retention_basis,
    )


def clock_of_document(
    document: Document, *, trigger: RetentionTrigger | None = None
) -> Clock | None:
    """The clock of a document with a term of its own; None if it goes with its volume."""
    kind = document.type
    if kind is None or not kind.retention:
        return None
    counts_from, why = (
        (trigger.on, _by_hand(trigger))
        if trigger is not None
        else _started(document.holding, RetentionStart.DOSSIER_CLOSED)
    )
    return Clock(
        Retention(kind.retention), kind.retention_years, counts_from, why, kind.retention_basis
    )


def _started(holding: Holding, start: RetentionStart) -> tuple[date | None, str]:
    return _STARTS[start](holding)


def _closed(holding: Holding) -> tuple[date | None, str]:
    dossier = holding.dossier
    if dossier.state != DossierState.CLOSED or dossier.closed_on is None:
        return None, _("counts from the closing of the dossier, which is still open")
    words = {"day": f"{dossier.closed_on:%F}", "why": dossier.closed_reason}
    return dossier.closed_on, _("closed %(day)s: %(why)s") % words


def _aged(holding: Holding) -> tuple[date | None, str]:
    year = holding.year_until or (holding.filed_on.year if holding.filed_on else None)
    if year is None:
        return None, _("counts from the year of origin, which is not known yet")
    return date(year, 12, 31), _("year of origin %(year)s") % {"year": year}


_STARTS: Final[dict[str, Callable[[Holding], tuple[date | None, str]]]] = {
    RetentionStart.DOSSIER_CLOSED: _closed,
    RetentionStart.FILING_YEAR: _aged,
    RetentionStart.CONTRACT_END: lambda _holding: (
        None,
        _("counts from the end of the contract, which is not entered yet"),
    ),
    RetentionStart.BY_HAND: lambda _holding: (
        None,
        _("counts from a day that is not entered yet"),
    ),
}


def _by_hand(trigger: RetentionTrigger) -> str:
    words = {"day": f"{trigger.on:%F}", "why": trigger.reason}
    return _("counts from %(day)s: %(why)s") % words


def sentence(clock: Clock, obligations: Sequence[Obligation] = (), *, on: date) -> str:
    """The whole story of a term in one line, with what stands against its end.

    Source: APR-11.
    """
    between = "；" if (get_language() or "").startswith("zh") else "; "
    return between.join([*_told(clock, on), *(str(found.text) for found in obligations)])


def _told(clock: Clock, on: date) -> Iterator[str]:
    if clock.retention == Retention.PERMANENT:
        yield _("kept permanently")
        return
    if clock.retention in LEGACY:
        name = (
            "retention_long_years" if clock.retention == Retention.LONG else "retention_short_years"
        )
        years = policy.number(name, on=on)
        yield _(
            "old class “%(term)s” (about %(years)s years): to be appraised, no computed end"
        ) % {
            "term": clock.retention.label,
            "years": years,
        }
        return
    yield clock.why
    if clock.begins is None or clock.years is None:
        return
    yield ngettext("%(years)s year from %(day)s", "%(years)s years from %(day)s", clock.years) % {
        "years": clock.years,
        "day": f"{clock.begins:%F}",
    }
    yield _("reviewable from %(day)s") % {"day": f"{clock.reviewable_from:%F}"}


def current_triggers(holdings: Sequence[Holding]) -> dict[int, RetentionTrigger]:
    """The days entered by hand that count for these holdings as a whole."""
    rows = RetentionTrigger.objects.filter(
        holding__in=holdings, document=None, replaced_at__isnull=True
    )
    return {row.holding_id: row for row in rows}


def due(holdings: QuerySet[Holding], *, on: date) -> QuerySet[Holding]:
    """The filed things among these whose term has run out, or whose old class names no end.

    The same answer as :func:`clock_of` for each, found by the database.

    Source: APR-12.
    """
    by_hand = RetentionTrigger.objects.filter(
        holding=OuterRef("pk"), document=None, replaced_at__isnull=True
    )
    years = Coalesce(F("retention_years"), 0)
    origin = Coalesce(F("year_until"), ExtractYear("filed_on"), output_field=IntegerField())
    closed = Q(
        dossier__category__retention_start=RetentionStart.DOSSIER_CLOSED,
        dossier__state=DossierState.CLOSED,
        closing_year__lt=on.year,
    )
    aged = Q(dossier__category__retention_start=RetentionStart.FILING_YEAR, origin_year__lt=on.year)
    ended = Q(hand_year__lt=on.year) | Q(hand_year__isnull=True) & (closed | aged)
    return (
        holdings.filter(filed_on__isnull=False)
        .exclude(state__in=NEVER_AGAIN)
        .exclude(dossier__state=DossierState.VOID)
        .annotate(
            hand_year=ExtractYear(Subquery(by_hand.values("on")[:1], output_field=DateField()))
            + years,
            closing_year=ExtractYear("dossier__closed_on") + years,
            origin_year=origin + years,
        )
        .filter(Q(retention__in=LEGACY) | Q(retention=Retention.FIXED) & ended)
    )


def due_documents(documents: QuerySet[Document], *, on: date) -> QuerySet[Document]:
    """The filed papers with a shorter term of their own that has run out.

    Source: APR-12, APR-17.
    """
    by_hand = RetentionTrigger.objects.filter(document=OuterRef("pk"), replaced_at__isnull=True)
    counted = Coalesce(
        Subquery(by_hand.values("on")[:1], output_field=DateField()),
        F("holding__dossier__closed_on"),
    )
    return (
        documents.filter(
            state=Document.State.FILED,
            type__retention=Retention.FIXED,
            holding__filed_on__isnull=False,
        )
        .exclude(holding__state__in=NEVER_AGAIN)
        .filter(Q(holding__dossier__state=DossierState.CLOSED) | Exists(by_hand))
        .annotate(last_year=ExtractYear(counted) + F("type__retention_years"))
        .filter(last_year__lt=on.year)
    )


def against_correcting(holding: Holding, on: date, by: User, *, today: date) -> Iterator[Refusal]:
    """Why this person cannot enter this day as the one a term counts from."""
    yield from _against_stranger(holding.dossier, by)
    if holding.state == HoldingState.DESTROYED:
        yield _destroyed(holding)
    if on > today:
        yield Refusal(
            Clause.APR_16,
            gettext_lazy("The day lies in the future; a term counts from what has happened."),
            field="on",
        )


def against_new_term(
    holding: Holding, retention: Retention, years: int | None, by: User
) -> Iterator[Refusal]:
    """Why this person cannot give this thing another term."""
    yield from _against_stranger(holding.dossier, by)
    if holding.state == HoldingState.DESTROYED:
        yield _destroyed(holding)
    if retention in LEGACY and retention != holding.retention:
        yield Refusal(
            Clause.APR_14,
            gettext_lazy(
                "“Long” and “short” are old classes; choose permanent or a number of years."
            ),
            field="retention",
        )
    if (retention == Retention.FIXED) != bool(years):
        yield Refusal(
            Clause.FIL_21,
            gettext_lazy("A fixed term has a number of years, every other class has none."),
            field="years",
        )


def against_holding_back(
    dossier: Dossier, holding: Holding | None, placed_as: Role, by: User
) -> Iterator[Refusal]:
    """Why this person cannot hold a dossier, or one thing of it, back in this role."""
    yield from _against_role(dossier, placed_as, by)
    things = dossier.holdings.all() if holding is None else [holding]
    gone = [thing for thing in things if thing.state == HoldingState.DESTROYED]
    if gone and len(gone) == len(things):
        yield _destroyed(gone[-1])


def against_lifting(hold: Hold, lifted_as: Role, by: User) -> Iterator[Refusal]:
    """Why this person cannot lift a hold: another person in another role must."""
    if hold.lifted_at is not None:
        yield Refusal(Clause.APR_01, gettext_lazy("This hold was lifted already."))
    if lifted_as == hold.placed_as or by.pk == hold.placed_by_id:
        yield Refusal(
            Clause.APR_01,
            gettext_lazy("Placed as %(role)s by %(who)s; another person in another role lifts it.")
            % {"role": hold.get_placed_as_display(), "who": hold.placed_by},
            field="role",
        )
    yield from _against_role(hold.dossier, lifted_as, by)


def _against_role(dossier: Dossier, role: Role, by: User) -> Iterator[Refusal]:
    departments = dossier.at_home_in()
    answers = any(
        m.role == role and (role in WIDE or m.department_id in departments)
        for m in by.current_memberships
    )
    if role not in HOLDERS or not answers:
        yield Refusal(
            Clause.APR_01,
            gettext_lazy("%(role)s of those who keep %(code)s places and lifts holds.")
            % {"role": role.label, "code": dossier.code},
            field="role",
        )


WIDE: Final = (Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR, Role.ARCHIVE_ROOM_HEAD)
"""Roles that answer for the dossiers of every centre."""


def roles_for_holds(dossier: Dossier, by: User) -> list[Role]:
    """The roles in which this person places and lifts holds of this dossier."""
    return [role for role in HOLDERS if not list(_against_role(dossier, role, by))]


def _against_stranger(dossier: Dossier, by: User) -> Iterator[Refusal]:
    if not speaks_for_keeper(dossier, by):
        yield Refusal(
            Clause.APR_17,
            gettext_lazy("%(code)s is described by those who keep it.") % {"code": dossier.code},
        )


def _destroyed(holding: Holding) -> Refusal:
    text: StrOrPromise = gettext_lazy("%(code)s is destroyed; nothing of it changes any more.")
    return Refusal(Clause.APR_02, text % {"code": holding.code})

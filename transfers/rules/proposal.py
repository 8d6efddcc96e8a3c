"""What goes on a centre's manifest, what stays, and why.

One expression in the database judges every holding, so that proposals, counts and
refusals can never disagree, however many holdings a centre keeps.

Source: TRF-02, TRF-04, TRF-14, LND-13; decision 12.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypedDict, cast

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DossierState, HandoverScope, Hold, Holding, HoldingState, Part
from transfers.models import Manifest, ManifestLine, Shortage

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

UNCLASSIFIED: Final = "DG"
"""Category of legacy records that wait for an archivist to classify them (TRF-02)."""


class Verdict(TextChoices):
    """Whether a holding goes on a manifest, or the first reason why it does not."""

    GOES = "goes", _("Goes")
    LISTED = "listed", _("Already on an open manifest")
    VOIDED = "voided", _("The dossier is void")
    PERSONAL = "personal", _("Personal information stays at the centre")
    TITLE = "title", _("Title documents go on a manifest of their own")
    NOT_TITLE = "not_title", _("Not a title document")
    HOLDS_TITLE = "holds_title", _("Contains a title document")
    UNCLASSIFIED = "unclassified", _("Not classified yet")
    STAYS = "stays", _("Its category stays at the centre")
    CATALOGUE_ONLY = "catalogue_only", _("Only the catalogue is handed over")
    UNVERIFIED = "unverified", _("From a ledger, not verified yet")
    SET_APART = "set_apart", _("Waiting for destruction")
    NOT_ON_SHELF = "not_on_shelf", _("Not on its shelf")
    NO_CONTAINER = "no_container", _("Its box stands on no shelf")
    HELD = "held", _("Held back")


CLAUSES: Final[dict[str, Clause]] = {
    Verdict.LISTED: Clause.TRF_04,
    Verdict.VOIDED: Clause.TRF_02,
    Verdict.PERSONAL: Clause.LND_13,
    Verdict.TITLE: Clause.TRF_14,
    Verdict.NOT_TITLE: Clause.TRF_14,
    Verdict.HOLDS_TITLE: Clause.TRF_14,
    Verdict.UNCLASSIFIED: Clause.TRF_02,
    Verdict.STAYS: Clause.TRF_02,
    Verdict.CATALOGUE_ONLY: Clause.TRF_02,
    Verdict.UNVERIFIED: Clause.TRF_02,
    Verdict.SET_APART: Clause.DES_27,
    Verdict.NOT_ON_SHELF: Clause.TRF_02,
    Verdict.NO_CONTAINER: Clause.TRF_02,
    Verdict.HELD: Clause.TRF_01,
}
"""The clause on which each refusal rests."""


class _Judgement(TypedDict):
    listed_on: str
    verdict: str


if TYPE_CHECKING:
    JudgedHolding = WithAnnotations[Holding, _Judgement]


def judged(kind: str, *, on: date, besides: Manifest | None = None) -> "QuerySet[JudgedHolding]":
    """Every holding that exists, with its verdict for a manifest of this kind.

    Args:
        besides: A manifest whose own lines do not count as "already listed".
    """
    lines = ManifestLine.objects.filter(
        holding=OuterRef("pk"),
        is_open=True,
        kind__in=[ManifestLine.Kind.HOLDING, ManifestLine.Kind.UNLISTED],
    )
    if besides is not None:
        lines = lines.exclude(manifest=besides)
    listed_on = Coalesce(Subquery(lines.values("manifest__number")[:1]), Value(""))
    rows = (
        Holding.objects.exclude(state=HoldingState.DESTROYED)
        .annotate(listed_on=listed_on)
        .annotate(verdict=Case(*_whens(kind, on), default=Value(Verdict.GOES.value)))
    )
    return cast("QuerySet[JudgedHolding]", rows)


def _whens(kind: str, on: date) -> Iterator[When]:
    """The rules, in the order in which they are told; the first that holds is the verdict."""
    whens: list[tuple[Verdict, Q | Exists]] = [
        (Verdict.LISTED, ~Q(listed_on="")),
        (Verdict.VOIDED, Q(dossier__state=DossierState.VOID)),
        *_personal(on),
        *_titles(kind),
        (
            Verdict.UNCLASSIFIED,
            Q(dossier__category__code=UNCLASSIFIED) | Q(dossier__category__is_active=False),
        ),
        *_scopes(kind),
        (Verdict.UNVERIFIED, Q(verified_on__isnull=True)),
        (Verdict.SET_APART, Q(state=HoldingState.QUARANTINED)),
        (Verdict.NOT_ON_SHELF, ~Q(state=HoldingState.ON_SHELF)),
        (Verdict.NO_CONTAINER, Q(present_slot__shelf__isnull=True)),
        (Verdict.HELD, Exists(_holds())),
    ]
    return (When(condition, then=Value(verdict.value)) for verdict, condition in whens)


def _personal(on: date) -> list[tuple[Verdict, Q | Exists]]:
    if policy.switch("handover_personal_items", on=on):
        return []
    return [(Verdict.PERSONAL, Q(part=Part.PERSONAL))]


def _titles(kind: str) -> list[tuple[Verdict, Q | Exists]]:
    """Title documents and nothing else on their manifest; elsewhere none, not even inside."""
    if kind == Manifest.Kind.TITLE:
        return [(Verdict.NOT_TITLE, Q(is_title_document=False))]
    inside = Document.objects.filter(
        holding=OuterRef("pk"),
        state=Document.State.FILED,
        is_original=True,
        type__title_document=True,
    )
    return [
        (Verdict.TITLE, Q(is_title_document=True)),
        (Verdict.HOLDS_TITLE, Exists(inside)),
    ]


def _scopes(kind: str) -> list[tuple[Verdict, Q | Exists]]:
    """The office's scope per category and dossier state; an extra handover goes beyond it."""
    if kind == Manifest.Kind.EXTRA:
        return []

    def treated(scope: HandoverScope) -> Q:
        is_open = Q(dossier__state=DossierState.OPEN)
        return is_open & Q(dossier__category__handover_scope_open=scope) | ~is_open & Q(
            dossier__category__handover_scope=scope
        )

    return [
        (Verdict.STAYS, treated(HandoverScope.STAYS)),
        (Verdict.CATALOGUE_ONLY, treated(HandoverScope.CATALOGUE_ONLY)),
    ]


def _holds() -> QuerySet[Hold]:
    standing = Hold.objects.filter(dossier=OuterRef("dossier"), lifted_at__isnull=True)
    return standing.filter(Q(holding__isnull=True) | Q(holding=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Staying:
    """A holding that stays at the centre, with the reason."""

    holding: Holding
    verdict: Verdict
    listed_on: str

    @property
    def reason(self) -> str:
        """Why it stays, in the reader's language."""
        if self.verdict == Verdict.NOT_ON_SHELF:
            return str(self.holding.get_state_display())
        if self.verdict == Verdict.LISTED:
            return f"{self.verdict.label} ({self.listed_on})"
        return str(self.verdict.label)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a centre would hand over now.

    Attributes:
        owed: Standing debts of the centre; they head the proposal.
        going: Holdings that go, those owed first, then by category and code.
        supplements: Papers for volumes that headquarters keeps already.
    """

    centre: Department
    kind: str
    owed: tuple[Shortage, ...]
    going: tuple[Holding, ...]
    supplements: tuple[Document, ...]
    staying: tuple[Staying, ...]


def proposal(centre: Department, kind: str, *, on: date) -> Proposal:
    """What goes on the centre's next manifest, what stays and why; five queries.

    Source: TRF-04, TRF-10, LND-13.
    """
    owed = tuple(standing_shortages(centre))
    owed_ids = {shortage.holding_id for shortage in owed}
    going: list[Holding] = []
    staying: list[Staying] = []
    for holding in kept_by(centre, kind, on):
        if holding.verdict == Verdict.GOES:
            going.append(holding)
        else:
            staying.append(Staying(holding, Verdict(holding.verdict), holding.listed_on))
    going.sort(key=lambda holding: holding.pk not in owed_ids)
    return Proposal(
        centre=centre,
        kind=kind,
        owed=owed,
        going=tuple(going),
        supplements=tuple(supplements_of(centre, kind)),
        staying=tuple(staying),
    )


def kept_by(centre: Department, kind: str, on: date) -> "QuerySet[JudgedHolding]":
    """What a centre keeps, each with its verdict, by category and code."""
    kept = (
        judged(kind, on=on)
        .filter(keeper=centre)
        .select_related("dossier__category", "present_slot__shelf__cabinet__room")
        .order_by("dossier__category__code", "code")
    )
    return kept.filter(is_title_document=True) if kind == Manifest.Kind.TITLE else kept


def standing_shortages(centre: Department) -> QuerySet[Shortage]:
    """What the centre still owes, the oldest first."""
    return (
        Shortage.objects.standing()
        .filter(centre=centre)
        .select_related("line__manifest", "holding")
        .order_by("opened_at", "pk")
    )


def supplements_of(
    centre: Department, kind: str, *, besides: Manifest | None = None
) -> QuerySet[Document]:
    """Papers at the centre for volumes that headquarters keeps, on no other open manifest."""
    lines = ManifestLine.objects.filter(
        document=OuterRef("pk"), is_open=True, kind=ManifestLine.Kind.SUPPLEMENT
    )
    if besides is not None:
        lines = lines.exclude(manifest=besides)
    return (
        Document.objects.filter(
            ~Exists(lines),
            state=Document.State.AWAITING,
            holding__dossier__centre=centre,
            holding__is_title_document=kind == Manifest.Kind.TITLE,
        )
        .exclude(holding__keeper=F("holding__dossier__centre"))
        .select_related("holding__dossier__category")
        .order_by("holding__dossier__category__code", "code")
    )


def against_listing(
    centre: Department, kind: str, holdings: Sequence[int], *, on: date, besides: Manifest | None
) -> Iterator[Refusal]:
    """Every holding that cannot stand on this manifest now, with its reason.

    Source: TRF-02, TRF-04, TRF-14, LND-13.
    """
    rows = judged(kind, on=on, besides=besides).filter(pk__in=holdings).select_related("keeper")
    for row in rows.order_by("code"):
        if row.keeper_id != centre.pk:
            yield Refusal(
                Clause.TRF_01,
                _("%(code)s is kept by %(keeper)s, not by %(centre)s.")
                % {"code": row.code, "keeper": row.keeper, "centre": centre},
            )
        elif row.verdict != Verdict.GOES:
            stays = Staying(row, Verdict(row.verdict), row.listed_on)
            yield Refusal(
                CLAUSES[row.verdict],
                _("%(code)s cannot be handed over: %(reason)s.")
                % {"code": row.code, "reason": stays.reason},
            )

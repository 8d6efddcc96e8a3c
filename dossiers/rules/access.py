"""Who may look into a dossier, under which right, and who may lend such a right.

Source: SEC-16, SEC-17, SEC-18, SEC-29, LND-13, LND-14; decisions 15 and 21.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    Dossier,
    DossierGrant,
    ElectronicFile,
    Holding,
    Part,
    Secrecy,
    Submission,
)
from dossiers.rules.quarantine import against_using_dossier, may_appraise, waits
from dossiers.rules.tiers import (
    CLAUSES,
    WORDS,
    Tier,
    Word,
    answers_for,
    is_narrow,
    is_opened_by,
    tier_of,
)

KEEPERS_WORD = (
    Role.CENTRE_ARCHIVIST,
    Role.CENTRE_HEAD,
    Role.HQ_ARCHIVIST,
    Role.ARCHIVE_ROOM_HEAD,
)
"""Roles whose word opens ordinary papers of a dossier their department keeps."""


def right_to_read(dossier: Dossier, user: User, *, at: datetime, personal: bool = False) -> str:
    """The right under which a person reads a dossier; empty if there is none.

    ``office`` (a role that spans all centres), ``centre``, ``keeper`` (named for this one), or
    ``grant 12``. The personal volume needs a role at the originating centre, or a grant that says so.
    """
    if dossier.centre_id in scope_of(user).personal:
        return "centre"
    by_post = "" if personal else _right_by_post(dossier, user)
    return by_post or _right_by_grant(dossier, user, at, personal=personal)


def _right_by_grant(dossier: Dossier, user: User, at: datetime, *, personal: bool = False) -> str:
    grants = DossierGrant.objects.in_force(at).filter(dossier=dossier, permission__user=user)
    grant = grants.filter(personal=True).first() if personal else grants.first()
    return f"grant {grant.pk}" if grant else ""


def _right_by_keeping(dossier: Dossier, user: User, tier: Tier | None) -> str:
    """The right of those who keep the papers or answer for the dossier; empty for others."""
    words = words_of(user)
    if _keeps(dossier, words) or answers_for(dossier, words, tier):
        return "centre"
    return "keeper" if is_keeper(dossier, user) else ""


def _right_by_post(dossier: Dossier, user: User) -> str:
    """The right to ordinary papers that somebody's post gives; empty if none does."""
    scope = scope_of(user)
    if scope.everything:
        return "office"
    if scope.departments & dossier.at_home_in():
        return "centre"
    return "keeper" if is_keeper(dossier, user) else ""


def rights_to_read(dossiers: Iterable[Dossier], user: User, *, at: datetime) -> dict[Dossier, str]:
    """Under which right a person reads each of these, ordinary papers only; see `right_to_read`.

    The rights of a post are those of a whole centre, so only single exceptions are looked up.
    """
    scope = scope_of(user)
    rights = {}
    for dossier in dossiers:
        if dossier.centre_id in scope.personal:
            rights[dossier] = "centre"
        elif scope.everything:
            rights[dossier] = "office"
        elif dossier.centre_id in scope.departments:
            rights[dossier] = "centre"
        else:
            rights[dossier] = right_to_read(dossier, user, at=at)
    return rights


def is_keeper(dossier: Dossier, user: User) -> bool:
    """Whether a person is this dossier's named keeper and still works where it began.

    Source: SEC-26.
    """
    posts = {m.department_id for m in user.current_memberships}
    return dossier.responsible_id == user.pk and dossier.centre_id in posts


def right_to_open(file: ElectronicFile, user: User, *, at: datetime) -> str:
    """The right under which a person opens a file; empty if there is none.

    A scan in the tray is seen by whoever sees the submission, one of a personal paper by its
    bringer and its centre alone; a filed one by whoever reads the volume its document lies in;
    one of what waits for destruction by those alone who appraise it.

    Source: DES-27, LND-13, SEC-29.
    """
    if file.removed_at is not None:
        return ""
    if file.document is not None:
        return _right_to_document(file.document, user, at)
    if file.paper is None:
        return ""
    seen = Submission.objects.visible_to(user).filter(pk=file.paper.submission_id)
    if file.paper.type is None or file.paper.type.personal:
        own = Submission.objects.brought_by(user).values("pk")
        seen = seen.filter(Q(pk__in=own) | Q(centre__in=scope_of(user).personal))
    return "submission" if seen.exists() else ""


def _right_to_document(document: Document, user: User, at: datetime) -> str:
    holding = document.holding
    if waits(holding, document) and not may_appraise(holding.dossier, user):
        return ""
    personal = holding.part == Part.PERSONAL or document.personal
    grade = max(document.secrecy, holding.secrecy)
    return right_to_look_inside(holding.dossier, user, at=at, personal=personal, grade=grade)


def right_to_look_inside(
    dossier: Dossier,
    user: User,
    *,
    at: datetime,
    personal: bool = False,
    grade: int = Secrecy.PUBLIC,
) -> str:
    """The right under which a person sees the papers themselves; empty if there is none.

    Of a sealed dossier nobody does but by the director's word, given for a time. Papers of an
    important grade, and any under three tiers, are seen by those who keep them or answer for
    them; everybody else sees them by approval, whatever catalogue a post shows.

    Args:
        grade: The grade of secrecy of the paper, or of the volume it lies in.

    Source: LND-24, SEC-04, SEC-16, SEC-17, SEC-18, SEC-44.
    """
    if dossier.sealed_on is None:
        tier = None if personal else tier_of(dossier, on=day_of(at))
        if personal or not is_narrow(tier, grade):
            return right_to_read(dossier, user, at=at, personal=personal)
        return _right_by_keeping(dossier, user, tier) or _right_by_grant(dossier, user, at)
    grants = DossierGrant.objects.in_force(at).filter(dossier=dossier, permission__user=user)
    grant = grants.filter(sealed=True, personal__in=[personal, True]).first()
    return f"grant {grant.pk}" if grant else ""


NO_PAPERS: Final = -1


def grade_open(dossier: Dossier, user: User, *, at: datetime) -> int:
    """Up to which grade somebody who sees a dossier looks at its papers; `NO_PAPERS` at none.

    Source: LND-24, SEC-04, SEC-16, SEC-17, SEC-18, SEC-44.
    """
    ordinary = dossier.sealed_on is None and tier_of(dossier, on=day_of(at)) is None
    if not ordinary and not right_to_look_inside(dossier, user, at=at):
        return NO_PAPERS
    graded = dossier.secrecy >= Secrecy.SECRET
    if not graded or right_to_look_inside(dossier, user, at=at, grade=dossier.secrecy):
        return Secrecy.TOP_SECRET
    return Secrecy.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Access as it is asked for: from when, until which moment (excluded), what for.

    Attributes:
        sealed: Although the dossier is sealed.
        copies_of: What may also be copied, if anything.
    """

    starts_at: datetime
    until: datetime
    reason: str
    personal: bool = False
    sealed: bool = False
    copies_of: Holding | Document | None = None


def words_of(person: User) -> list[Word]:
    """In which posts a person's word counts today."""
    return [Word(m.role, m.department_id) for m in person.current_memberships]


def against_granting(
    dossier: Dossier, wanted: Access, user: User, by: User, words: Sequence[Word]
) -> Iterator[Refusal]:
    """Why this person cannot open this dossier to that one.

    Personal information: the head of the originating centre, for the head's own sake the
    head of customer service. A sealed dossier: the director. Everything else: whoever keeps
    it, or a head above. Nobody for oneself.

    Args:
        words: Whose word stands behind it: the person's own, or those who decided.

    Source: LND-14, LND-24, SEC-12, SEC-29, SEC-44.
    """
    yield from against_using_dossier(dossier)
    if by.pk == user.pk:
        yield Refusal(Clause.LND_14, _("Nobody grants access to oneself."), field="user")
    if wanted.sealed and Role.DIRECTOR not in {word.role for word in words}:
        yield Refusal(
            Clause.LND_24,
            _("%(code)s is sealed; the director alone opens it.") % {"code": dossier.code},
        )
    if wanted.personal and not _speaks_for_personal(dossier, user, words):
        yield Refusal(
            Clause.LND_14,
            _("The head of %(centre)s alone opens personal information.")
            % {"centre": dossier.centre},
            field="personal",
        )
    if not wanted.personal:
        yield from _against_speaking(dossier, words, on=day_of(wanted.starts_at))
    if wanted.until <= wanted.starts_at:
        yield Refusal(Clause.SEC_29, _("Access ends after it begins."), field="until")
    if not wanted.reason:
        yield Refusal(Clause.SEC_29, _("Say what the access is for."), field="reason")


def _against_speaking(dossier: Dossier, words: Sequence[Word], *, on: date) -> Iterator[Refusal]:
    """Why these words open no ordinary papers of the dossier."""
    tier = tier_of(dossier, on=on)
    if tier is None and not _speaks(dossier, words):
        yield Refusal(
            Clause.SEC_29,
            _("%(code)s is opened by those who keep it.") % {"code": dossier.code},
        )
    elif tier is not None and not is_opened_by(dossier, words, tier):
        yield Refusal(CLAUSES[tier], WORDS[tier] % {"department": dossier.centre})


ABOVE: Final = (Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR)
"""Whose recorded decision opens ordinary papers too, when a head asks for himself."""


def _speaks_for_personal(dossier: Dossier, user: User, words: Sequence[Word]) -> bool:
    if user.holds(Role.CENTRE_HEAD, dossier.centre):
        return any(word.role == Role.CUSTOMER_SERVICE_HEAD for word in words)
    return Word(Role.CENTRE_HEAD, dossier.centre_id) in words


def speaks_for_keeper(dossier: Dossier, by: User) -> bool:
    """Whether this person may open ordinary papers of the dossier to others."""
    return _keeps(dossier, words_of(by))


def _speaks(dossier: Dossier, words: Sequence[Word]) -> bool:
    return _keeps(dossier, words) or any(word.role in ABOVE for word in words)


def _keeps(dossier: Dossier, words: Sequence[Word]) -> bool:
    keepers = dossier.at_home_in()
    return any(word.role in KEEPERS_WORD and word.department_id in keepers for word in words)


def against_bringing_ledgers(centre: Department, by: User | None) -> Iterator[Refusal]:
    """Why this person brings in no ledgers of this centre; nobody is the office's own command.

    To see a centre's dossiers by way of exception is no right to write them.

    Source: ORG-01, ORG-08.
    """
    if by is None or by.holds(Role.HQ_ARCHIVIST) or by.holds(Role.CENTRE_ARCHIVIST, centre):
        return
    yield Refusal(
        Clause.ORG_01,
        _("Only %(roles)s of %(department)s may do this.")
        % {"roles": Role.CENTRE_ARCHIVIST.label, "department": centre},
        field="centre",
    )

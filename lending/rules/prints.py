"""What the codes on slips, forms and copies lead to: they bear a number and no checksum.

Source: LND-19, SEC-29.
"""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office.clock import day_of
from archive_office.organisation.models import User
from archive_office.originals.prints import Answer, Code, Compared, reads_prints
from lending.models import AccessRequest, CopyIssued, Loan, OverdueNotice

_SEES_LOANS: Final = ("lending.view_loan", "lending.ask_access")
_SEES_REQUESTS: Final = ("lending.view_accessrequest", "lending.ask_access")
_SEES_COPIES: Final = ("lending.view_copyissued",)


@reads_prints("JY-")
def compare_slip(code: Code, by: User) -> Compared | None:
    """What a loan slip of this number stands for, to whoever sees all of its loans."""
    seen = _seen(Loan.objects.visible_to(by), by, _SEES_LOANS).filter(slip__number=code.number)
    loans = list(seen.select_related("slip"))
    slip = loans[0].slip if loans else None
    if slip is None or slip.loans.count() != len(loans):
        return None
    about = (
        (_("Borrower"), slip.borrower_name),
        (_("Handed out on"), day_of(slip.handed_out_at).isoformat()),
        (
            _("To be brought back by"),
            "、".join(sorted({loan.due_on.isoformat() for loan in loans})),
        ),
        (_("Things"), str(len(loans))),
    )
    return _found(_("Loan slip %(number)s") % {"number": code.number}, loans[0], about)


@reads_prints("SQ-")
def compare_request(code: Code, by: User) -> Compared | None:
    """What an approval form of this number stands for."""
    rows = _seen(AccessRequest.objects.visible_to(by), by, _SEES_REQUESTS)
    found = rows.filter(number=code.number).first()
    return _named(gettext_lazy("Request %(number)s"), found)


@reads_prints("FZ-")
def compare_copy(code: Code, by: User) -> Compared | None:
    """What a copy bearing this number is."""
    requests = AccessRequest.objects.visible_to(by).values("pk")
    rows = _seen(CopyIssued.objects.filter(line__request__in=requests), by, _SEES_COPIES)
    found = rows.filter(number=code.number).first()
    return _named(gettext_lazy("Issued copy %(number)s"), found)


@reads_prints("CH-")
def compare_notice(code: Code, by: User) -> Compared | None:
    """What an overdue notice of this number demands."""
    loans = _seen(Loan.objects.visible_to(by), by, _SEES_LOANS)
    rows = OverdueNotice.objects.filter(number=code.number, loan__in=loans)
    found = rows.select_related("loan").first()
    if found is None:
        return None
    about = (
        (_("Issued on"), day_of(found.issued_at).isoformat()),
        (_("Which one"), str(found.turn)),
    )
    label = _("Overdue notice %(number)s") % {"number": code.number}
    return _found(label, found.loan, about)


def _seen(rows: QuerySet[Any], by: User, permissions: tuple[str, ...]) -> QuerySet[Any]:
    return rows if any(by.has_perm(name) for name in permissions) else rows.none()


def _named(label: Any, found: Any | None) -> Compared | None:
    if found is None:
        return None
    state = found.get_state_display() if hasattr(found, "get_state_display") else ""
    return _found(str(label) % {"number": found.number}, found, ((_("State"), str(state)),))


def _found(label: str, found: Any, about: tuple[tuple[str, str], ...]) -> Compared:
    return Compared(
        Answer.UNCHECKABLE, detailed=True, label=label, url=found.get_absolute_url(), about=about
    )

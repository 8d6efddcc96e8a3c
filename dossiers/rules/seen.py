"""What a resident is told about the use of the own file, and by whom.

Source: LND-16, LND-22, SEC-15.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet, Value
from django.db.models.functions import Length, StrIndex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office.crypto import masked, masked_name
from archive_office.organisation.models import Membership, User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import Customer, DataRequest, Dossier, DossierState, ViewLog
from dossiers.signals import Use, uses_of_dossiers

_WHAT: Final[dict[str, str]] = {
    ViewLog.What.SHOWN: "查看",
    ViewLog.What.PRINTED: "打印",
    ViewLog.What.DOWNLOADED: "下载",
    ViewLog.What.REVEALED: "完整显示个人号码",
}
_UNDER: Final = {"centre": "本中心职权", "grant": "经批准"}
_ASKED: Final[dict[str, str]] = {
    DataRequest.Kind.ACCOUNT: "查询谁看过我的档案",
    DataRequest.Kind.COPY: "索取本人信息复制件",
    DataRequest.Kind.CORRECTION: "更正个人信息",
    DataRequest.Kind.DELETION: "删除个人信息",
}
_DECIDED: Final[dict[str, str]] = {
    "": "办理中",
    DataRequest.Outcome.GRANTED: "同意",
    DataRequest.Outcome.REFUSED: "未予同意",
}
_RESIDENT: Final = "本人"
_NO_POST: Final = "工作人员"
_NUMBERS: Final = re.compile(r"[0-9][0-9Xx -]{3,}[0-9Xx]")
_SHORTEST_NAME: Final = 2


def against_telling(dossier: Dossier, by: User) -> Iterator[Refusal]:
    """Why this person does not hand the resident the account of who has seen the file.

    Source: LND-16.
    """
    if dossier.centre_id not in scope_of(by).personal:
        yield Refusal(
            Clause.LND_16,
            _("The archivist or the head of %(centre)s alone tells a resident.")
            % {"centre": dossier.centre},
        )
    if dossier.occupancy is None or dossier.state == DossierState.DESTROYED:
        yield Refusal(Clause.LND_16, _("%(code)s names no resident.") % {"code": dossier.code})


def files_of(dossier: Dossier, by: User) -> list[Dossier]:
    """The resident's dossiers, as far as this person reads their personal volumes."""
    if dossier.occupancy is None:
        return []
    rows = Dossier.objects.filter(
        occupancy__customer=dossier.occupancy.customer_id, centre__in=scope_of(by).personal
    )
    return list(rows.exclude(state=DossierState.DESTROYED).order_by("code"))


class Told(NamedTuple):
    """What is told in one line: the same done by the same post, or recipient, on one day."""

    on: date
    reference: str
    what: str
    who: str
    purpose: str
    afterwards: str


def told_of(dossiers: Sequence[Dossier], *, customer: Customer) -> list[tuple[Told, int]]:
    """Readings, unmaskings, copies and disclosures of a resident's dossiers, with how often.

    The oldest first. Employees stand by the post they held on that day. Names of others and
    numbers in a reason are masked.

    Source: LND-16, LND-22, SEC-15.
    """
    references = {dossier.pk: dossier.code for dossier in dossiers}
    uses = list(_uses(references))
    posts = _Posts(use.user for use in uses if use.user is not None)
    hide = _Hider([use.purpose for use in uses], customer)
    told = Counter(
        Told(
            use.on,
            references[use.dossier],
            use.what,
            use.who or posts.of(use.user, use.on),
            hide(use.purpose),
            use.afterwards,
        )
        for use in uses
    )
    return sorted(told.items())


def _uses(references: dict[int, str]) -> Iterator[Use]:
    views = ViewLog.objects.filter(dossier__in=references).values_list(
        "dossier", "at", "what", "user", "detail", "under"
    )
    for dossier, at, what, user, detail, under in views.iterator():
        reason, said = "", _WHAT[what]
        if what == ViewLog.What.REVEALED:
            reason, right = detail, _UNDER.get(under.split(" ")[0], "")
            said = f"{said}（{right}）" if right else said
        day = timezone.localtime(at).date()
        yield Use(dossier=dossier, on=day, what=said, user=user, purpose=reason)
    yield from _asked(references)
    answers: list[tuple[Any, Any]] = uses_of_dossiers.send(
        sender=Dossier, dossiers=list(references)
    )
    for _receiver, found in answers:
        yield from found


def _asked(dossiers: Iterable[int]) -> Iterator[Use]:
    """What the resident asked about the own data, what was decided, and when it was answered."""
    for row in DataRequest.objects.filter(dossier__in=list(dossiers)).order_by("pk"):
        answered = timezone.localtime(row.answered_at).date() if row.answered_at else None
        yield Use(
            dossier=row.dossier_id,
            on=row.received_on,
            what=_ASKED[row.kind],
            who=_RESIDENT,
            purpose=_DECIDED[row.outcome],
            afterwards=f"{answered.isoformat()} 答复" if answered else "待答复",
        )


class _Posts:
    """The posts that people held, by day."""

    def __init__(self, people: Iterable[int]) -> None:
        rows = Membership.objects.filter(person__in=set(people)).select_related("department")
        self._held: dict[int, list[Membership]] = {}
        for row in rows.order_by("starts_on", "pk"):
            self._held.setdefault(row.person_id, []).append(row)

    def of(self, person: int | None, on: date) -> str:
        """The posts on a day, in Chinese as the form is; never the name."""
        held = self._held.get(person, []) if person is not None else []
        with override("zh-hans"):
            posts = [
                f"{row.department.name} {row.get_role_display()}"
                for row in held
                if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
            ]
        return "、".join(dict.fromkeys(posts)) or _NO_POST


class _Hider:
    """Masks in what was typed the names of other residents and of employees, and every number."""

    def __init__(self, texts: Iterable[str], customer: Customer) -> None:
        text = "\n".join(dict.fromkeys(texts))
        self._residents: list[str] = []
        self._staff: list[str] = []
        if text.strip():
            residents = Customer.objects.exclude(pk=customer.pk).exclude(name=customer.name)
            self._residents = _named(residents.annotate(at=StrIndex(Value(text), "name")), "name")
            staff = User.objects.annotate(at=StrIndex(Value(text), "display_name"))
            self._staff = _named(staff, "display_name")

    def __call__(self, text: str) -> str:
        for name in self._residents:
            text = text.replace(name, masked_name(name))
        for name in self._staff:
            text = text.replace(name, _NO_POST)
        return without_numbers(text)


def without_numbers(text: str) -> str:
    """What was typed, with every number in it masked."""
    return _NUMBERS.sub(lambda found: masked(found[0]), text)


def _named(rows: QuerySet[Any], field: str) -> list[str]:
    """Names that stand in the text, the longest first so that none hides in another."""
    found = rows.annotate(long=Length(field)).filter(at__gt=0, long__gte=_SHORTEST_NAME)
    return sorted(set(found.values_list(field, flat=True)), key=len, reverse=True)

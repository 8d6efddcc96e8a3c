"""Two persons count the title documents in a safe, as cash is counted, and both sign.

Source: STO-10.
"""

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Cabinet
from archive_office.custody.rules.rooms import LOOK_AFTER, caretakers
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import create_all
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof, digest
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Holding, TitleCount, TitleCountLine, TitleCountSignature
from dossiers.rules import title_counts as rules

STATEMENT = "本人与另一清点人共同清点本保险柜内权证，清点结果如上，属实。"


@act("dossiers.count_opened", _("Count of title documents begun"), Clause.STO_10)
def open_count(safe: Cabinet, *, by: User, today: date) -> TitleCount:
    """Begin a count: what ought to lie in the safe now is listed.

    Raises:
        RegulationError: ORG-01, STO-10 (no safe, under way already).

    Source: STO-10.
    """
    rows = Cabinet.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("department").get(pk=safe.pk)
    enforce(rules.against_opening(fresh, by))
    things = list(rules.expected_in(fresh))
    count = TitleCount.objects.create(
        department=fresh.department,
        safe=fresh,
        opened_on=today,
        opened_by=by,
        expected=len(things),
    )
    create_all([TitleCountLine(count=count, holding=thing, is_expected=True) for thing in things])
    note(count, after={"safe": fresh.number, "expected": len(things)})
    return count


@act("dossiers.title_counted", _("Title document counted"), Clause.STO_10)
def count_thing(
    count: TitleCount, holding: Holding, *, by: User, is_there: bool = True
) -> TitleCount:
    """A title document was found in the safe, or, put right, not; also one nobody expected there.

    Raises:
        RegulationError: ORG-01, STO-10 (closed already, no title document).

    Source: STO-10.
    """
    fresh = _locked(count)
    enforce(rules.against_counting(fresh, by))
    enforce(rules.against_counting_thing(holding))
    line = fresh.lines.filter(holding=holding).first()
    if line is None:
        line = TitleCountLine(count=fresh, holding=holding, is_expected=False)
    line.is_there = is_there or not line.is_expected
    line.save()
    note(fresh, after={"thing": holding.code, "there": line.is_there})
    return fresh


@act("dossiers.count_closed", _("Count of title documents closed"), Clause.STO_10)
def freeze_count(count: TitleCount, *, remark: str, by: User, now: datetime) -> TitleCount:
    """Close the count; from now on it is read and signed, not changed.

    Raises:
        RegulationError: ORG-01, STO-10 (closed already, a difference that nobody explains).

    Source: STO-10.
    """
    fresh = _locked(count)
    lines = list(fresh.lines.select_related("holding"))
    enforce(rules.against_freezing(fresh, lines, remark, by))
    fresh.counted = sum(line.is_there for line in lines)
    fresh.remark = remark.strip()
    fresh.content = rules.content_of(fresh, lines)
    fresh.content_hash = digest(fresh.content)
    fresh.frozen_at = now
    fresh.save()
    note(fresh, after={"expected": fresh.expected, "counted": fresh.counted})
    return fresh


@act("dossiers.count_signed", _("Count of title documents signed"), Clause.STO_10)
def sign_count(
    count: TitleCount, proof: Proof, seen_hash: str, *, by: User, now: datetime
) -> TitleCountSignature:
    """Sign a closed count; with the second person's signature it is finished.

    Args:
        proof: From :func:`prove_identity`, by the signer, at most five minutes old.
        seen_hash: The hash of the count the signer was shown.

    Raises:
        RegulationError: ORG-01, STO-10 (not closed, another count than the one shown, signed
            already by the same person), SEC-42 (proof).

    Source: STO-10.
    """
    fresh = _locked(count)
    enforce(rules.against_signing(fresh, proof, seen_hash, by, now=now))
    posts = [m for m in by.current_memberships if m.department_id == fresh.department_id]
    post = next((m for m in posts if m.role in LOOK_AFTER), None)
    if post is None:
        raise RegulationError(Refusal(Clause.ORG_01, _("You hold no post in this room.")))
    by_post(post)
    signature = TitleCountSignature.objects.create(
        count=fresh,
        signer=by,
        acting_for=post.acting_for,
        department=post.department,
        role=post.role,
        statement=STATEMENT,
        content=fresh.content,
        content_hash=fresh.content_hash,
        signed_at=now,
    )
    note(signature, after={"hash": fresh.content_hash})
    if fresh.signatures.count() >= rules.COUNTERS:
        fresh.finished_at = now
        fresh.save(update_fields=["finished_at"])
        note(fresh, after={"finished": now.isoformat()})
    return signature


@act("dossiers.counts_reminded", _("Reminded of counts of title documents"), Clause.STO_10)
def remind_of_counts(*, now: datetime, by: User | None = None) -> int:
    """Tell once a month whoever looks after a safe with title documents that its count is due.

    Source: STO-10.
    """
    today = timezone.localtime(now).date()
    safes = Cabinet.objects.filter(
        Q(shelves__boxes__holds__is_title_document=True), kind=Cabinet.Kind.SAFE
    ).distinct()
    told = 0
    for safe in rules.due_safes(safes, on=today).select_related("department").order_by("pk"):
        message = Message(
            f"title-count:{safe.pk}:{today:%Y-%m}",
            worded(_("Safe %(safe)s: two persons count the title documents"), safe=safe),
            link=reverse("dossiers:title_counts"),
            clause=Clause.STO_10,
        )
        told += len(tell(caretakers(safe.department, on=today), message, by=by, now=now))
    return told


def _locked(count: TitleCount) -> TitleCount:
    rows = TitleCount.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("department", "safe").get(pk=count.pk)

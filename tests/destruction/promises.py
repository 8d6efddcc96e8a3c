"""What holds of every register and every thing, whatever was tried: asked of the database."""

from calendar import monthrange
from collections import defaultdict
from datetime import date

from django.db.models import Q
from django.utils import timezone

from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState
from dossiers.models import Document, Holding, HoldingState, IssuedCode

MONTHS = 6
ENDED = (RegisterState.CLOSED, RegisterState.REFUSED, RegisterState.VOID)
OFF = (LineState.VETOED, LineState.WITHDRAWN)


def half_a_year_after(day):
    """The same day six months on; the last day of a shorter month."""
    month = day.month + MONTHS
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_of(moment):
    return timezone.localtime(moment).date()


def destroyed_lines():
    rows = RegisterLine.objects.filter(state=LineState.DESTROYED)
    return rows.select_related("register", "holding", "document")


def nothing_goes_without_approval_and_wait():
    for line in destroyed_lines():
        register = line.register
        begins = day_of(max(register.approved_at, register.moved_at))
        assert day_of(line.destroyed_at) >= half_a_year_after(begins), line
        assert day_of(register.checked_at) >= half_a_year_after(begins), line
        assert line.appraised.appraisal.approved_at <= register.drawn_up_at, line
        assert line.destroyed_at >= max(register.checked_at, register.started_at), line
        assert line.moved_at <= register.moved_at, line


def nothing_goes_without_two_witnesses():
    for line in destroyed_lines():
        register = line.register
        taken = {register.drawn_up_by_id, register.frozen_by_id, register.started_by_id}
        taken |= set(register.decisions.values_list("by", flat=True))
        assert register.checked_by_id not in {register.drawn_up_by_id, register.frozen_by_id}
        seen = [each.witness for each in line.confirmations.select_related("witness")]
        standing = {each.person_id for each in seen if each.dismissed_at is None}
        assert len(standing) >= 2, line
        assert not standing & taken, line
        assert len({each.department_id for each in seen}) >= 2, line
        for each in line.confirmations.select_related("witness"):
            assert register.started_at <= each.confirmed_at <= line.destroyed_at, line
            assert day_of(each.witness.appointed_at) < day_of(each.confirmed_at), line


def a_thing_stands_on_one_open_register():
    whole, single = defaultdict(list), defaultdict(list)
    for line in RegisterLine.objects.filter(is_open=True).exclude(state__in=OFF):
        if line.document_id:
            single[line.document_id].append(line)
        else:
            whole[line.holding_id].append(line)
        assert line.register.state not in ENDED, line
    assert all(len(lines) == 1 for lines in (*whole.values(), *single.values()))
    assert not {x.holding_id for lines in single.values() for x in lines} & set(whole)


def things_are_where_their_lines_say():
    lines = RegisterLine.objects.select_related("register", "holding", "document")
    apart, gone = set(), set()
    for line in lines:
        thing = line.document or line.holding
        if line.state == LineState.DESTROYED:
            gone.add(thing)
        waits = line.state in (LineState.LISTED, LineState.PUT_OFF) and line.moved_at
        if waits and line.register.state not in (RegisterState.REFUSED, RegisterState.VOID):
            apart.add(thing)
            if line.is_open:
                assert thing.state == HoldingState.QUARANTINED, line
        elif line.is_open and line.state in OFF:
            others = lines.filter(is_open=True).exclude(pk=line.pk).exclude(state__in=OFF)
            if not others.filter(holding=line.holding, document=line.document).exists():
                assert thing.state not in (HoldingState.QUARANTINED, "destroyed"), line
    assert set(Holding.objects.filter(state=HoldingState.QUARANTINED)) <= apart
    assert set(Document.objects.filter(state=Document.State.QUARANTINED)) <= apart
    assert set(Holding.objects.filter(state=HoldingState.DESTROYED)) == {
        thing for thing in gone if isinstance(thing, Holding)
    }
    single = Document.objects.filter(state=Document.State.DESTROYED)
    single = single.exclude(holding__state=HoldingState.DESTROYED)
    assert set(single) == {thing for thing in gone if isinstance(thing, Document)}


def numbers_have_no_holes():
    years = defaultdict(list)
    for number in DestructionRegister.objects.values_list("number", flat=True):
        series, _, last = number.rpartition("-")
        years[series].append(int(last))
    for series, numbers in years.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), series
    void = DestructionRegister.objects.filter(state=RegisterState.VOID)
    issued = IssuedCode.objects.filter(code__startswith="XH-", state=IssuedCode.State.VOID)
    assert set(issued.values_list("code", flat=True)) == set(void.values_list("number", flat=True))


def closed_is_what_all_have_signed():
    for register in DestructionRegister.objects.filter(record__gt=""):
        standing = register.witnesses.filter(dismissed_at=None).values_list("person", flat=True)
        parts = {register.started_by_id, *standing}
        signed = list(register.signatures.values_list("signer", "content_hash"))
        assert {person for person, _seen in signed} <= parts
        assert {seen for _person, seen in signed} <= {register.record_hash}
        assert len(parts) >= 3
        assert (register.state == RegisterState.CLOSED) == (len(signed) == len(parts))
        assert not register.lines.filter(state=LineState.LISTED).exists()
    void = Q(register__state__in=[RegisterState.VOID, RegisterState.REFUSED])
    assert not destroyed_lines().filter(void).exists()


def proposers_approve_nothing():
    for register in DestructionRegister.objects.prefetch_related("decisions"):
        own = {register.drawn_up_by_id, register.frozen_by_id}
        assert not own & {each.by_id for each in register.decisions.all()}
        if register.state in (RegisterState.DRAFTING, RegisterState.APPROVING):
            assert register.approved_at is None
            assert not register.lines.filter(moved_at__isnull=False).exists()


PROMISES = (
    nothing_goes_without_approval_and_wait,
    nothing_goes_without_two_witnesses,
    a_thing_stands_on_one_open_register,
    things_are_where_their_lines_say,
    numbers_have_no_holes,
    closed_is_what_all_have_signed,
    proposers_approve_nothing,
)


def for_ever():
    """What can never change again: ended registers with their lines, and what was destroyed."""
    kept = {}
    for row in DestructionRegister.objects.filter(state__in=ENDED).values():
        kept["register", row["id"]] = row
    lines = Q(register__state__in=ENDED) | Q(state=LineState.DESTROYED)
    for row in RegisterLine.objects.filter(lines).values():
        row.pop("is_open")
        kept["line", row["id"]] = row
    for model in (Holding, Document):
        for row in model._default_manager.filter(state="destroyed").values("pk", "state"):
            kept[model.__name__, row["pk"]] = row
    return kept

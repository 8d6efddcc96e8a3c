"""A step locks everything it touches at once, so that no two people wait for each other for ever."""

import pytest

from archive_office.regulation import Clause
from destruction.models import LineState, RegisterState
from destruction.procedures.executing import put_off_line
from destruction.procedures.quarantine import check_again
from destruction.procedures.registers import void_register
from dossiers.models import HoldingState
from dossiers.procedures import locks
from tests.destruction.registers import CHECKED, destroying_office, line_of
from tests.destruction.world import again
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


@pytest.fixture
def locked(monkeypatch):
    """The dossiers that were locked together, time after time."""
    real, found = locks.dossiers, []

    def noted(ids):
        chosen = list(ids)
        found.append(set(chosen))
        return real(chosen)

    monkeypatch.setattr(locks, "dossiers", noted)
    return found


@clause(Clause.DES_17, Clause.DES_18)
def test_the_second_check_locks_what_it_withdraws_together_with_the_rest(here, locked):
    things = [here.volume(), here.volume(), here.record()]
    register = here.quarantined(*things)
    off = {line_of(register, things[each]).pk: "含产权争议" for each in (1, 0)}
    locked.clear()
    then = here.after_the_wait(register)
    check_again(register, text=CHECKED, withdraw=off, by=here.head, now=then)
    assert locked[0] == {thing.dossier_id for thing in things}
    assert [again(each).state for each in things[:2]] == [HoldingState.ON_SHELF] * 2


@clause(Clause.DES_14, Clause.DES_18)
def test_giving_up_locks_what_was_put_off_together_with_the_rest(here, locked):
    things = [here.volume(), here.volume()]
    register = here.started(*things)
    now = here.the_day(register, minutes=5)
    late = line_of(register, things[1])
    put_off_line(late, reason="碎纸机卡纸", by=here.room_head, now=now)
    locked.clear()
    void_register(register, reason="设备损坏", by=here.head, now=now)
    assert locked[0] == {thing.dossier_id for thing in things}
    assert {again(each).state for each in things} == {HoldingState.ON_SHELF}
    assert again(late).state == LineState.PUT_OFF
    assert again(register).state == RegisterState.VOID

"""Where the things of a dossier went, as the register of its movements prints it."""

import pytest

from archive_office.regulation import Clause
from lending.papers.movements import loans_of
from tests.dossiers.desk import Desk, that_day
from tests.lending.counter import at, counter, day, owner
from tests.lending.world import fresh
from tests.printing.reading import Reading, squeezed
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def desk():
    return counter()


@clause(Clause.FRM_40, Clause.TRF_18)
def test_every_loan_stands_in_it_with_borrower_due_day_and_return(desk):
    loan = desk.lent()
    desk.ended(loan, now=at(2))
    dossier = loan.holding.dossier
    answer = Desk(fresh(desk.archivist)).get("movements_paper", dossier.pk)
    text = Reading(answer.content).text
    line = f"{loan.handed_out_on}外借{loan.holding.code}{loan.slip.number}{loan.room.name}"
    line += f"{desk.borrower}（{loan.borrower_department}）{loan.due_on}{day(2)}{desk.archivist}"
    assert squeezed(line) in text
    assert "外借1次。" in text


@clause(Clause.FRM_40)
def test_what_was_only_read_is_no_loan_and_outsiders_are_masked(desk):
    volume = desk.volume()
    desk.read(volume)
    assert not list(loans_of(volume.dossier_id))
    visitor = {"requester": None, "department": None, "outside": owner(), "by": desk.archivist}
    lent = desk.lent(desk.volume(), **visitor)
    (movement,) = loans_of(lent.holding.dossier_id)
    assert "王芳" not in movement.receiver
    assert movement.receiver.startswith("业主/租户本人")

"""An imported list of things to be destroyed is taken back: its rows stay, and propose nothing."""

from datetime import timedelta

import pytest

from archive_office.regulation import Clause
from destruction.models import ProposedDestruction
from destruction.rules.proposals import doubts_about, lists_seen, unanswered
from dossiers.models import Holding
from dossiers.tasks import take_back_ledger
from tests.destruction.test_proposals import ITEM, OTHER, line, proposed
from tests.destruction.world import room
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.importing import NOW, outcomes
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def here():
    return room()


@pytest.fixture
def by(here):
    for number in (ITEM, OTHER):
        here.volume(code=number, legacy_code=number, page_count=49, document_count=1)
    return here.archivist


@pytest.fixture
def back(django_capture_on_commit_callbacks):
    """Takes a list back as the page and the worker do."""

    def taken_back(import_, by):
        with django_capture_on_commit_callbacks(execute=False):
            answer = Desk(by).post("ledger_undo", import_.pk, reason="导错了清单")
        assert answer.status_code == 302
        take_back_ledger.call(import_.pk)
        import_.refresh_from_db()
        return import_

    return taken_back


@clause(Clause.FIL_03, Clause.FIL_09, Clause.APR_12)
def test_proposals_no_appraisal_took_up_propose_nothing_any_more(by, back):
    rows = (line(remark="涉诉，待定"), line(OTHER))
    import_ = proposed(*rows, by=by)
    things = list(Holding.objects.values_list("pk", flat=True))
    assert unanswered(by).count() == 2

    done = back(import_, by)

    assert (done.state, done.counts["voided"], done.counts["left"]) == ("undone", 2, 0)
    assert ProposedDestruction.objects.count() == 2
    assert not unanswered(by).exists()
    assert not lists_seen(by).exists()
    assert doubts_about(things) == []
    again = proposed(*rows, by=by)
    assert outcomes(again) == {"created": 2}
    assert list(lists_seen(by)) == [again]


@clause(Clause.FIL_09, Clause.APR_12)
def test_a_proposal_whose_thing_an_appraisal_took_up_stays_and_is_named(here, by, back):
    import_ = proposed(line(), line(OTHER), by=by)
    here.opened(Holding.objects.get(code=ITEM), now=LATER)

    before = text(Desk(by).get("ledger_undo", import_.pk))
    done = back(import_, by)

    assert "appraisal line" in before
    assert ITEM in before
    assert (done.counts["voided"], done.counts["left"]) == (1, 1)
    assert [row.holding.code for row in unanswered(by)] == [ITEM]
    assert list(lists_seen(by)) == [import_]
    page = text(Desk(by).get("destruction:proposal", import_.pk))
    assert ITEM in page
    assert OTHER not in page

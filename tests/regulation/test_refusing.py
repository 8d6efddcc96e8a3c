import pickle

import pytest

from archive_office.regulation import Clause, Refusal, RegulationError, enforce


def test_nothing_said_against_an_act_lets_it_pass():
    enforce([])


def test_a_refused_act_tells_every_reason_at_once():
    late = Refusal(Clause.TRF_03, "The period has not ended.")
    unsigned = Refusal(Clause.TRF_06, "One party has not signed.", field="signature")

    with pytest.raises(RegulationError) as caught:
        enforce(refusal for refusal in (late, unsigned))

    assert caught.value.refusals == (late, unsigned)
    assert str(caught.value) == (
        "TRF-03: The period has not ended.; TRF-06: One party has not signed."
    )


def test_a_form_shows_each_reason_under_its_clause():
    error = RegulationError(Refusal(Clause.FIL_07, "Say where the original is kept."))

    [shown] = error.as_form_errors()

    assert shown.code == "FIL-07"
    assert shown.messages == ["Say where the original is kept."]


def test_a_refusal_can_travel_to_another_process():
    error = RegulationError(Refusal(Clause.FIL_07, "Say where the original is kept."))
    assert pickle.loads(pickle.dumps(error)).refusals == error.refusals

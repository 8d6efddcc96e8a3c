"""What may be said of a thing, and what stands against destroying it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import AppraisalLine, EngineeringOpinion, Ground, Verdict
from destruction.procedures.signing import freeze_appraisal
from destruction.procedures.verdicts import give_opinion, give_verdict
from destruction.rules.judging import Judgement
from dossiers.models import Hold, HoldingState, Retention
from dossiers.procedures.retention import correct_trigger, place_hold
from tests.destruction.world import (
    DESTROY,
    KEEP,
    NOW,
    PERMANENT,
    UNDECIDED,
    again,
    change,
    move,
    only_line,
    room,
)
from tests.dossiers.steps import image
from tests.factories import arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return room()


def judged(here, thing, judgement):
    line = only_line(here.opened(thing))
    return give_verdict(line, judgement, by=here.archivist, now=NOW)


@clause(Clause.APR_03, Clause.APR_18)
@pytest.mark.parametrize("judgement", [KEEP, PERMANENT, DESTROY, UNDECIDED])
def test_a_thing_is_kept_for_a_term_for_good_destroyed_or_undecided(here, judgement):
    line = again(judged(here, here.volume(), judgement))

    assert line.verdict == judgement.verdict
    assert line.new_years == judgement.years
    assert line.grounds == list(judgement.grounds)
    assert line.judged_by == here.archivist


@clause(Clause.APR_03)
def test_there_is_no_other_verdict(here):
    for said in ("", "sell", "lend"):
        with refused(Clause.APR_03):
            judged_again = Judgement(verdict=said, grounds=[Ground.LEGAL])
            give_verdict(line_of_a_volume(here), judged_again, by=here.archivist, now=NOW)


def line_of_a_volume(here):
    return only_line(here.opened(here.volume()))


@clause(Clause.APR_03)
def test_undecided_needs_its_reason_and_no_ground(here):
    line = line_of_a_volume(here)
    with refused(Clause.APR_03):
        silent = Judgement(verdict=Verdict.UNDECIDED, reason=" ")
        give_verdict(line, silent, by=here.archivist, now=NOW)
    give_verdict(line, UNDECIDED, by=here.archivist, now=NOW)
    assert again(line).grounds == []


@clause(Clause.APR_18)
@pytest.mark.parametrize("grounds", [(), ("sentimental",)])
@pytest.mark.parametrize("judgement", [KEEP, PERMANENT, DESTROY])
def test_a_verdict_without_a_known_ground_is_refused(here, judgement, grounds):
    bare = Judgement(verdict=judgement.verdict, years=judgement.years, grounds=grounds)
    with refused(Clause.APR_18):
        judged(here, here.volume(), bare)


@clause(Clause.APR_03)
@pytest.mark.parametrize("years", [None, 0, -1, 101])
def test_keep_says_for_how_long(here, years):
    with refused(Clause.APR_03):
        judged(
            here,
            here.volume(),
            Judgement(verdict=Verdict.KEEP, years=years, grounds=[Ground.LEGAL]),
        )


def test_only_keep_has_years(here):
    with refused(Clause.APR_03):
        judged(
            here,
            here.volume(),
            Judgement(verdict=Verdict.DESTROY, years=5, grounds=[Ground.LEGAL]),
        )


@clause(Clause.ORG_01)
def test_only_the_rooms_archivist_judges(here):
    line = line_of_a_volume(here)
    for stranger in (here.head, here.director, here.engineer):
        with refused(Clause.ORG_01):
            give_verdict(line, KEEP, by=stranger, now=NOW)


@clause(Clause.APR_24)
@pytest.mark.parametrize(
    "state",
    [
        HoldingState.ON_LOAN,
        HoldingState.IN_READING_ROOM,
        HoldingState.IN_HANDOVER,
        HoldingState.MISSING,
    ],
)
def test_what_is_out_of_the_room_is_not_judged_for_destruction(here, state):
    volume = here.volume()
    line = only_line(here.opened(volume))
    move(volume, state)

    with refused(Clause.APR_24) as caught:
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)
    assert volume.code in str(caught.value.refusals[0].reason)
    give_verdict(line, KEEP, by=here.archivist, now=NOW)


@clause(Clause.APR_24)
def test_a_paper_of_a_volume_on_loan_is_not_judged_for_destruction(here):
    paper = here.paper()
    line = only_line(here.opened(paper))
    move(paper.holding, HoldingState.ON_LOAN)

    with refused(Clause.APR_24):
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)


@clause(Clause.APR_01)
@pytest.mark.parametrize("whole_dossier", [True, False])
def test_the_refusal_names_the_hold(here, whole_dossier):
    volume = here.volume()
    about = volume.dossier if whole_dossier else volume
    place_hold(about, Hold.Kind.ARREARS, Role.CENTRE_HEAD, by=here.head, now=NOW, reason="欠费案12")
    with refused(Clause.APR_01) as caught:
        judged(here, volume, DESTROY)
    assert "欠费案12" in str(caught.value.refusals[0].reason)


@clause(Clause.APR_01)
def test_what_became_permanent_is_never_destroyed(here):
    volume = here.volume()
    line = only_line(here.opened(volume))
    change(volume, retention=Retention.PERMANENT, retention_years=None)

    with refused(Clause.APR_01):
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)


@clause(Clause.APR_01)
def test_a_corrected_day_that_lengthens_the_term_forbids_destruction(here):
    volume = here.volume()
    line = only_line(here.opened(volume))
    correct_trigger(volume, date(2020, 1, 1), by=here.archivist, now=NOW, reason="实际迁出日")

    with refused(Clause.APR_01):
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)


@clause(Clause.FIL_09)
def test_a_claim_nobody_compared_is_not_destroyed(here):
    volume = here.volume()
    line = only_line(here.opened(volume))
    change(volume, verified_on=None)

    with refused(Clause.FIL_09):
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)


@clause(Clause.APR_24)
def test_what_comes_between_verdict_and_freeze_is_seen_at_the_freeze(here):
    volume = here.volume()
    appraisal = here.judge(here.opened(volume), DESTROY)
    move(volume, HoldingState.ON_LOAN)

    with refused(Clause.APR_24):
        freeze_appraisal(appraisal, by=here.archivist, now=NOW)


@clause(Clause.APR_03)
def test_nothing_is_frozen_while_a_thing_is_not_judged(here):
    appraisal = here.opened(here.volume(), here.record())
    give_verdict(appraisal.lines.get(number=2), KEEP, by=here.archivist, now=NOW)

    with refused(Clause.APR_03) as caught:
        freeze_appraisal(appraisal, by=here.archivist, now=NOW)
    assert "1" in str(caught.value.refusals[0].reason)


@clause(Clause.APR_07)
def test_a_technical_thing_waits_for_the_engineers(here):
    appraisal = here.judge(here.opened(here.drawing()), DESTROY)
    with refused(Clause.APR_07):
        freeze_appraisal(appraisal, by=here.archivist, now=NOW)

    give_opinion(only_line(appraisal), "已由竣工图取代", by=here.engineer, now=NOW)
    freeze_appraisal(appraisal, by=here.archivist, now=NOW)


@clause(Clause.APR_07)
def test_only_an_engineer_gives_the_opinion(here):
    line = only_line(here.opened(here.drawing()))
    for layman in (here.archivist, here.head, here.director):
        with refused(Clause.APR_07):
            give_opinion(line, "可以销毁", by=layman, now=NOW)


@clause(Clause.APR_07)
@pytest.mark.parametrize(("text", "on"), [(" ", None), ("可以销毁", date(2026, 11, 21))])
def test_an_opinion_says_something_and_is_not_of_the_future(here, text, on):
    line = only_line(here.opened(here.drawing()))
    with refused(Clause.APR_07):
        give_opinion(line, text, by=here.engineer, now=NOW, on=on)


@clause(Clause.APR_07)
def test_no_opinion_is_asked_for_on_other_things(here):
    with refused(Clause.APR_07):
        give_opinion(line_of_a_volume(here), "可以销毁", by=here.engineer, now=NOW)


@clause(Clause.APR_08)
def test_the_opinion_is_a_record_of_its_own_with_its_scan_and_history(here):
    line = only_line(here.opened(here.drawing()))
    first = give_opinion(
        line, "可以销毁", by=here.engineer, now=NOW, on=date(2026, 11, 18), scan=image("意见.jpg")
    )
    give_opinion(line, "总平面图除外", by=here.engineer, now=NOW)

    assert [o.text for o in line.opinions.all()] == ["可以销毁", "总平面图除外"]
    kept = EngineeringOpinion.objects.get(pk=first.pk)
    assert (kept.author, kept.given_on) == (here.engineer, date(2026, 11, 18))
    assert len(kept.scan_sha256) == 64
    assert kept.history.count() == 1


@clause(Clause.APR_07)
def test_a_scan_is_judged_by_its_content(here):
    line = only_line(here.opened(here.drawing()))
    script = SimpleUploadedFile("意见.pdf", b"#!/bin/sh\necho\n")
    with refused(Clause.APR_07):
        give_opinion(line, "可以销毁", by=here.engineer, now=NOW, scan=script)


@clause(Clause.APR_09)
def test_a_frozen_list_hears_no_further_word(here):
    appraisal = here.frozen(here.drawing())
    line = only_line(appraisal)

    with refused(Clause.APR_09):
        give_verdict(line, DESTROY, by=here.archivist, now=NOW)
    with refused(Clause.APR_09):
        give_opinion(line, "补充", by=here.engineer, now=NOW)


@clause(Clause.APR_03, Clause.APR_18)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("destruction_undecided_has_a_reason", {"verdict": "undecided"}),
        ("destruction_keep_has_its_years", {"verdict": "keep", "grounds": ["legal"]}),
        ("destruction_a_verdict_has_grounds", {"verdict": "destroy"}),
        ("destruction_known_verdict", {"verdict": "sell", "grounds": ["legal"]}),
    ],
)
def test_the_database_refuses_half_a_verdict(here, name, said):
    line = line_of_a_volume(here)
    with arranged(), pytest.raises(IntegrityError, match=name), transaction.atomic():
        AppraisalLine.objects.filter(pk=line.pk).update(**said)

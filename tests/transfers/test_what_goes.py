"""What a centre hands over and what it keeps (TRF-02, TRF-04, TRF-14, LND-13)."""

import pytest

from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import (
    Category,
    DocumentType,
    HandoverScope,
    Hold,
    Holding,
    HoldingState,
)
from tests.factories import TODAY, DocumentFactory, HoldingFactory, UserFactory, arranged, box_of
from tests.steps import clause, refused
from tests.transfers.road import EXTRA, NOW, ORDINARY, TITLE, change, going, office, why_it_stays
from transfers.rules.proposal import Verdict, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


def decided(name, value):
    with arranged():
        Parameter(name=name, value=value, effective_from=TODAY, reason="test").save()


@clause(Clause.TRF_04)
def test_filed_volumes_of_the_centre_go_by_category_and_code(here):
    second = here.volume(dossier__code="W001-ZY·KH-P01-0002")
    first = here.volume(dossier__code="W001-ZY·KH-P01-0001")
    earlier_class = here.volume(dossier__category=Category.objects.get(code="B4.3"))
    office_of_others = here.volume(keeper=here.receiver, present_slot=box_of(here.receiver))

    assert going(here) == [earlier_class, first, second]
    assert office_of_others not in going(here)


@clause(Clause.LND_13)
def test_personal_volumes_stay_at_the_centre(here):
    personal = here.volume(personal_volume=True)

    assert why_it_stays(here, personal) == Verdict.PERSONAL
    with refused(Clause.LND_13):
        here.prepared(personal)


@clause(Clause.LND_13)
def test_an_office_may_decide_to_hand_personal_volumes_over(here):
    personal = here.volume(personal_volume=True)
    decided("handover_personal_items", "yes")

    assert going(here) == [personal]


@pytest.mark.parametrize(
    ("arranged_as", "verdict"),
    [
        ({"verified_on": None}, Verdict.UNVERIFIED),
        ({"dossier__state": "void"}, Verdict.VOIDED),
        ({"state": HoldingState.ON_LOAN, "present_slot": None}, Verdict.NOT_ON_SHELF),
        ({"state": HoldingState.MISSING, "present_slot": None}, Verdict.NOT_ON_SHELF),
    ],
)
@clause(Clause.TRF_02)
def test_what_is_not_in_order_stays(here, arranged_as, verdict):
    volume = here.volume(**arranged_as)

    assert why_it_stays(here, volume) == verdict
    with refused(Clause.TRF_02):
        here.prepared(volume)


@clause(Clause.TRF_02)
def test_what_is_not_classified_stays(here):
    volume = here.volume(dossier__category=Category.objects.get(code="DG"))

    assert why_it_stays(here, volume) == Verdict.UNCLASSIFIED
    with refused(Clause.TRF_02):
        here.prepared(volume)


@clause(Clause.TRF_02)
def test_a_box_on_no_shelf_is_no_container(here):
    volume = here.volume()
    change(volume.present_slot, shelf=None)

    assert why_it_stays(here, volume) == Verdict.NO_CONTAINER
    with refused(Clause.TRF_02):
        here.prepared(volume)


@clause(Clause.TRF_01)
def test_what_is_held_back_stays(here):
    volume = here.volume()
    with arranged():
        hold = Hold(
            dossier=volume.dossier,
            kind=Hold.Kind.LEGAL,
            reason="诉讼",
            placed_by=UserFactory(),
            placed_as="centre_archivist",
            placed_at=NOW,
        )
        hold.save()

    assert why_it_stays(here, volume) == Verdict.HELD
    with refused(Clause.TRF_01):
        here.prepared(volume)

    change(
        hold,
        lifted_at=NOW,
        lifted_by=UserFactory(),
        lifted_as="centre_head",
        lifted_because="诉讼已结",
    )
    assert going(here) == [volume]


@clause(Clause.TRF_01)
def test_a_centre_hands_over_only_what_it_keeps(here):
    with refused(Clause.TRF_01):
        here.prepared(HoldingFactory(on_shelf=True))


@pytest.mark.parametrize(
    ("scope", "verdict"),
    [
        (HandoverScope.STAYS, Verdict.STAYS),
        (HandoverScope.CATALOGUE_ONLY, Verdict.CATALOGUE_ONLY),
    ],
)
@clause(Clause.TRF_02)
def test_the_offices_scope_decides_by_category_and_by_the_dossiers_state(here, scope, verdict):
    change(Category.objects.get(code="KH"), handover_scope_open=scope)
    still_open = here.volume()
    closed = here.volume(dossier__state="closed", dossier__closed_on=TODAY)

    assert why_it_stays(here, still_open) == verdict
    assert going(here) == [closed]
    assert still_open in going(here, EXTRA)
    with refused(Clause.TRF_02):
        here.prepared(still_open)


@clause(Clause.TRF_14)
def test_title_documents_go_on_a_manifest_of_their_own(here):
    deed, volume = here.deed(), here.volume()

    assert why_it_stays(here, deed) == Verdict.TITLE
    assert going(here, TITLE) == [deed]
    with refused(Clause.TRF_14):
        here.prepared(deed)
    with refused(Clause.TRF_14):
        here.prepared(volume, kind=TITLE)


@clause(Clause.TRF_14)
def test_a_volume_that_hides_a_title_document_stays(here):
    volume = here.volume()
    DocumentFactory(holding=volume, type=DocumentType.objects.get(code="C15"))

    assert why_it_stays(here, volume) == Verdict.HOLDS_TITLE
    with refused(Clause.TRF_14):
        here.prepared(volume)


@clause(Clause.TRF_04)
def test_what_stands_on_an_open_manifest_goes_on_no_other(here):
    volume = here.volume()
    manifest = here.prepared(volume)

    [staying] = proposal(here.centre, ORDINARY, on=TODAY).staying
    assert staying.verdict == Verdict.LISTED
    assert manifest.number in staying.reason
    with refused(Clause.TRF_04):
        here.prepared(volume, kind=EXTRA)


@clause(Clause.TRF_04)
def test_later_papers_for_volumes_at_headquarters_go_as_supplements(here):
    paper = here.supplement()

    assert list(proposal(here.centre, ORDINARY, on=TODAY).supplements) == [paper]
    here.prepared(supplements=[paper])
    assert list(proposal(here.centre, ORDINARY, on=TODAY).supplements) == []


@clause(Clause.TRF_04)
def test_papers_that_do_not_wait_are_no_supplements(here):
    filed = DocumentFactory(holding=here.volume())
    with refused(Clause.TRF_04):
        here.prepared(supplements=[filed])


def test_every_holding_of_the_centre_either_goes_or_has_a_reason(here):
    for fields in ({}, {"personal_volume": True}, {"verified_on": None}, {"document_count": 0}):
        here.volume(**fields)
    found = proposal(here.centre, ORDINARY, on=TODAY)

    told = {h.pk for h in found.going} | {s.holding.pk for s in found.staying}
    assert told == set(Holding.objects.filter(keeper=here.centre).values_list("pk", flat=True))
    assert all(s.reason for s in found.staying)


def test_a_proposal_asks_as_often_for_many_holdings_as_for_few(here, django_assert_num_queries):
    for _ in range(3):
        here.volume()
    with django_assert_num_queries(4):
        proposal(here.centre, ORDINARY, on=TODAY)
    for _ in range(4):
        here.volume()
    here.volume(personal_volume=True)
    with django_assert_num_queries(4):
        found = proposal(here.centre, ORDINARY, on=TODAY)
        [s.holding.present_slot.place for s in found.staying]

"""The review of readings on a telephone and at a desk, in both languages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ReadingReview, Verdict, ViewLog
from dossiers.procedures.reviewing import find_readings, review_readings
from tests.browser import PHONE
from tests.factories import DossierFactory, EstateFactory, person
from tests.steps import clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@clause(Clause.SEC_41)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [PHONE, None])
def test_readings_are_listed_judged_and_explained(at_screen, language, size):
    centre = EstateFactory().centre
    head = person(Role.CENTRE_HEAD, centre)
    reader = person(Role.CENTRE_ARCHIVIST, centre)
    yesterday = clock.now() - timedelta(days=1)
    for minutes in range(3):
        ViewLog.objects.create(
            dossier=DossierFactory(occupancy__unit__building__estate__centre=centre),
            user=reader,
            at=yesterday + timedelta(minutes=minutes),
            what=ViewLog.What.REVEALED,
            under="centre",
            detail="客户来电核对联系方式",
        )
    find_readings(now=clock.now())
    first, second, *_rest = ReadingReview.objects.order_by("pk")
    review_readings([first.pk], Verdict.EXPLAIN, "请说明事由", by=head, now=clock.now())
    review_readings([second.pk], Verdict.BREACH, "无正当事由", by=head, now=clock.now())

    options = {"language": language} | ({"size": size} if size else {})
    screen = at_screen(head, **options)
    for address in (
        f"{reverse('dossiers:readings')}?state=all",
        reverse("dossiers:readings"),
        reverse("dossiers:reading", args=[second.pk]),
        reverse("dossiers:reading", args=[ReadingReview.objects.waiting().first().pk]),
    ):
        screen.open(address)
        assert screen.complaints() == []
    own = at_screen(reader, **options)
    own.open(reverse("dossiers:my_readings"))
    assert own.complaints() == []

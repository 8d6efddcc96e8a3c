from datetime import timedelta

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier
from dossiers.procedures.changes import record_review
from dossiers.rules.lateness import due_for_review
from tests.factories import TODAY, DepartmentFactory, DossierFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@clause(Clause.COL_11)
def test_a_dossier_gone_through_is_not_due_until_the_next_quarter():
    dossier = DossierFactory()
    assert dossier in due_for_review(Dossier.objects.all(), today=TODAY)

    record_review(dossier, by=person(Role.CENTRE_ARCHIVIST, dossier.centre), today=TODAY)

    assert dossier not in due_for_review(Dossier.objects.all(), today=TODAY)
    assert dossier in due_for_review(Dossier.objects.all(), today=TODAY + timedelta(days=100))


@clause(Clause.COL_11, Clause.ORG_08)
def test_only_the_centres_archivist_reviews_it():
    dossier = DossierFactory()
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    with refused(Clause.ORG_08):
        record_review(dossier, by=stranger, today=TODAY)
